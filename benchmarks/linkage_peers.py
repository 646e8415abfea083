"""One peer on two lists: PYTHON linkage_peers.py rapidfuzz|splink|nomenklatura LEFT RIGHT OUT. Runs in the peers' Python."""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import defaultdict

Row = dict[str, str]
_FOLDS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ء": None, "ـ": None})


def rows_of(path: str) -> list[Row]:
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def tokens(name: str) -> list[str]:
    """A fair normalisation for peers: marks and hamza folded, compounds glued, the article dropped."""
    name = "".join(
        c for c in unicodedata.normalize("NFKD", name.lower().translate(_FOLDS)) if not unicodedata.combining(c)
    )
    name = re.sub(r"\b(عبد|ابو|ام|abd|abu|abdel|abdul)[ -]+", r"\1", re.sub(r"[^\w\s-]", "", name))
    name = re.sub(r"\s+(الدين|الله)\b", r"\1", name)
    return [
        re.sub(r"^(ال|al-|el-)(?=...)", "", part) for part in name.replace("-", " ").split() if part not in ("al", "el")
    ]


def one_to_one(pairs: list[tuple[float, str, str]]) -> list[tuple[str, str, float]]:
    left, right, out = set(), set(), []
    for score, a, b in sorted(pairs, reverse=True):
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            out.append((a, b, score))
    return out


def by_rapidfuzz(left: list[Row], right: list[Row]) -> list[tuple[float, str, str]]:
    """token_sort_ratio of .9 and more, best first."""
    import numpy as np
    from rapidfuzz import fuzz, process

    names = [" ".join(tokens(r["name"])) for r in right]
    out = []
    for start in range(0, len(left), 500):
        part = left[start : start + 500]
        scores = process.cdist(
            [" ".join(tokens(r["name"])) for r in part],
            names,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=80,
            dtype=np.uint8,
        )
        for i, j in zip(*np.nonzero(scores), strict=True):
            out.append((max(0.0, (float(scores[i, j]) - 80) / 20), part[i]["rid"], right[j]["rid"]))
    return out


def by_splink(left: list[Row], right: list[Row]) -> list[tuple[float, str, str]]:
    """Splink on DuckDB, four positions of the normalised name with term frequencies, age and sex."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def frame(rows: list[Row]) -> pd.DataFrame:
        parts = [tokens(r["name"]) for r in rows]
        table = {
            "rid": [r["rid"] for r in rows],
            "first": [p[0] if p else None for p in parts],
            "family": [p[-1] if len(p) > 1 else None for p in parts],
        }
        table["father"] = [p[1] if len(p) > 2 else None for p in parts]
        table["grand"] = [p[2] if len(p) > 3 else None for p in parts]
        table["sex"] = [r["sex"] or None for r in rows]
        table["age"] = [float(r["age"]) if r["age"] else None for r in rows]
        return pd.DataFrame(table)

    names = ("first", "father", "grand", "family")
    compared = [cl.JaroWinklerAtThresholds(n, [0.92, 0.8]).configure(term_frequency_adjustments=True) for n in names]
    compared += [cl.ExactMatch("sex"), cl.ExactMatch("age")]
    rules = [
        block_on("first", "family"),
        block_on("first", "father", "grand"),
        block_on("father", "family", "age"),
        block_on("grand", "family", "age"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rid",
        comparisons=compared,
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI()
    linker = Linker(
        [api.register(frame(left), dataset_display_name="l"), api.register(frame(right), dataset_display_name="r")],
        settings,
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on("first", "father", "grand", "family", "sex")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    for rule in (block_on("first", "family"), block_on("father", "grand", "age")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = (
        linker.inference.predict(threshold_match_probability=0.2)
        .as_duckdbpyrelation()
        .project("match_probability, rid_l, rid_r")
        .fetchall()
    )
    ours = {r["rid"] for r in left}
    return [(p, a, b) if a in ours else (p, b, a) for p, a, b in found]


def by_nomenklatura(left: list[Row], right: list[Row]) -> list[tuple[float, str, str]]:
    """logic-v2 at its own threshold of .7 on pairs that share two normalised parts; the first 1,000 rows."""
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()
    by_part: dict[str, set[int]] = defaultdict(set)
    for n, row in enumerate(right):
        for part in tokens(row["name"]):
            by_part[part].add(n)

    def entity(row: Row):  # type: ignore[no-untyped-def]
        return model.get_proxy({"id": row["rid"], "schema": "Person", "properties": {"name": [row["name"]]}})

    out = []
    for row in left[:1000]:
        shared: dict[int, int] = defaultdict(int)
        for part in tokens(row["name"]):
            for n in by_part.get(part, ()):
                shared[n] += 1
        for n in sorted(shared, key=lambda n: -shared[n])[:15]:
            score = algorithm.compare(entity(row), entity(right[n]), config).score
            out.append((score * 0.5 / 0.7, row["rid"], right[n]["rid"]))
    return out


if __name__ == "__main__":
    peer, left_path, right_path, out_path = sys.argv[1:]
    found = {"rapidfuzz": by_rapidfuzz, "splink": by_splink, "nomenklatura": by_nomenklatura}[peer](
        rows_of(left_path), rows_of(right_path)
    )
    with open(out_path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(one_to_one(found))
