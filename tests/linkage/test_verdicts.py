"""What earlier review decided stands: never against it, along every chain, in clusters and one to one."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from malath.engines.linkage.clustering import cluster
from malath.engines.linkage.command import link_command
from malath.engines.linkage.constraints import constrain
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.verdicts import Verdicts

LIST = """id,name,dob,sex,source
1,سامر خليل الدباغ,1981-03-02,m,north
2,Samer Khalil Al-Dabbagh,1981-03-02,m,south
3,سامر خليل دباغ,1981-03-02,m,south
4,ليلى خليل الدباغ,1984-07-19,f,north
5,Laila Khalil Dabbagh,1984-07-19,f,south
6,هند سليم الشماع,1990-01-01,f,
7,عبد الرحمن نور الدين الحداد,1970-05-05,m,north
8,Abdelrahman Noureddine Haddad,1970-05-05,m,
"""
LEFT = "id,name,dob\n1,سامر خليل الدباغ,1981-03-02\n2,سامر خليل دباغ,1981-03-02\n3,ليلى خليل الدباغ,1984-07-19\n"
RIGHT = (
    "id,name,dob\na,Samer Khalil Dabbagh,1981-03-02\nb,Laila Khalil Al-Dabbagh,1984-07-19\nc,Hind Salim Shammaa,1990\n"
)
Pairs = dict[tuple[str, str], float]


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def verdicts(folder: Path, *lines: str) -> list[str]:
    return ["--verdicts", written(folder, "review.csv", "\n".join(("left_id,right_id,verdict", *lines, "")))]


def pairs_of(path: Path) -> Pairs:
    with open(path, encoding="utf-8") as file:
        return {(row["left_id"], row["right_id"]): float(row["probability"]) for row in csv.DictReader(file)}


def deduplicated(folder: Path, *options: str) -> tuple[int, Pairs, list[set[str]]]:
    """Exit code, pairs and clusters of a run over the list."""
    out, groups = folder / "pairs.csv", folder / "clusters.csv"
    arguments = [written(folder, "list.csv", LIST), "-o", str(out), "--clusters", str(groups), "--quiet"]
    code = link_command([*arguments, *options])
    if code:
        assert not out.exists()
        assert not groups.exists()
        return code, {}, []
    found: dict[str, set[str]] = defaultdict(set)
    with open(groups, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["cluster"]].add(row["id"])
    return code, pairs_of(out), list(found.values())


def linked(folder: Path, *options: str) -> tuple[int, Pairs]:
    out = folder / "pairs.csv"
    lists = [written(folder, "left.csv", LEFT), written(folder, "right.csv", RIGHT)]
    code = link_command([*lists, "-o", str(out), "--quiet", *options])
    return code, pairs_of(out) if out.exists() else {}


def test_without_verdicts_three_rows_are_one_person(tmp_path: Path) -> None:
    _code, pairs, clusters = deduplicated(tmp_path)

    assert {"1", "2", "3"} in clusters
    assert pairs["1", "2"] < 1


def test_same_is_certain_and_together_along_a_chain_though_nothing_agrees(tmp_path: Path) -> None:
    code, pairs, clusters = deduplicated(tmp_path, *verdicts(tmp_path, "6,7,same", "4,6,same"))

    assert code == 0
    assert pairs["6", "7"] == pairs["4", "6"] == pairs["4", "7"] == 1
    assert any({"4", "6", "7"} <= group for group in clusters)


def test_different_is_never_a_pair_nor_one_cluster_whatever_agrees(tmp_path: Path) -> None:
    code, pairs, clusters = deduplicated(tmp_path, *verdicts(tmp_path, "3,1,different"))

    assert code == 0
    assert ("1", "3") not in pairs
    assert not any({"1", "3"} <= group for group in clusters)


def test_different_goes_with_same(tmp_path: Path) -> None:
    code, pairs, clusters = deduplicated(tmp_path, *verdicts(tmp_path, "1,2,same", "2,3,different"))

    assert code == 0
    assert not {("1", "3"), ("2", "3")} & set(pairs)
    assert {"1", "2"} in clusters


def test_unsure_and_rows_that_are_gone_bind_nobody_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _code, before, _clusters = deduplicated(tmp_path)

    code, pairs, _clusters = deduplicated(tmp_path, *verdicts(tmp_path, "1,2,unsure", "99,1,same", "1,,different"))

    assert (code, pairs) == (0, before)
    assert "1 unsure; not used, since a row is not in the lists: line 3, 4" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["1,2,same", "2,1,different"], "line 3 says that 2 and 1 are two people, line 2 that they are one person"),
        (
            ["1,2,same", "4,5,same", "2,3,SAME", "1,3,different"],
            "line 5 says that 1 and 3 are two people, lines 2 and 4 together that they are one person",
        ),
        (["1,1,different"], "line 2: 1 is compared with itself"),
        (["1,2,perhaps"], "line 2: 'perhaps' is none of same, different, unsure"),
    ],
)
def test_verdicts_that_contradict_each_other_are_told_with_their_lines_and_nothing_is_written(
    lines: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _pairs, _clusters = deduplicated(tmp_path, *verdicts(tmp_path, *lines))

    assert code == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "left_id,right_id\n1,2\n", "left_id,right_id,verdict\0\n"])
def test_a_file_of_no_verdicts_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _pairs, _clusters = deduplicated(tmp_path, "--verdicts", written(tmp_path, "bad.csv", text))

    assert code == 1
    assert "bad.csv" in capsys.readouterr().err


def test_one_to_one_keeps_what_was_decided(tmp_path: Path) -> None:
    _code, before = linked(tmp_path, "--one-to-one")
    assert before[max(before, key=lambda pair: before[pair])] < 1

    code, pairs = linked(tmp_path, "--one-to-one", *verdicts(tmp_path, "2,c,same", "3,b,different"))

    assert code == 0
    assert pairs["2", "c"] == 1
    assert ("3", "b") not in pairs
    assert [pair for pair in pairs if "2" in pair or "c" in pair] == [("2", "c")]


def test_two_counterparts_of_one_row_are_refused_where_each_has_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, pairs = linked(tmp_path, "--one-to-one", *verdicts(tmp_path, "1,a,same", "2,a,same"))

    assert (code, pairs) == (1, {})
    assert "lines 2 and 3 give a of the right list two counterparts, 1 and 2" in capsys.readouterr().err


def test_two_lists_without_one_to_one_follow_the_chain_across(tmp_path: Path) -> None:
    code, pairs = linked(tmp_path, *verdicts(tmp_path, "1,a,same", "2,a,same", "2,b,same", "3,a,different"))

    assert code == 0
    assert pairs["1", "b"] == 1
    assert not {("3", "a"), ("3", "b")} & set(pairs)


def test_a_clean_source_never_stands_twice_in_a_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, pairs, clusters = deduplicated(tmp_path, "--sources-are-clean")

    assert code == 0
    assert ("2", "3") not in pairs
    assert not any({"2", "3"} <= group for group in clusters)
    assert any("1" in group and group & {"2", "3"} for group in clusters)
    assert {"7", "8"} in clusters
    assert "2 sources, of which each holds a person once" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["2,3,same"], "2 and 3 are of one source that holds each person once, line 2 that they are one person"),
        (["2,6,same", "6,5,same"], "lines 2 and 3 together that they are one person"),
    ],
)
def test_a_verdict_against_a_clean_source_is_refused(
    lines: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _pairs, _clusters = deduplicated(tmp_path, "--sources-are-clean", *verdicts(tmp_path, *lines))

    assert code == 1
    assert told in capsys.readouterr().err


def test_clean_sources_need_a_column_and_one_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _pairs, _clusters = deduplicated(tmp_path, "--sources-are-clean", "--columns", "name=name,dob=dob")
    two, _pairs = linked(tmp_path, "--sources-are-clean")

    said = capsys.readouterr().err
    assert (code, two) == (1, 1)
    assert "--columns source=HEADING" in said
    assert "for two there is --one-to-one" in said


def test_clusters_of_two_lists_are_refused_and_not_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _pairs = linked(tmp_path, "--clusters", str(tmp_path / "clusters.csv"))

    assert code == 1
    assert "--clusters is for one list" in capsys.readouterr().err


def test_an_explanation_and_the_report_say_what_was_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.md"
    decided = verdicts(tmp_path, "1,2,different")

    deduplicated(tmp_path, *decided, "--report", str(report), "--explain", "1:2")

    said = capsys.readouterr().out
    assert "one person with probability 0.000" in said
    assert "two people, by the verdicts that were given" in said
    assert "review.csv: 0 same, 1 different, 0 unsure" in report.read_text("utf-8")


@pytest.mark.parametrize("seed", range(20))
def test_no_cluster_breaks_a_verdict_or_a_source_however_the_evidence_falls(seed: int) -> None:
    """Random evidence, verdicts without contradiction and sources over forty rows."""
    dice = np.random.default_rng(seed)
    total, truth = 40, dice.integers(0, 12, 40)
    left, right = np.triu_indices(total, 1)
    bits = dice.normal(0, 6, len(left)).astype(np.float32)
    seen = dice.random(len(left)) < 0.4
    chosen = dice.choice(len(left), 30, replace=False)
    same = [(n, int(left[n]), int(right[n])) for n in chosen if truth[left[n]] == truth[right[n]]]
    different = [(n, int(left[n]), int(right[n])) for n in chosen if truth[left[n]] != truth[right[n]]]
    # Each row of a source another person: a source never contradicts a verdict here.
    source = np.array([int(n) if list(truth[:row]).count(n) < 1 else -1 for row, n in enumerate(truth)], np.int32)
    source = np.where(source >= 0, source % 3, -1)
    known = constrain(
        total, 0, Verdicts("v", same, different, [str(n) for n in range(total)]), source, one_to_one=False
    )

    held = known.held(left[seen], right[seen], known.decided(left[seen], right[seen], bits[seen]))
    labels = cluster(total, *held, apart=known.apart, together=known.group, source=source)

    assert all(labels[a] == labels[b] for _n, a, b in same)
    assert all(labels[a] != labels[b] for _n, a, b in different)
    for number in range(3):
        rows = np.flatnonzero(source == number)
        assert len(set(labels[rows].tolist())) == len(rows)


def test_a_contradiction_along_a_long_chain_names_the_shortest_way() -> None:
    chain = [(line, line - 2, line - 1) for line in range(2, 12)]
    said = Verdicts("v", [*chain, (40, 0, 10)], [(41, 10, 0)], [str(n) for n in range(11)])

    with pytest.raises(
        LinkageError, match="line 41 says that 10 and 0 are two people, line 40 that they are one person"
    ):
        constrain(11, 0, said, None, one_to_one=False)
