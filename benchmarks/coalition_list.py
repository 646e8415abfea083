"""Invents a list as a coalition's nine organisations would keep it, with the truth beside it: for linkage, of any size.

Families of one to six brothers and sisters; each person stands in one to nine organisations, some of which write Latin.
What goes wrong in real lists goes wrong here, as often: fathers left out, family names in front, kunyas, letters
mistaken for their neighbours, hamza and ta marbuta as people please, dates half known or off by days, day and month
changed places, places at three levels. The same seed gives the same list.

Names are invented, or follow the spread of a public list (`NamePool.of_lists`), for measuring only.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from malath.engines.names import normalise

HEADINGS = ("rid", "pid", "org", "script", "name", "mother", "birth", "event", "place", "sex")
ORGANISATIONS = 9
LATIN_SHARE = (0, 0, 0, 0, 0.1, 0.3, 0.6, 0.9, 1)
_LISTED_IN = [1] * 38 + [2] * 26 + [3] * 15 + [4] * 10 + [5] * 6 + [6] * 3 + [8, 9]
_CHILDREN = (1, 1, 1, 1, 2, 2, 3, 4, 6)
_PLACES = """دمشق|Damascus:الميدان|Midan,برزة|Barzeh,جوبر|Jobar
ريف دمشق|Rural Damascus:دوما|Douma,داريا|Darayya,الزبداني|Zabadani,قطنا|Qatana
حلب|Aleppo:الباب|Al-Bab,منبج|Manbij,عفرين|Afrin,اعزاز|Azaz,السفيرة|Safira
حمص|Homs:القصير|Qusayr,الرستن|Rastan,تدمر|Palmyra,الحولة|Houla
حماة|Hama:السلمية|Salamiyah,مصياف|Masyaf,محردة|Muhrada
إدلب|Idlib:معرة النعمان|Maarrat al-Numan,حارم|Harem,سراقب|Saraqib
درعا|Daraa:الصنمين|Sanamayn,إزرع|Izra,نوى|Nawa,جاسم|Jasim
دير الزور|Deir ez-Zor:الميادين|Mayadin,موحسن|Muhassan
الرقة|Raqqa:الطبقة|Tabqa
الحسكة|Hasakah:القامشلي|Qamishli,الشدادي|Shaddadi"""
_MEN = "سامر خليل نزار زياد ماهر وسيم رامي باسل غسان هيثم عماد منذر فراس طلال نضال مروان أيمن جهاد قصي لؤي عدنان تيسير"
_WOMEN = "هند ليلى سمر رانيا ميساء غادة سلوى نجوى عبير لمياء هالة دعد ريم سهير منال وفاء"
_STEMS = "دباغ حداد نجار خياط شماع عطار قباني ساعاتي مهايني حلبي قصاب نحاس صباغ فوال سراج خباز لحام بيطار طحان جزار"
_SHAPES = dict(zip("بتنثجحخدذرزسشصضطظعغفق", "تبتتحججذدزرشسضصظطغعقف", strict=True))
_ROMAN = {
    **{"ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j g dj", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh z", "ر": "r"},
    **{"ز": "z", "س": "s ss", "ش": "sh ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f"},
    **{"ق": "q k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "ou u w", "ي": "i y ee"},
}


@dataclass(frozen=True, slots=True)
class Weighted:
    """Words and how often each is drawn."""

    words: list[str]
    sums: list[float]

    @staticmethod
    def of(counts: dict[str, int]) -> Weighted:
        """From counts."""
        return Weighted(list(counts), list(accumulate(counts.values())))

    def draw(self, dice: random.Random) -> str:
        """One word."""
        return self.words[bisect_left(self.sums, dice.random() * self.sums[-1])]


@dataclass(frozen=True, slots=True)
class NamePool:
    """First names of men and women, names of fathers, families; and Latin spellings that people use for a part."""

    men: Weighted
    women: Weighted
    fathers: Weighted
    families: Weighted
    spellings: dict[str, Weighted] = field(default_factory=dict)

    @staticmethod
    def invented() -> NamePool:
        """Names out of common words: frequent ones more often, as in life."""
        men = {name: 60 // (n + 1) + 1 for n, name in enumerate(_MEN.split())}
        women = {name: 40 // (n + 1) + 1 for n, name in enumerate(_WOMEN.split())}
        families = {f"{prefix}{stem}": 3 for stem in _STEMS.split() for prefix in ("ال", "", "أبو ", "ابن ")}
        return NamePool(*(Weighted.of(counts) for counts in (men, women, men, families)))

    @staticmethod
    def of_lists(folder: Path) -> NamePool:
        """The spread of the names in gaza_B.csv, and the spellings of units.csv."""
        men, women, fathers, families = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        for row in _rows(folder / "gaza_B.csv"):
            parts = _parts(row["name_ar"])
            if len(parts) == 4:
                (men if row["sex"] == "m" else women)[parts[0]] += 1
                fathers.update(parts[1:3])
                families[parts[3]] += 1
        spelled: dict[str, Counter[str]] = defaultdict(Counter)
        for row in _rows(folder / "units.csv"):
            if row["latin"].isascii():
                spelled[_key(row["ar"])][row["latin"].title()] += int(row["n"])
        spellings = {part: Weighted.of(counts) for part, counts in spelled.items()}
        return NamePool(*(Weighted.of(counts) for counts in (men, women, fathers, families)), spellings)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _key(part: str) -> str:
    return normalise(part).replace(" ", "")


def _parts(name: str) -> list[str]:
    """Parts as written, compounds kept together with their space."""
    out: list[str] = []
    for word in name.split():
        if out and (out[-1] in ("عبد", "ابو", "أبو", "ام", "أم") or word in ("الدين", "الله")):
            out[-1] += " " + word
        else:
            out.append(word)
    return out


class Inventor:
    """Draws families and writes their members down as organisations do."""

    def __init__(self, pool: NamePool, seed: int) -> None:
        self.pool, self.dice = pool, random.Random(seed)
        self.places = [
            (tuple(town.split("|")), [tuple(one.split("|")) for one in towns.split(",")])
            for town, towns in (line.split(":") for line in _PLACES.split("\n"))
        ]

    def rows(self, count: int) -> list[tuple[str, ...]]:
        """`count` rows under HEADINGS, in random order."""
        rows: list[tuple[str, ...]] = []
        persons = 0
        while len(rows) < count:
            for person in self._family():
                persons += 1
                rows += [(f"p{persons}", *row) for row in person]
        self.dice.shuffle(rows)
        return [(str(number), *row) for number, row in enumerate(rows[:count])]

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _family(self) -> Iterator[list[tuple[str, ...]]]:
        dice, pool = self.dice, self.pool
        father, grandfather, family = pool.fathers.draw(dice), pool.fathers.draw(dice), pool.families.draw(dice)
        mother = f"{pool.women.draw(dice)} {pool.families.draw(dice)}"
        region, towns = dice.choice(self.places)
        home, first_year, used = dice.choice(towns), dice.randint(1940, 2000), set[str]()
        for _ in range(dice.choice(_CHILDREN)):
            sex = "m" if self._chance(0.9) else "f"
            given = (pool.men if sex == "m" else pool.women).draw(dice)
            if given in used:
                continue
            used.add(given)
            born = (first_year + dice.randint(0, 14), dice.randint(1, 12), dice.randint(1, 28))
            taken = (
                dice.choice((2011, 2012, 2012, 2013, 2013, 2014, 2015, 2017, 2019, 2024)),
                dice.randint(1, 12),
                dice.randint(1, 28),
            )
            names = (given, father, grandfather, family)
            yield [self._row(org, names, mother, born, taken, region, home, sex) for org in self._organisations()]

    def _organisations(self) -> list[int]:
        if self._chance(0.04):
            return [self.dice.randrange(ORGANISATIONS)] * 2
        return self.dice.sample(range(ORGANISATIONS), self.dice.choice(_LISTED_IN))

    def _row(self, org, names, mother, born, taken, region, home, sex) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
        latin = self._chance(LATIN_SHARE[org])
        write = self._latin if latin else self._arabic
        side = int(latin)
        called = self._name(names, write)
        parent = (
            "" if self._chance(0.65) else " ".join(map(write, mother.split(" ", 1)[: 1 if self._chance(0.6) else 2]))
        )
        place = self._place(region, home, side)
        shown_sex = sex if self._chance(0.97) else ""
        return (
            str(org),
            "lat" if latin else "ar",
            called,
            parent,
            self._birth(born),
            self._event(taken),
            place,
            shown_sex,
        )

    def _name(self, names: tuple[str, str, str, str], write) -> str:  # type: ignore[no-untyped-def]
        given, father, grandfather, family = names
        parts = [given]
        if self._chance(0.8):
            parts.append(father)
            if self._chance(0.55):
                parts.append(grandfather)
        if self._chance(0.98):
            parts.append(family)
        parts = [write(part) for part in parts]
        if len(parts) > 2 and self._chance(0.06):
            parts = [parts[-1], *parts[:-1]]
        if self._chance(0.03):
            parts.insert(0, write(f"أبو {self.pool.men.draw(self.dice)}"))
        return " ".join(parts)

    def _arabic(self, part: str) -> str:
        if self._chance(0.5):
            part = part.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا")
        if part[-1] in "ةه" and self._chance(0.35):
            part = part[:-1] + ("ه" if part[-1] == "ة" else "ة")
        if part[-1] in "يى" and self._chance(0.35):
            part = part[:-1] + ("ى" if part[-1] == "ي" else "ي")
        if " " in part and self._chance(0.5):
            part = part.replace(" ", "", 1)
        if part.startswith("ال") and len(part) > 4 and self._chance(0.05):
            part = part[2:]
        if self._chance(0.03):
            at = self.dice.randrange(len(part))
            part = part[:at] + _SHAPES.get(part[at], part[at]) + part[at + 1 :]
        return part

    def _latin(self, part: str) -> str:
        article = part.startswith("ال") and len(part) > 4
        known = self.pool.spellings.get(_key(part)) or self.pool.spellings.get(_key(part[2:]) if article else "")
        if known is not None and self._chance(0.9):
            spelled = known.draw(self.dice)
            prefix = (
                self.dice.choice(("Al-", "al ", "Al", "El-", ""))
                if article and _key(part) not in self.pool.spellings
                else ""
            )
            return self._slip(prefix + spelled)
        return self._slip(" ".join(map(self._by_rule, part.split())))

    def _by_rule(self, word: str) -> str:
        letters, prefix, out = normalise(word), "", ""
        if letters.startswith("ال") and len(letters) > 4:
            prefix, letters = self.dice.choice(("al-", "Al ", "El ", "Al")), letters[2:]
        for at, letter in enumerate(letters):
            last = at == len(letters) - 1
            sound = (
                self.dice.choice(("a", "ah", "eh"))
                if last and letter == "ه"
                else self.dice.choice(_ROMAN.get(letter, "").split() or [""])
            )
            if out and sound and out[-1] not in "aeiou" and sound[0] not in "aeiouwy":
                out += self.dice.choice("aaeiuo")
            out += sound
        return prefix + out.capitalize()

    def _slip(self, text: str) -> str:
        if len(text) > 3 and self._chance(0.04):
            at = self.dice.randrange(1, len(text))
            return self.dice.choice((text[:at] + text[at + 1 :], text[:at] + text[at - 1] + text[at:]))
        return text

    def _birth(self, born: tuple[int, int, int]) -> str:
        year, month, day = born
        kind = self.dice.random()
        if kind < 0.35:
            return ""
        if kind < 0.62:
            return str(year + (self.dice.choice((-2, -1, 1, 2)) if self._chance(0.12) else 0))
        if kind < 0.65 and day <= 12:
            month, day = day, month
        return f"{year:04d}-{month:02d}-{day:02d}"

    def _event(self, taken: tuple[int, int, int]) -> str:
        year, month, day = taken
        kind = self.dice.random()
        if self._chance(0.15):
            day = min(28, max(1, day + self.dice.choice((-2, -1, 1, 2, 3))))
        whole = (str(year), f"{year:04d}-{month:02d}", f"{year:04d}-{month:02d}-{day:02d}")
        return "" if kind < 0.12 else whole[0] if kind < 0.2 else whole[1] if kind < 0.35 else whole[2]

    def _place(self, region: tuple[str, ...], home: tuple[str, ...], side: int) -> str:
        kind = self.dice.random()
        if kind < 0.08:
            return ""
        if kind < 0.4:
            return region[side]
        if kind < 0.75:
            return home[side]
        if kind < 0.97:
            return f"{region[side]} - {home[side]}"
        return self.dice.choice(self.dice.choice(self.places)[1])[side]


def write_list(path: Path, count: int, seed: int, pool: NamePool | None = None) -> None:
    """Write a list of `count` rows; `pid` is the truth and not to be shown to what is measured."""
    rows: Iterable[tuple[str, ...]] = Inventor(pool or NamePool.invented(), seed).rows(count)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows)
