"""Countries and cities as partners name them, in three languages: enough to compare places and to notice a slip.

The list is for reading, not a gazetteer: what is not in it is kept as written and marked by a note.
"""

from __future__ import annotations

from .folding import fold

_COUNTRIES = """
SY|سوريا|سورية|الجمهورية العربية السورية|Syrie|Syria|Syrian|syrien|syrienne|سوري|سورية
LB|لبنان|Liban|Lebanon|لبناني|لبنانية|libanais|libanaise|lebanese
TR|تركيا|Turquie|Turkey|Türkiye|Turkiye|تركي|turc|turque|turkish
JO|الأردن|Jordanie|Jordan|أردني|أردنية|jordanien|jordanienne|jordanian
IQ|العراق|Irak|Iraq|عراقي|عراقية|irakien|irakienne|iraqi
EG|مصر|Égypte|Egypt|مصري|مصرية|égyptien|égyptienne|egyptian
PS|فلسطين|Palestine|فلسطيني|فلسطينية|palestinien|palestinienne|palestinian|غزة|Gaza
YE|اليمن|Yémen|Yemen|يمني|يمنية
SD|السودان|Soudan|Sudan|سوداني|سودانية
LY|ليبيا|Libye|Libya|ليبي|ليبية
TN|تونس|Tunisie|Tunisia|تونسي|تونسية
DZ|الجزائر|Algérie|Algeria
MA|المغرب|Maroc|Morocco
MR|موريتانيا|Mauritanie|Mauritania
SA|السعودية|المملكة العربية السعودية|Arabie saoudite|Saudi Arabia|KSA
AE|الإمارات|الإمارات العربية المتحدة|Émirats arabes unis|United Arab Emirates|UAE
QA|قطر|Qatar
KW|الكويت|Koweït|Kuwait
BH|البحرين|Bahreïn|Bahrain
OM|عمان|سلطنة عمان|Oman
IR|إيران|Iran
AF|أفغانستان|Afghanistan
CY|قبرص|Chypre|Cyprus
GR|اليونان|Grèce|Greece
FR|فرنسا|France|français|française|french
DE|ألمانيا|المانيا|Allemagne|Germany
BE|بلجيكا|Belgique|Belgium
NL|هولندا|Pays-Bas|Netherlands|Holland
SE|السويد|Suède|Sweden
NO|النرويج|Norvège|Norway
DK|الدنمارك|Danemark|Denmark
FI|فنلندا|Finlande|Finland
AT|النمسا|Autriche|Austria
CH|سويسرا|Suisse|Switzerland
IT|إيطاليا|ايطاليا|Italie|Italy
ES|إسبانيا|اسبانيا|Espagne|Spain
PT|البرتغال|Portugal
GB|بريطانيا|المملكة المتحدة|إنكلترا|Royaume-Uni|United Kingdom|UK|England|Britain
IE|أيرلندا|Irlande|Ireland
PL|بولندا|Pologne|Poland
US|الولايات المتحدة|أمريكا|États-Unis|United States|USA|US
CA|كندا|Canada
RU|روسيا|Russie|Russia
UA|أوكرانيا|Ukraine
AM|أرمينيا|Arménie|Armenia
"""
_CITIES = """
SY|damascus|دمشق|الشام|Damas|Damascus
SY|rif_dimashq|ريف دمشق|Rif Dimashq|Rural Damascus|Damas campagne
SY|aleppo|حلب|Alep|Aleppo|Halab
SY|homs|حمص|Homs
SY|hama|حماة|حماه|Hama
SY|latakia|اللاذقية|Lattaquié|Latakia
SY|tartus|طرطوس|Tartous|Tartus
SY|idlib|إدلب|Idlib|Idleb
SY|deraa|درعا|Deraa|Dar'a|Daraa
SY|sweida|السويداء|Soueïda|Soueida|Sweida|As-Suwayda|Suwayda
SY|raqqa|الرقة|Raqqa|Rakka
SY|deir_ezzor|دير الزور|Deir ez-Zor|Deir Ezzor
SY|hasakah|الحسكة|Hassaké|Hasakah|Hasaka
SY|qamishli|القامشلي|Qamichli|Qamishli
SY|quneitra|القنيطرة|Quneitra|Kuneitra
LB|beirut|بيروت|Beyrouth|Beirut
LB|tripoli_lb|طرابلس|Tripoli
LY|tripoli_ly|طرابلس|Tripoli|طرابلس الغرب
LB|saida|صيدا|Saïda|Sidon
LB|zahle|زحلة|Zahlé|Zahle
TR|istanbul|إسطنبول|اسطنبول|Istanbul
TR|gaziantep|غازي عنتاب|عنتاب|Gaziantep|Antep
TR|antakya|أنطاكيا|انطاكيا|أنطاكية|Antakya|Antioche|Hatay|هاتاي
TR|ankara|أنقرة|Ankara
TR|izmir|إزمير|Izmir
TR|mersin|مرسين|Mersin
TR|urfa|أورفا|شانلي أورفا|Urfa|Şanlıurfa|Sanliurfa
TR|adana|أضنة|Adana
JO|amman|عمّان|عمان|Amman
JO|irbid|إربد|Irbid
JO|zarqa|الزرقاء|Zarqa|Zarka
JO|mafraq|المفرق|Mafraq
IQ|baghdad|بغداد|Bagdad|Baghdad
IQ|erbil|أربيل|Erbil
EG|cairo|القاهرة|Le Caire|Cairo
EG|alexandria|الإسكندرية|Alexandrie|Alexandria
FR|lyon|ليون|Lyon
FR|rennes|رين|Rennes
FR|paris|باريس|Paris
FR|metz|ميتز|Metz
FR|douarnenez|دوارنونيه|Douarnenez
FR|marseille|مرسيليا|Marseille
DE|berlin|برلين|Berlin
"""

COUNTRY_BY_NAME: dict[str, str] = {}
CITIES_BY_NAME: dict[str, tuple[tuple[str, str], ...]] = {}
for _line in _COUNTRIES.strip().splitlines():
    _code, *_names = _line.split("|")
    for _name in (_code, *_names):
        COUNTRY_BY_NAME.setdefault(fold(_name), _code)
for _line in _CITIES.strip().splitlines():
    _code, _key, *_names = _line.split("|")
    for _name in dict.fromkeys(fold(name) for name in _names):
        CITIES_BY_NAME[_name] = (*CITIES_BY_NAME.get(_name, ()), (_code, _key))


def country_code(text: str) -> str:
    """Return the ISO code of a country or nationality in any of the languages, empty when unknown."""
    folded = fold(text)
    if len(folded) == 2 and text.strip() != text.strip().upper():
        return ""
    return COUNTRY_BY_NAME.get(folded, "") or COUNTRY_BY_NAME.get(folded.removeprefix("ال"), "")


def cities_named(text: str) -> tuple[tuple[str, str], ...]:
    """Return (country, key) of every known city of that name: two for Tripoli, none for an unknown one."""
    return CITIES_BY_NAME.get(fold(text), ())


def place_key(text: str, country: str = "") -> str:
    """Return a key under which a place compares across languages: the city's, else the folded text."""
    cities = cities_named(text)
    for code, key in cities:
        if not country or code == country:
            return key
    return cities[0][1] if cities else fold(text)
