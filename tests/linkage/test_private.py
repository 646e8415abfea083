"""Private matching: lists in two scripts linked as bits, without names, by whoever holds no secret."""

from __future__ import annotations

import csv
import random
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.private import Encoded, Encoder, Hardening, Record, Secret, match, read_encoded, read_secret
from malath.engines.linkage.private.command import main
from malath.engines.names import tokens
from tests.linkage.invented import Invented, people

SECRET = Secret(bytes(range(32)))
FIELDS = ("name", "sex", "age")
PLAIN = Hardening()
SHARED, EACH = 500, 900


def record(person: Invented, id: str, *, latin: bool) -> Record:
    return Record(id, tuple(tokens(person.latin if latin else person.arabic)), person.sex, person.age)


def lists() -> tuple[list[Record], list[Record]]:
    """Two lists that share the first 500 people; the second stands in another order, and is a year older."""
    everybody = people(2 * EACH - SHARED)
    left = [record(person, f"p{n}", latin=True) for n, person in enumerate(everybody[:EACH])]
    right = [
        replace(record(person, f"p{n}", latin=False), age=person.age + 1)
        for n, person in enumerate(everybody)
        if n < SHARED or n >= EACH
    ]
    random.Random(5).shuffle(right)
    return left, right


def encoded(records: list[Record], hardening: Hardening = PLAIN, secret: Secret = SECRET) -> Encoded:
    bits = Encoder(secret, FIELDS, hardening).encode(records)
    return Encoded([row.id for row in records], bits, secret.name, FIELDS, hardening)


def f1(left: Encoded, right: Encoded) -> float:
    pairs = match(left, right, one_to_one=True)
    likely = pairs.probability >= 0.5
    rows = zip(pairs.left[likely].tolist(), pairs.right[likely].tolist(), strict=True)
    right_ones = sum(left.ids[a] == right.ids[b] for a, b in rows)
    return 2 * right_ones / (int(likely.sum()) + SHARED)


def test_two_lists_in_two_scripts_are_linked_without_a_name() -> None:
    left, right = lists()

    assert f1(encoded(left), encoded(right)) > 0.95


@pytest.mark.parametrize(
    ("hardening", "least"),
    [
        (Hardening(salt=("sex",)), 0.95),
        (Hardening(fold=1), 0.93),
        (Hardening(blip=0.05), 0.9),
        (Hardening(rarest=2), 0.8),
        (Hardening(commonest=0.2), 0.9),
    ],
)
def test_hardened_lists_are_still_linked(hardening: Hardening, least: float) -> None:
    left, right = lists()

    assert f1(encoded(left, hardening), encoded(right, hardening)) > least


def test_probabilities_mean_what_they_say_about_people_who_are_only_in_one_list() -> None:
    left, right = lists()
    pairs = match(encoded(left), encoded(right), one_to_one=True)

    shared = np.array([left[a].id == right[b].id for a, b in zip(pairs.left, pairs.right, strict=True)])
    sure = pairs.probability >= 0.9

    assert shared[sure].mean() > 0.93
    assert shared[pairs.probability < 0.5].mean() < 0.2


def test_one_name_sets_the_same_bits_in_every_script() -> None:
    rows = [Record("a", tuple(tokens(name))) for name in ("محمود خالد", "Mahmoud Khaled", "Mahmut Halid")]

    bits = Encoder(SECRET, FIELDS).encode(rows)

    assert (bits[0] == bits[1]).all() and (bits[0] == bits[2]).all()


def test_without_the_secret_nothing_is_alike() -> None:
    row = [Record("a", ("mahmoud", "khaled"), "m", 30)]

    ours = np.unpackbits(Encoder(SECRET, FIELDS).encode(row))
    theirs = np.unpackbits(Encoder(Secret(bytes(32)), FIELDS).encode(row))

    both = int((ours & theirs).sum())
    assert both < 0.35 * ours.sum()


def test_a_part_has_bits_of_its_own_in_each_place_and_under_each_salt() -> None:
    first, last = (Encoder(SECRET, FIELDS).encode([Record("a", parts)]) for parts in (("omar",), ("", "omar")))
    salted = Encoder(SECRET, FIELDS, Hardening(salt=("sex",)))
    man, woman = salted.encode([Record("a", ("nour",), "m"), Record("b", ("nour",), "f")])

    assert (first != last).any()
    assert int(np.bitwise_count(man & woman).sum()) < 0.5 * int(np.bitwise_count(man).sum())


def test_noise_is_the_same_when_a_list_is_encoded_again() -> None:
    left, _ = lists()
    hardening = Hardening(blip=0.1)

    once, again = (Encoder(SECRET, FIELDS, hardening).encode(left) for _ in range(2))
    plain = Encoder(SECRET, FIELDS).encode(left)

    assert (once == again).all()
    turned = np.bitwise_count(once ^ plain).sum() / (8 * plain.size)
    assert 0.04 < turned < 0.06


def test_rows_without_a_name_and_empty_lists_are_borne() -> None:
    empty = encoded([])
    nameless = encoded([Record("a", ())])

    assert len(match(empty, nameless).left) == len(match(nameless, empty).left) == 0
    assert nameless.bits.sum() == 0


@pytest.mark.parametrize(
    "asked",
    [{"salt": ("village",)}, {"fold": 4}, {"blip": 0.7}, {"commonest": 2.0}, {"rarest": -1}],
)
def test_hardening_that_cannot_be_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(LinkageError):
        Hardening(**asked)  # type: ignore[arg-type]


def _written(folder: Path) -> tuple[Path, Path]:
    for name, latin, column in (("left", True, "name_en"), ("right", False, "الاسم")):
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("rid", column, "sex", "age"))
            for n, person in enumerate(people(300)):
                rows.writerow((f"{name}{n}", person.latin if latin else person.arabic, person.sex, person.age))
    return folder / "left.csv", folder / "right.csv"


def test_the_commands_link_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left, right = _written(tmp_path)
    secret, pairs = tmp_path / "secret", tmp_path / "pairs.csv"

    assert main(["encode", str(left), "-o", str(tmp_path / "a"), "--new-secret", str(secret)]) == 0
    assert main(["encode", str(right), "-o", str(tmp_path / "b"), "--secret-file", str(secret)]) == 0
    assert main(["match-encoded", str(tmp_path / "a"), str(tmp_path / "b"), "-o", str(pairs), "--one-to-one"]) == 0

    rows = list(csv.reader(pairs.read_text().splitlines()))
    assert rows[0] == ["left_id", "right_id", "probability"]
    assert sum(a[4:] == b[5:] for a, b, p in rows[1:] if float(p) >= 0.5) > 270
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    said = capsys.readouterr().err
    assert "with the ids of column 'rid'" in said and "name = name_en" in said


def test_an_encoded_file_holds_no_name_and_with_row_numbers_no_id(tmp_path: Path) -> None:
    left, _ = _written(tmp_path)
    options = ["encode", str(left), "-o", str(tmp_path / "a"), "--new-secret", str(tmp_path / "s"), "--row-numbers"]

    assert main(options) == 0

    data = (tmp_path / "a").read_bytes()
    words = {word.encode() for person in people(300) for word in person.latin.lower().split() if len(word) > 4}
    assert b"left" not in data and not any(word in data.lower() for word in words)
    assert read_encoded(tmp_path / "a").ids[:2] == ["1", "2"]


def test_files_that_do_not_fit_together_are_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left, right = _written(tmp_path)
    secret, out = tmp_path / "secret", str(tmp_path / "pairs.csv")
    main(["encode", str(left), "-o", str(tmp_path / "a"), "--new-secret", str(secret)])
    others = {
        "different secrets": ["--new-secret", str(tmp_path / "other")],
        "different fields": ["--secret-file", str(secret), "--fields", "name"],
        "hardened differently": ["--secret-file", str(secret), "--fold", "1"],
    }

    for reason, options in others.items():
        assert main(["encode", str(right), "-o", str(tmp_path / "b"), *options]) == 0
        capsys.readouterr()

        assert main(["match-encoded", str(tmp_path / "a"), str(tmp_path / "b"), "-o", out]) == 2
        assert reason in capsys.readouterr().err


def test_a_damaged_file_and_a_missing_secret_are_named(tmp_path: Path) -> None:
    left, _ = _written(tmp_path)
    main(["encode", str(left), "-o", str(tmp_path / "a"), "--new-secret", str(tmp_path / "s")])
    whole = (tmp_path / "a").read_bytes()

    for damaged in (whole[:-1], whole[:40], b"name,age\n", whole.replace(b'"rows"', b'"rowz"')):
        (tmp_path / "b").write_bytes(damaged)
        with pytest.raises(LinkageError):
            read_encoded(tmp_path / "b")
    (tmp_path / "short").write_text("abcd")
    for missing in (tmp_path / "short", tmp_path / "none"):
        with pytest.raises(LinkageError):
            read_secret(missing)
    assert main(["encode", str(left), "-o", str(tmp_path / "c"), "--new-secret", str(tmp_path / "s")]) == 2
