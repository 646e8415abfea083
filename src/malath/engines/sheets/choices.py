"""Words of closed lists as senders write them: sex, urgency, yes and no, where a person stands on the way."""

from __future__ import annotations

import re

from .calendar_words import is_unknown
from .folding import fold, latin_digits, tidy
from .model import Level, Reading, Scalar, text_of

_SEX = {
    "male": "ذكر|رجل|ذ|m|h|homme|masculin|masc|male|man|mr|monsieur|boy|garçon|ولد",
    "female": "أنثى|انثى|امرأة|إمرأة|ث|f|femme|féminin|fém|female|woman|mme|mrs|ms|mlle|madame|girl|fille|بنت|سيدة",
    "other": "آخر|أخرى|autre|other|non binaire|non binary|x",
}
_URGENCY = {
    "immediate": "خطر فوري|فوري|فورية|خطر مباشر|عاجل|عاجلة|طارئ|immédiat|immédiate|urgent|urgente|très urgent|"
    "urgence|urgence absolue|"
    "imminent|immediate|critical|emergency|critique|extrême|extreme",
    "very_high": "عالية جدا|عالي جدا|عاليه جدا|مرتفع جدا|مرتفعة جدا|شديدة|très élevé|très élevée|very high|severe|"
    "très haut",
    "high": "عالية|عالي|عاليه|مرتفع|مرتفعة|كبيرة|كبير|élevé|élevée|haut|haute|fort|forte|high|grave|important",
    "medium": "متوسطة|متوسط|متوسطه|moyen|moyenne|modéré|modérée|medium|moderate|normal|normale|عادي",
    "low": "منخفضة|منخفض|منخفضه|ضعيف|قليلة|faible|bas|basse|low|minor|limité|limitée",
}
_YES_NO = {
    "yes": "نعم|أجل|يوجد|yes|y|oui|o|true|vrai|1|x|✓|✔|✅|ok",
    "no": "لا|كلا|لا يوجد|no|n|non|false|faux|0|aucun|aucune|none|sans|✗|✘|❌",
}
_SITUATION = {
    "in_danger": "في خطر|داخل سوريا|في الداخل|en danger|sur place|au pays|at home|in danger|in country|inside",
    "in_transit": "في الطريق|عبور|في بلد عبور|بلد عبور|en transit|en route|pays de transit|in transit|on the way|"
    "transit",
    "in_host_country": "في بلد اللجوء|بلد اللجوء|لاجئ|في فرنسا|accueilli|pays d'accueil|en france|arrivé|arrivée|"
    "in host country|host country|arrived",
}


def _table(lines: dict[str, str]) -> dict[str, str]:
    return {fold(word) or word: choice for choice, line in lines.items() for word in line.split("|")}


SEX, URGENCY, YES_NO, SITUATION = _table(_SEX), _table(_URGENCY), _table(_YES_NO), _table(_SITUATION)
URGENCY_ORDER = ("low", "medium", "high", "very_high", "immediate")
_OUT_OF = re.compile(r"^(\d{1,2})\s*(?:/|sur|من|of)\s*(\d{1,2})$")


def _choice(value: Scalar, table: dict[str, str], code: str) -> Reading:
    raw = text_of(value)
    text = tidy(raw)
    if not text:
        return Reading(raw=raw)
    key = fold(text) or text
    if key in table:
        return Reading(table[key], table[key], raw)
    if is_unknown(text):
        return Reading(None, "", raw).with_problem(Level.NOTE, f"{code}.unknown")
    return Reading(None, "", raw, lossy=True).with_problem(Level.WARN, f"{code}.not_understood", text=text[:40])


def read_sex(value: Scalar) -> Reading:
    """Read a sex: 'male', 'female' or 'other'."""
    return _choice(value, SEX, "sex")


def read_yes_no(value: Scalar) -> Reading:
    """Read a yes or no; 'unknown' words give None with a note."""
    if isinstance(value, bool):
        return Reading("yes" if value else "no", "yes" if value else "no", text_of(value))
    return _choice(value, YES_NO, "yes_no")


def read_situation(value: Scalar) -> Reading:
    """Read where a person stands on the entry path."""
    return _choice(value, SITUATION, "situation")


def read_urgency(value: Scalar) -> Reading:
    """Read an urgency; a bare number is not guessed, for nobody knows whether 1 is the worst or the best."""
    raw = text_of(value)
    text = latin_digits(tidy(raw))
    if text in ("!!!", "!!"):
        return Reading("immediate", "immediate", raw)
    match = _OUT_OF.match(text)
    if match and int(match[2]) >= int(match[1]) > 0:
        index = min(4, (int(match[1]) * 5 - 1) // int(match[2]))
        found = URGENCY_ORDER[index]
        return Reading(found, found, raw, lossy=True).with_problem(
            Level.WARN, "urgency.from_scale", text=text, read=found
        )
    if re.fullmatch(r"\d{1,3}", text):
        return Reading(None, "", raw, lossy=True).with_problem(Level.WARN, "urgency.number", number=text)
    found_choice = _choice(raw, URGENCY, "urgency")
    if found_choice.value is None and found_choice.level is Level.WARN:
        words = set(fold(text).split())
        for choice in reversed(URGENCY_ORDER):
            if any(set(phrase.split()) <= words for phrase, target in URGENCY.items() if target == choice):
                return Reading(choice, choice, raw, lossy=True).with_problem(
                    Level.NOTE, "urgency.from_words", read=choice
                )
    return found_choice
