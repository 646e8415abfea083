"""The finder's indexes: python benchmarks/finder.py [--full] [--texts N] [--names N] [--questions N] [--json].

Texts of 20 to 60 words, three in five Arabic, the others English and French, of words made of syllables and drawn as words
are (few often, most seldom); names as in benchmarks/names.py. All of it is invented, by a fixed seed. --full is the size
that is promised: 1,000,000 texts and 400,000 names; without it a twentieth. Asked are rare, middling and broad words, two
words, parts of words, and names in both scripts; an answer is a page of at most 1,000 identifiers. Beside ours stand, in
the same run, a scan of the texts from the newest back with str.find until a page is full, for the same questions, and the
look-up of a row by its primary key in an SQLite table of as many rows.
Goals: 95 of 100 questions below 150 ms for words, below 50 ms for names, by the clock of the processor.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sqlite3
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.names import Crowd, damaged, resident
from malath.engines.names import NameIndex
from malath.platform.sealed.finder.texts import TextIndex

FULL = (1_000_000, 400_000)
# Syllables, which part of the texts is of the language, and what is written together with a word.
LANGUAGES = (
    ("با تي جو حم در سل شا صف عن غر في قد كم لي من نو هد وس ير زا", 0.6, ("", "", "", "و", "ال", "ال", "بال", "لل")),
    ("ar ber con der el fin gar hol ing jo ken lor men nor oth per ship tion", 0.25, ("",)),
    ("eau ré mer ville ance oi dé gue lon té sou pré gné tour cha é", 0.15, ("", "", "l'", "d'")),
)
LATENCY, NAMES_LATENCY = 150.0, 50.0


class Words:
    """The words of one language: the n-th is used 1/(n+2) as often as the first."""

    def __init__(self, syllables: str, before: tuple[str, ...], count: int, dice: random.Random) -> None:
        made: dict[str, None] = {}
        while len(made) < count:
            length = 1 + min(len(made) // 40, 1) + dice.randrange(3 if len(made) > 400 else 1)
            made["".join(dice.choices(syllables.split(), k=length + 1))] = None
        self.words, self.before = list(made), before
        self.weights = list(accumulate(1 / (n + 2) for n in range(count)))

    def draw(self, count: int, dice: random.Random) -> list[str]:
        """So many words of a text, as they are written."""
        words = dice.choices(self.words, cum_weights=self.weights, k=count)
        return [before + word for before, word in zip(dice.choices(self.before, k=count), words, strict=True)]


def texts(count: int, dice: random.Random, languages: list[Words]) -> Iterator[str]:
    """The texts, the oldest first."""
    shares = [share for _syllables, share, _before in LANGUAGES]
    for _ in range(count):
        words = dice.choices(languages, shares)[0].draw(dice.randint(20, 60), dice)
        words[len(words) // 2] += "،" if words[0] > "\u0600" else ","
        yield " ".join(words) + "."


def built(count: int, languages: list[Words]) -> tuple[TextIndex, list[str], dict[str, float]]:
    """The index, the texts for the scan, and what building took: processor time, and memory without the texts."""
    written = list(texts(count, random.Random(7), languages))
    gc.collect()
    gc.freeze()
    before, index = resident(), TextIndex()
    wall, own = time.perf_counter(), time.process_time()
    for n, text in enumerate(written):
        index.put(uuid.UUID(int=n + 1).bytes, text)
        if n % 1000 == 0:
            gc.freeze()
    figures = {"built_s": time.perf_counter() - wall, "built_cpu_s": time.process_time() - own}
    return index, written, figures | {"memory_mb": resident() - before}


def questions(languages: list[Words], count: int) -> dict[str, list[str]]:
    """So many questions of each kind."""
    dice = random.Random(11)

    def one(low: float, high: float) -> str:
        words = dice.choices(languages, [share for _s, share, _b in LANGUAGES])[0].words
        return words[min(int(dice.uniform(low, high) * len(words)), len(words) - 1)]

    broad, middling, rare = (0.0, 0.0005), (0.002, 0.02), (0.3, 1.0)
    kinds: dict[str, Callable[[], str]] = {
        "a rare word": lambda: one(*rare),
        "a middling word": lambda: one(*middling),
        "a broad word": lambda: one(*broad),
        "two broad words": lambda: f"{one(*broad)} {one(*broad)}",
        "a broad and a rare word": lambda: f"{one(*broad)} {one(*rare)}",
        "three letters of a word": lambda: one(*middling)[1:4],
        "two letters": lambda: one(*middling)[:2],
        "a part of a rare word": lambda: one(*rare)[1:],
        "with the article": lambda: "ال" + languages[0].words[dice.randrange(2000) % len(languages[0].words)],
        "a word that nobody said": lambda: one(*rare) + one(*rare),
    }
    return {kind: [make() for _ in range(count)] for kind, make in kinds.items()}


def timed(ask: Callable[[Any], Any], asked: list[Any]) -> dict[str, float]:
    """Milliseconds of processor time: the middle one, the 95th of 100, the worst."""
    took = []
    for question in asked:
        start = time.process_time()
        ask(question)
        took.append(1000 * (time.process_time() - start))
    took.sort()
    return {"p50_ms": took[len(took) // 2], "p95_ms": took[int(0.95 * len(took))], "max_ms": took[-1]}


def scan(written: list[str]) -> Callable[[str], list[int]]:
    """The reference: str.find in every text from the newest back, until a page is full."""

    def find(question: str) -> list[int]:
        words, found = question.split(), []
        for n in range(len(written) - 1, -1, -1):
            if all(written[n].find(word) >= 0 for word in words):
                found.append(n)
                if len(found) == 1000:
                    break
        return found

    return find


def look_up(count: int) -> Callable[[int], object]:
    """The reference: one row of an indexed SQLite table by its primary key."""
    base = sqlite3.connect(":memory:")
    base.execute("create table act (id blob primary key, at integer)")
    base.executemany("insert into act values (?, ?)", ((uuid.UUID(int=n + 1).bytes, n) for n in range(count)))
    return lambda n: base.execute("select at from act where id = ?", (uuid.UUID(int=n + 1).bytes,)).fetchone()


def words_measured(count: int, each: int) -> dict[str, Any]:
    """Building, asking, changing, and the references."""
    dice = random.Random(3)
    languages = [Words(syllables, before, max(2000, count // 8), dice) for syllables, _share, before in LANGUAGES]
    index, written, figures = built(count, languages)
    asked = questions(languages, each)
    few = {kind: some[: max(3, each // 40)] for kind, some in asked.items()}
    key = timed(look_up(count), [dice.randrange(count) for _ in range(2000)])
    result: dict[str, Any] = {"texts": count, "words": len(index._vocabulary), **figures, "look_up": key, "kinds": {}}
    for kind, some in asked.items():
        result["kinds"][kind] = timed(index.find, some) | {"scan_p50_ms": timed(scan(written), few[kind])["p50_ms"]}
    changed = [dice.randrange(count) for _ in range(each)]
    result["changed"] = timed(lambda n: index.put(uuid.UUID(int=n + 1).bytes, written[n]), changed)
    result["dropped"] = timed(lambda n: index.drop(uuid.UUID(int=n + 1).bytes), changed)
    return result


def names_measured(count: int, each: int) -> dict[str, Any]:
    """The same for names, each question a damaged name, in either script, and while it is typed."""
    crowd, dice = Crowd(count, max(200, count // 25)), random.Random(5)
    gc.collect()
    gc.freeze()
    before, index, own = resident(), NameIndex(), time.process_time()
    for n in range(count):
        index.put(str(uuid.UUID(int=n + 1)), [crowd.name(n)])
    index.find("a")
    figures = {"names": count, "built_cpu_s": time.process_time() - own, "memory_mb": resident() - before}
    asked: dict[str, list[str]] = {}
    for n in dice.sample(range(count), min(count, 6 * each)):
        question, how = damaged(crowd, n, dice)
        asked.setdefault(how, []).append(question)
        name = crowd.name(n)
        asked.setdefault("while typed", []).append(name[: dice.randrange(1, len(name) + 1)])
    return figures | {"kinds": {kind: timed(index.find, some) for kind, some in sorted(asked.items())}}


def main() -> int:
    """Measure, print, and end with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--texts", type=int)
    parser.add_argument("--names", type=int)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = FULL if options.full else (FULL[0] // 20, FULL[1] // 20)
    names = names_measured(options.names or sizes[1], options.questions)
    words = words_measured(options.texts or sizes[0], options.questions)
    met = all(of["p95_ms"] < LATENCY for of in words["kinds"].values())
    met = met and all(of["p95_ms"] < NAMES_LATENCY for of in names["kinds"].values())
    if options.json:
        print(json.dumps({"words": words, "names": names, "goals met": met}, ensure_ascii=False))
        return 0 if met else 1
    told(words, names)
    print(
        f"goals (p95 below {LATENCY:.0f} ms for words, {NAMES_LATENCY:.0f} ms for names): {'met' if met else 'MISSED'}"
    )
    return 0 if met else 1


def told(words: dict[str, Any], names: dict[str, Any]) -> None:
    """Both results as tables."""
    key = words["look_up"]["p50_ms"]
    print(f"{words['texts']:,} texts of {words['words']:,} words: built in {words['built_s']:.1f} s", end=" ")
    print(
        f"({words['built_cpu_s']:.1f} s of processor time), {words['memory_mb']:.0f} MB; a look-up by key {key:.4f} ms"
    )
    print(f"{'':28}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'look-ups':>10}{'scan ms':>10}{'x scan':>9}")
    for kind, of in words["kinds"].items():
        line = f"{kind:28}{of['p50_ms']:9.2f}{of['p95_ms']:9.2f}{of['max_ms']:9.2f}{of['p50_ms'] / key:10.0f}"
        print(line + f"{of['scan_p50_ms']:10.1f}{of['scan_p50_ms'] / max(of['p50_ms'], 1e-3):9.1f}")
    for act in ("changed", "dropped"):
        print(f"{act:28}{words[act]['p50_ms']:9.2f}{words[act]['p95_ms']:9.2f}{words[act]['max_ms']:9.2f}")
    print(
        f"{names['names']:,} names: built in {names['built_cpu_s']:.1f} s of processor time, {names['memory_mb']:.0f} MB"
    )
    for kind, of in names["kinds"].items():
        print(f"{kind:28}{of['p50_ms']:9.2f}{of['p95_ms']:9.2f}{of['max_ms']:9.2f}")


if __name__ == "__main__":
    sys.exit(main())
