"""Common given and family names, trades, towns: what the generator recombines. Nobody is meant."""

from __future__ import annotations

WOMEN = """سلمى Salma|ليان Layan|هبة Hiba|نور Nour|ريما Rima|دانة Dana|سمر Samar|هدى Huda|منى Mona|رنا Rana|لينا Lina|ميس Mays|جود Joud|شهد Shahd|عبير Abir|
غادة Ghada|نسرين Nisrin|سوسن Sawsan|وفاء Wafaa|رهف Rahaf|لمى Lama|مايا Maya|تالا Tala|يارا Yara|زينة Zeina|روان Rawan|أسيل Asil|بتول Batoul|فرح Farah|مريم Maryam|
خديجة Khadija|عائشة Aisha|فاطمة Fatima|زينب Zaynab|أسماء Asmaa|إيمان Iman|أمل Amal|سناء Sanaa|هالة Hala|نجوى Najwa|رغد Raghad|جمانة Jumana|لبنى Lubna|ديمة Dima|
سيرين Sirin|هيفاء Hayfa|ناديا Nadia|سلاف Sulaf|ميادة Mayada|رزان Razan"""

MEN = """كريم Karim|مجد Majd|ياسر Yasser|عمر Omar|خالد Khaled|أحمد Ahmad|محمد Mohammad|يوسف Youssef|إبراهيم Ibrahim|سامر Samer|رامي Rami|فراس Firas|باسل Bassel|
نادر Nader|وائل Wael|طارق Tarek|حسان Hassan|مازن Mazen|أنس Anas|بلال Bilal|زياد Ziad|هشام Hisham|عصام Issam|غسان Ghassan|جهاد Jihad|معاذ Muaz|قصي Qusay|لؤي Louay|
نزار Nizar|سعيد Said|عدنان Adnan|عبد الله Abdallah|عبد الرحمن Abdulrahman|مصطفى Mustafa|علاء Alaa|إياد Iyad|ماهر Maher|شادي Shadi|أيهم Ayham|حازم Hazem|
تامر Tamer|رضوان Radwan|صهيب Suhayb|عمار Ammar|فادي Fadi|نضال Nidal|وسيم Wassim|يزن Yazan|منذر Munzer|كنان Kinan"""

FAMILIES = """حداد Haddad|نجار Najjar|خطيب Khatib|القاضي Al-Qadi|بركات Barakat|عمري Omari|صالح Saleh|علاء الدين Alaeddin|رشوان Rashwan|بيطار Bitar|درويش Darwish|
منصور Mansour|كساب Kassab|شامي Shami|حلبي Halabi|حموي Hamwi|نعسان Naasan|عثمان Othman|شيخ Sheikh|زعتري Zaatari|قباني Qabbani|طحان Tahhan|سراج Siraj|دباغ Dabbagh|
عطار Attar|صباغ Sabbagh|ملا Mulla|كيالي Kayyali|أتاسي Atassi|جابر Jaber|عيسى Issa|موسى Moussa|يونس Younes|سليمان Suleiman|داود Dawoud|حمزة Hamza|بكري Bakri|
ناصر Nasser|فارس Fares|عساف Assaf|خوري Khoury|مراد Murad|رستم Rustum|بدران Badran|شعبان Shaaban|رمضان Ramadan|عبود Abboud|حمدان Hamdan|سعد Saad|غانم Ghanem|
تركماني Turkmani|كردي Kurdi|ديب Deeb|شاهين Shahin|بازو Bazo|عكاش Akkash|مخللاتي Mukhallalati|سقا Saqqa|أبو زيد Abu Zaid|الزين Al-Zein"""

FRENCH_WOMEN = "Claire|Jeanne|Solène|Maëlle|Gwenola|Anne|Hélène|Mathilde|Inès|Agathe"
FRENCH_MEN = "Yann|Erwan|Luc|Antoine|Matthieu|Hugo|Pierre|Gaël|Rémi|Thomas"
FRENCH_FAMILIES = "Vasseur|Kerdal|Morvan|Le Goff|Lambert|Perrin|Schmitt|Caradec|Fournel|Weber|Tanguy|Roche"

PLANTS = """ZAYTUN|YASMIN|RAYHAN|ARZ|SAFSAF|NARJIS|SINDIYAN|TUT|LAYMUN|ZAATAR|SANAWBAR|QAMH|WARD|KARAZ|MISHMISH|RUMMAN|TIN|KHUZAMA|NAKHL|SAMSAM|BALSAM|HABAQ|JURI|BALLUT"""

TRADES = {
    "ar": [
        "صحفية إذاعة",
        "مصور ميداني",
        "محامية",
        "مسعف ميداني",
        "معلم",
        "موثِّقة",
        "طالبة حقوق",
        "طبيب",
        "مهندسة",
        "ممرضة",
        "كاتب",
        "منسقة مشاريع",
        "مترجمة",
        "عامل إغاثة",
        "مدوِّن",
    ],
    "fr": [
        "journaliste radio",
        "photographe de terrain",
        "avocate",
        "secouriste",
        "enseignant",
        "documentaliste",
        "étudiante en droit",
        "médecin",
        "ingénieure",
        "infirmière",
        "écrivain",
        "coordinatrice de projets",
        "traductrice",
        "humanitaire",
        "blogueur",
    ],
    "en": [
        "radio reporter",
        "field photographer",
        "lawyer",
        "paramedic",
        "teacher",
        "documenter",
        "law student",
        "doctor",
        "engineer",
        "nurse",
        "writer",
        "project coordinator",
        "translator",
        "aid worker",
        "blogger",
    ],
}

TOWNS_OUT = [
    ("إدلب", "Idlib", "SY"), ("دمشق", "Damascus", "SY"), ("حلب", "Aleppo", "SY"), ("درعا", "Daraa", "SY"), ("السويداء", "Sweida", "SY"),
    ("غازي عنتاب", "Gaziantep", "TR"), ("إسطنبول", "Istanbul", "TR"), ("أورفة", "Urfa", "TR"), ("بيروت", "Beirut", "LB"), ("طرابلس", "Tripoli (Lebanon)", "LB"),
    ("عمّان", "Amman", "JO"), ("أربيل", "Erbil", "IQ"),
]  # fmt: skip

ORGANISATIONS = [
    # slug, screens alerts, in the coalition, English, French, Arabic
    ("haven", True, True, "Haven Association", "Association Havre", "جمعية مأوى"),
    ("taafi", True, True, "House of Recovery", "Maison du Rétablissement", "بيت التعافي"),
    ("archive", False, True, "Witness Archive", "Archives du Témoin", "أرشيف الشاهد"),
    ("freepen", False, True, "Free Pen Network", "Réseau Plume libre", "شبكة القلم الحر"),
    ("jasmine", False, True, "Jasmine Legal Clinic", "Clinique juridique Jasmin", "عيادة الياسمين القانونية"),
    ("bridge", False, False, "Bridge of Survivors", "Pont des survivants", "جسر الناجين"),
]

NETWORKS = [
    ("douarnenez", "Douarnenez", "Douarnenez", "دوارنونيه"),
    ("lyon", "Lyon", "Lyon", "ليون"),
    ("rennes", "Rennes", "Rennes", "رين"),
    ("metz", "Metz", "Metz", "ميتس"),
]

# Telephone numbers from the ranges that the French regulator reserves for fiction (ARCEP, decision 2018-0881).
FICTION_PHONES = ("+33 1 99 00 ", "+33 6 39 98 ", "+33 4 65 71 ", "+33 2 61 91 ")


def pairs(text: str) -> list[tuple[str, str]]:
    """`عربي Latin|…` as (Arabic, Latin) pairs."""
    found = []
    for piece in text.replace("\n", "").split("|"):
        arabic, latin = "", ""
        for word in piece.split():
            if word[0].isascii():
                latin = f"{latin} {word}".strip()
            else:
                arabic = f"{arabic} {word}".strip()
        found.append((arabic, latin))
    return found
