"""What each difference between two rows of sounds costs: within Arabic, within Latin, and between the two.

0 is no difference, 1 another consonant. The numbers follow how Arabic names are spelled by Arabic,
English, French, Turkish, Kurdish and German hands; the case tables in the tests are their proof.
"""

from __future__ import annotations

from malath.engines.names.sounds import SHORT, VOWELS

Costs = dict[tuple[str, str], float]


def _table(text: str, *more: Costs) -> Costs:
    """`"tT.3 sS.3"`: pairs and their cost, good in both directions."""
    table: Costs = {}
    for other in more:
        table.update(other)
    for entry in text.split():
        table[entry[0], entry[1]] = table[entry[1], entry[0]] = float(entry[2:])
    return table


# Same sound or a habit of transliteration.
_HABITS = (
    "tT.02 sS0 dD.02 zZ.05 h7.02 Dz.12 DZ.05 6z.12 6d.1 6Z.05 6D.05 Zd.2 86.12 8t.1 8s.12 8T.2 gj.05 "
    "gq.08 gk.2 g9.1 h5.15 75.2 k5.3 X5.05 Xk.4 X9.1 c$0 c5.2 c7.2 cj.4 $j.4 Ck0 Cq.05 Cj.1 Cs.3 CS.3 C5.3 kq.05 "
    "vw.1 vf.08 k9.4 q9.2 r9.5 s$.4 S$.4 zd.35 td.2 Td.3 zs.45 Hh0 H70 bf.6 mn.6 "
)
# A slip between letters that look or sound alike.
_ARABIC_SLIPS = (
    "tT.3 sS.3 h7.35 dD.35 6d.25 6z.25 DZ.15 Zz.3 6Z.35 8t.3 8s.3 kq.45 9q.5 j7.5 75.45 j5.55 bt.6 bn.6 "
    "tn.6 by.65 ty.65 ny.65 8b.6 rz.55 s$.5 39.5 fq.55 SD.5 TZ.5 Hh0 H7.3 HA.1 At.8 w3.8 kl.8 rw.7 rd.7 "
)
_LATIN_VOWELS = (
    "ei0 ou0 ae.08 ai.3 ao.2 au.2 eo.2 eu.15 io.25 iu.15 Ii0 Ie0 Iy.05 iy.05 ey.1 Ia.35 Uu0 Uo0 Uw.05 "
    "uw.1 ow.1 Ue.25 Ui.3 Ua.35 Aa0 Ae.1 Ai.35 Ay.5 AI.4 IU.4 "
)
_VOWELS_ACROSS = (
    "AA0 Aa0 Ae.08 Ai.35 Ao.25 Au.4 AI.5 AU.5 yI0 yi0 ye.08 ya.45 yu.4 yo.4 yU.5 yA.5 wU0 wu0 wo0 wa.45 "
    "we.25 wi.4 wI.5 wA.5 3a0 3e0 3i0 3o0 3u0 3A0 3I0 3U0 3h.15 3y.4 3w.4 Ha0 He0 HA.05 Hi.3 Ho.3 Hy.5 "
)

ARABIC: Costs = _table(_ARABIC_SLIPS + " Ay.6 Aw.6 wy.6 yI0 wU0 3A.5 Ah.6")
LATIN: Costs = _table(_HABITS + _LATIN_VOWELS + " aH.05 eH.05 HA.05 Ht.3")
ACROSS: Costs = _table(_HABITS + _VOWELS_ACROSS)

# One Latin digraph that is two letters in Arabic: Ishaq إسحاق, Fathi فتحي, Adham أدهم.
SPLIT = {"8": ("tT", "h7"), "$": ("sS", "h7"), "6": ("dD", "h7"), "5": ("kq", "h7")}


def substitution(a: str, b: str, table: Costs) -> float:
    """The cost of hearing one sound as another."""
    if a == b:
        return 0.0
    cost = table.get((a, b))
    if cost is not None:
        return cost
    if a in VOWELS and b in VOWELS:
        return 0.35
    return 1.0


def drop(sounds: str, at: int, *, arabic: bool, across: bool) -> float:
    """The cost of one sound having no counterpart."""
    if arabic:
        return _drop_arabic(sounds, at, across)
    return _drop_latin(sounds, at, across)


def _drop_arabic(sounds: str, at: int, across: bool) -> float:
    sound = sounds[at]
    if sound == "A":
        if across:
            return 0.02 if at and sounds[at - 1] in "3Aw" else 0.3
        if at == 0:
            return 0.5
        return 0.25 if len(sounds) >= 5 else 0.6
    if sound in "wy":
        if at and sounds[at - 1] == sound:
            return 0.15
        return 0.5 if across else 0.62
    if sound == "3":
        return 0.03 if across else 0.7
    if sound == "H":
        return 0.3 if across else 0.45
    return 0.6 if sound in "h7" and across else 1.0


def _drop_latin(sounds: str, at: int, across: bool) -> float:
    sound, last = sounds[at], at == len(sounds) - 1
    if sound == "H":
        return 0.02 if at and sounds[at - 1] in "aeA" else 0.2
    if sound in SHORT:
        if last and at >= 2:
            return 0.05 if sound == "e" else 0.35
        beside = (not last and sounds[at + 1] in "yw") or (at > 0 and sounds[at - 1] in VOWELS)
        if across:
            return 0.35 if at == 0 else {"a": 0.0, "e": 0.0, "o": 0.02, "u": 0.02}.get(sound, 0.04)
        return 0.35 if at == 0 else (0.08 if beside else 0.15)
    if sound == "U" and across and any(c in VOWELS for c in sounds[at + 1 :]):
        return 0.06  # the French ou of a first syllable is short: Kousai, Mouhamad; not that of Mahmoud
    if sound in "IUA":
        return 0.05 if sound == "A" and across and at > 0 and sounds[at - 1] in VOWELS else 0.4
    return 0.4 if sound in "wy" else 1.0
