"""The parts of the engine, each told as what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.coalition_list import HEADINGS, Inventor, NamePool
from malath.engines.linkage.clustering import cluster, pairs_within
from malath.engines.linkage.columns import guess, role_of
from malath.engines.linkage.dates import LEVELS, date_levels, read_dates
from malath.engines.linkage.linking import link
from malath.engines.linkage.one_to_one import assign, shared_probability
from malath.engines.linkage.people import gather
from malath.engines.linkage.reading import table_of
from malath.engines.linkage.splitting import Splitter
from malath.engines.names import tokens


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("الاسم الكامل", "name"), ("Nom complet", "name"), ("Full_Name", "name"), ("name_ar", "name"), ("Prénom", "given"),
        ("الكنية", "family"), ("اسم الأم", "mother"), ("Date de naissance", "dob"), ("تاريخ الميلاد", "dob"), ("العمر", "age"),
        ("Sexe", "sex"), ("المحافظة", "place"), ("تاريخ الاعتقال", "date"), ("soc_sec_id", "number"), ("pid", None),
        ("cluster", None),
    ],
)  # fmt: skip
def test_a_heading_announces_its_column(heading: str, role: str | None) -> None:
    assert role_of(heading) == role


def test_a_column_called_nom_is_the_family_beside_prenom_and_the_whole_name_alone() -> None:
    both = guess(table_of("a", ["Nom", "Prénom"], [["Haddad", "Samer"]]))
    alone = guess(table_of("a", ["Nom", "Âge"], [["Samer Haddad", "30"]]))

    assert both.by_role == {"given": ("Prénom",), "family": ("Nom",)}
    assert alone.by_role["name"] == ("Nom",)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("2013-09-24", "24/09/2013", "the same day"),
        ("2013-09-24", "20130926", "up to three days apart"),
        ("2013-03-09", "2013-09-03", "day and month changed places"),
        ("2013-09-24", "2012-09-24", "one of day, month, year differs"),
        ("2013-09-24", "2013-09", "the same month"),
        ("2013-09-24", "٢٠١٣", "the same year, one says no more"),
        ("2013", "2014-01-01", "a year apart"),
        ("1950", "2014", "further apart"),
    ],
)
def test_two_dates_are_as_near_as_their_known_parts(one: str, other: str, level: str) -> None:
    found = date_levels(read_dates([one, other]), np.array([0]), np.array([1]))

    assert LEVELS[found[0]] == level


def test_an_unknown_date_says_nothing() -> None:
    assert date_levels(read_dates(["", "2014-13-40"]), np.array([0]), np.array([1]))[0] == -1


def test_many_names_are_split_as_one_is() -> None:
    names = [
        "د. سامر عبد الرحمن الدباغ",
        "Samer Abd al-Rahman Al-Dabbagh",
        "أبو زياد هند نور الدين",
        "Hind ben Salim",
        "DABBAGH Samer",
    ]

    assert Splitter().split_all(names) == [tokens(name) for name in names]


def test_a_row_stands_in_one_pair_and_rivals_share_the_odds() -> None:
    left, right, bits = np.array([0, 0, 1]), np.array([2, 3, 3]), np.array([5.0, 4.0, 3.0])

    sure = shared_probability(left, right, bits, 4)

    assert assign(left, right, bits, 4).tolist() == [0, 2]
    assert sure[1] < sure[0] < 32 / 33


def test_a_weak_chain_does_not_join_two_persons() -> None:
    left, right = np.array([0, 0, 1, 3, 3, 4, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    bits = np.array([8, 8, 8, 8, 8, 8, 0.5], np.float32)

    labels = cluster(6, left, right, bits)

    assert labels.tolist() == [0, 0, 0, 3, 3, 3]
    assert len(pairs_within(labels)[0]) == 6


def test_no_cluster_is_larger_than_allowed_and_what_was_told_apart_stays_apart() -> None:
    left, right = np.triu_indices(20, 1)
    bits = np.full(len(left), 9, np.float32)

    crowd = cluster(20, left, right, bits, most=12)
    parted = cluster(3, np.array([0, 1]), np.array([1, 2]), np.array([5, 4], np.float32), apart={(0, 2)})

    assert np.bincount(crowd).max() <= 12
    assert parted[0] != parted[2]


def test_brothers_are_not_taken_for_one_person() -> None:
    rows = [
        ["1", "سامر خليل نزار الدباغ", "1981-03-02"],
        ["2", "ماهر خليل نزار الدباغ", "1983-05-06"],
        ["3", "Samer Khalil Nizar Dabbagh", "1981"],
    ]
    table = table_of("list", ["id", "name", "dob"], rows)

    linked = link(gather([(table, guess(table))]))

    sure = {(int(a), int(b)) for a, b, p in zip(linked.left, linked.right, linked.probability, strict=True) if p >= 0.5}
    assert sure == {(0, 2)}


def test_an_invented_list_is_sorted_out_the_same_way_every_time() -> None:
    rows = Inventor(NamePool.invented(), 3).rows(2500)
    shown = [heading for heading in HEADINGS if heading not in ("pid", "org", "script")]
    kept = [[row[HEADINGS.index(heading)] for heading in shown] for row in rows]
    table = table_of("list", shown, kept)
    truth = [row[1] for row in rows]

    first, second = (link(gather([(table, guess(table))])) for _ in range(2))

    pairs = [
        (truth[a] == truth[b]) for a, b, p in zip(first.left, first.right, first.probability, strict=True) if p >= 0.5
    ]
    true = sum(truth.count(pid) * (truth.count(pid) - 1) // 2 for pid in set(truth))
    assert 2 * sum(pairs) / (len(pairs) + true) > 0.8
    assert first.clusters is not None and np.bincount(first.clusters).max() <= 12
    assert np.array_equal(first.probability, second.probability)
