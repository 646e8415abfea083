"""Month names as Syrians, Egyptians, Maghrebis, French and English write them, and words that stand around dates."""

from __future__ import annotations

from .folding import fold, words_of

_MONTHS = (
    "كانون الثاني|كانون ثاني|يناير|جانفي|january|jan|janvier|janv",
    "شباط|فبراير|فيفري|february|feb|février|févr|fév",
    "آذار|مارس|march|mar|mars",
    "نيسان|أبريل|ابريل|أفريل|april|apr|avril|avr",
    "أيار|مايو|ماي|may|mai",
    "حزيران|يونيو|يونيه|جوان|june|jun|juin",
    "تموز|يوليو|يوليه|جويلية|july|jul|juillet|juil",
    "آب|أغسطس|اغسطس|أوت|august|aug|août|aout",
    "أيلول|سبتمبر|september|sept|sep|septembre",
    "تشرين الأول|تشرين أول|أكتوبر|اكتوبر|october|oct|octobre",
    "تشرين الثاني|تشرين ثاني|نوفمبر|november|nov|novembre",
    "كانون الأول|كانون أول|ديسمبر|december|dec|décembre|déc",
)
MONTH_BY_WORD = {fold(word): number for number, line in enumerate(_MONTHS, 1) for word in line.split("|")}

_HIJRI_MONTHS = (
    "محرم|المحرم|muharram",
    "صفر|safar",
    "ربيع الأول|ربيع اول|rabi al awwal",
    "ربيع الثاني|ربيع الآخر|rabi al thani",
    "جمادى الأولى|جمادى الاول",
    "جمادى الآخرة|جمادى الثانية",
    "رجب|rajab",
    "شعبان|shaaban|shaban",
    "رمضان|ramadan",
    "شوال|shawwal",
    "ذو القعدة|ذي القعدة",
    "ذو الحجة|ذي الحجة",
)
HIJRI_MONTH_BY_WORD = {fold(word): number for number, line in enumerate(_HIJRI_MONTHS, 1) for word in line.split("|")}

APPROXIMATE = words_of(
    "حوالي",
    "حوالى",
    "تقريبا",
    "نحو",
    "قرابة",
    "vers",
    "environ",
    "env",
    "circa",
    "c",
    "ca",
    "about",
    "around",
    "approx",
    "approximately",
    "approximativement",
    "peut être",
    "~",
    "ح",
)
BORN_WORDS = words_of(
    "مواليد",
    "ولد",
    "ولدت",
    "born",
    "né",
    "née",
    "né le",
    "née le",
    "le",
    "en",
    "of",
    "in",
    "عام",
    "سنة",
    "شهر",
    "on",
    "the",
    "de",
    "du",
    "dob",
    "à",
    "م",
    "ميلادي",
    "ad",
)
AGE_WORDS = words_of(
    "سنة",
    "سنوات",
    "عاما",
    "عام",
    "years",
    "year",
    "yrs",
    "yo",
    "y o",
    "old",
    "years old",
    "ans",
    "an",
    "age",
    "âge",
    "العمر",
    "عمره",
    "عمرها",
)
HIJRI_MARKS = words_of("هـ", "ه", "هجري", "هجرية", "ah", "h", "hijri", "hégire")
UNKNOWN = words_of(
    "غير معروف",
    "غير محدد",
    "مجهول",
    "لا يوجد",
    "لا أعلم",
    "unknown",
    "n/a",
    "na",
    "none",
    "nil",
    "inconnu",
    "inconnue",
    "non renseigné",
    "nr",
    "nc",
    "sans objet",
    "aucun",
    "aucune",
    "?",
    "؟",
    "-",
    "—",
    "/",
    "x",
    "xxx",
    "tbc",
    "tbd",
    "à préciser",
    "à compléter",
    "not known",
    "لا شيء",
)


def month_of(word: str) -> int | None:
    """Return the number of a month name in any of the languages."""
    return MONTH_BY_WORD.get(fold(word))


def is_unknown(text: str) -> bool:
    """True for what people write when they do not know: '؟', 'n/a', 'inconnu'."""
    folded = fold(text)
    return (not folded and bool(text.strip())) or folded in UNKNOWN
