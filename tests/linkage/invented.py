"""Two lists of invented people with a known truth, one in Latin letters and one in Arabic, as two organisations write."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

GIVEN = [
    tuple(line.split())
    for line in """
محمد Muhammad Mohamed
أحمد Ahmed Ahmad
محمود Mahmoud Mahmud
علي Ali Aly
حسن Hassan Hasan
حسين Hussein Husain
خالد Khaled Khalid
عمر Omar Umar
يوسف Youssef Yusuf
إبراهيم Ibrahim Ibrahem
مصطفى Mustafa Mostafa
طارق Tarek Tariq
زياد Ziad Ziyad
كريم Karim Kareem
جمال Jamal Gamal
رشيد Rashid Rachid
سليمان Suleiman Sulayman
إسماعيل Ismail Ismael
صالح Saleh Salih
عثمان Othman Osman
فاطمة Fatima Fatema
مريم Maryam Mariam
ليلى Layla Leila
سمر Samar Semer
نور Nour Nur
هدى Huda Houda
زينب Zeinab Zaynab
خديجة Khadija Khadidja
عائشة Aisha Aicha
سعاد Souad Suad
""".strip().splitlines()
]
_WOMEN = 20
_LETTERS = {
    "ب": "b",
    "ت": "t",
    "ج": "j",
    "ح": "h",
    "خ": "kh",
    "د": "d",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh",
    "ف": "f",
    "ق": "q",
    "ك": "k",
    "ل": "l",
    "م": "m",
    "ن": "n",
}


@dataclass(frozen=True)
class Invented:
    """A person: parts in Arabic, in Latin, sex, age."""

    arabic: str
    latin: str
    sex: str
    age: int


def _family(dice: random.Random) -> tuple[str, str]:
    letters = dice.choices(list(_LETTERS), k=3)
    sounds = [_LETTERS[letter] for letter in letters]
    return f"ال{letters[0]}{letters[1]}ي{letters[2]}", f"Al-{sounds[0]}a{sounds[1]}i{sounds[2]}".title()


def people(count: int, seed: int = 3) -> list[Invented]:
    """Invented people; given names are as uneven as in life: the first is borne by every sixth man."""
    dice = random.Random(seed)
    families = [_family(dice) for _ in range(max(20, count // 12))]
    men, women = range(_WOMEN), range(_WOMEN, len(GIVEN))
    weights = [1 / (n + 2) for n in men]
    found = []
    for _ in range(count):
        sex = dice.choice("mf")
        first = dice.choices(men, weights)[0] if sex == "m" else dice.choice(women)
        fathers = dice.choices(men, weights, k=2)
        family = dice.choice(families)
        line: Sequence[tuple[str, ...]] = [GIVEN[first], *(GIVEN[father] for father in fathers)]
        arabic = " ".join([*(part[0] for part in line), family[0]])
        latin = " ".join([*(dice.choice(part[1:]) for part in line), family[1]])
        found.append(Invented(arabic, latin, sex, dice.randrange(1, 80)))
    return found
