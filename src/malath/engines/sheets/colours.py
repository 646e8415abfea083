"""Coloured rows: which colour, and what the sender's own instructions say that it means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from .choices import URGENCY, URGENCY_ORDER
from .folding import fold
from .model import Row

_COLOUR_WORDS = {
    "red": "rouge|rouges|red|حمراء|أحمر|الحمراء|احمر|الأحمر|بالأحمر",
    "orange": "orange|oranges|برتقالي|برتقالية|البرتقالية",
    "yellow": "jaune|jaunes|yellow|صفراء|أصفر|الصفراء|الأصفر|بالأصفر",
    "green": "vert|verts|verte|vertes|green|خضراء|أخضر|الخضراء|الأخضر|بالأخضر",
    "blue": "bleu|bleus|bleue|bleues|blue|زرقاء|أزرق|الزرقاء|الأزرق|بالأزرق",
    "grey": "gris|grise|grises|grey|gray|رمادي|رمادية|الرمادية",
}
COLOUR_BY_WORD = {fold(word): colour for colour, line in _COLOUR_WORDS.items() for word in line.split("|")}
_URGENCY_PLURALS = {
    "urgentes": "immediate",
    "urgents": "immediate",
    "عاجله": "immediate",
    "العاجله": "immediate",
    "prioritaires": "immediate",
    "prioritaire": "immediate",
    "immediates": "immediate",
}


@lru_cache(maxsize=2_000)
def colour_name(rgb: str) -> str:
    """Return the plain name of a background, empty for none, white or a colour not given as RGB."""
    if not re.fullmatch(r"[0-9A-F]{6}", rgb):
        return ""
    red, green, blue = (int(rgb[at : at + 2], 16) for at in (0, 2, 4))
    high, low = max(red, green, blue), min(red, green, blue)
    if low > 240:
        return ""
    if high - low < 25:
        return "grey"
    if high == red:
        hue = 60 * (green - blue) / (high - low)
    elif high == green:
        hue = 120 + 60 * (blue - red) / (high - low)
    else:
        hue = 240 + 60 * (red - green) / (high - low)
    hue %= 360
    for name, end in (("red", 16), ("orange", 45), ("yellow", 70), ("green", 170), ("blue", 265), ("purple", 335)):
        if hue < end:
            return name
    return "red"


def row_colour(row: Row) -> str:
    """Return the colour that most of a row's filled cells have, empty when there is none."""
    filled = row.filled()
    counted = Counter(colour_name(row.cells[column].fill) for column in filled)
    if not counted:
        return ""
    name, times = counted.most_common(1)[0]
    return name if times * 2 > len(filled) else ""


def colour_meanings(instructions: Sequence[str]) -> dict[str, str]:
    """Return which urgency a colour means, where a sentence of the sender names both."""
    meanings: dict[str, str] = {}
    for text in instructions:
        for sentence in re.split(r"[.;\n!؛]", text):
            words = fold(sentence).split()
            colours = {COLOUR_BY_WORD[word] for word in words if word in COLOUR_BY_WORD}
            urgencies = {choice for word in words if (choice := _URGENCY_PLURALS.get(word) or _urgency_of(word))}
            if len(colours) == 1 and urgencies:
                meanings[colours.pop()] = max(urgencies, key=URGENCY_ORDER.index)
    return meanings


def _urgency_of(word: str) -> str:
    return URGENCY.get(word, "") or URGENCY.get(word.removeprefix("ال"), "")
