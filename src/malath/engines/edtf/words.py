"""The words of dates in Arabic, English and French, as Syrians, Egyptians, Maghrebis and the world write them.

Each line is `meaning: phrase|phrase|…`; spellings that differ by hamza, alif, ta marbuta or accents need one phrase.
"""

from __future__ import annotations

MONTHS = (
    "كانون الثاني|كانون ثاني|كانون ثان|كانون 2|ك 2|يناير|جانفي|january|jan|janvier|janv",
    "شباط|فبراير|فيفري|february|feb|février|févr|fév",
    "آذار|مارس|march|mar|mars",
    "نيسان|أبريل|أفريل|إبريل|april|apr|avril|avr",
    "أيار|مايو|ماي|مايس|may|mai",
    "حزيران|يونيو|يونيه|جوان|june|jun|juin",
    "تموز|يوليو|يوليه|يوليوز|جويلية|july|jul|juillet|juil",
    "آب|أغسطس|غشت|أوت|august|aug|août",
    "أيلول|سبتمبر|شتنبر|september|sept|sep|septembre",
    "تشرين الأول|تشرين أول|تشرين 1|ت 1|أكتوبر|october|oct|octobre",
    "تشرين الثاني|تشرين ثاني|تشرين ثان|تشرين 2|ت 2|نوفمبر|نونبر|november|nov|novembre",
    "كانون الأول|كانون أول|كانون 1|ك 1|ديسمبر|دجنبر|december|dec|décembre|déc",
)
HIJRI_MONTHS = (
    "محرم|muharram|mouharram",
    "صفر|safar",
    "ربيع الأول|ربيع اول|rabi al awwal|rabi i",
    "ربيع الثاني|ربيع الآخر|rabi al thani|rabi ii",
    "جمادى الأولى|جمادى الأول|جمادى اول|jumada i",
    "جمادى الآخرة|جمادى الثانية|جمادى الثاني|jumada ii",
    "رجب|rajab",
    "شعبان|shaaban|shaban|chaabane",
    "رمضان|ramadan",
    "شوال|shawwal|chawwal",
    "ذو القعدة|ذي القعدة|dhu al qada",
    "ذو الحجة|ذي الحجة|dhu al hijja",
)
PARTS = {
    21: "ربيع|فصل الربيع|spring|printemps",
    22: "صيف|فصل الصيف|summer|été",
    23: "خريف|فصل الخريف|autumn|fall|automne",
    24: "شتاء|فصل الشتاء|winter|hiver",
    33: "الربع الأول|first quarter|q 1|1 st quarter|premier trimestre|1 er trimestre|t 1",
    34: "الربع الثاني|second quarter|q 2|2 nd quarter|deuxième trimestre|2 e trimestre|2 ème trimestre|t 2",
    35: "الربع الثالث|third quarter|q 3|3 rd quarter|troisième trimestre|3 e trimestre|3 ème trimestre|t 3",
    36: "الربع الرابع|الربع الأخير|fourth quarter|last quarter|q 4|4 th quarter|quatrième trimestre|4 e trimestre|4 ème trimestre|t 4",
    37: "أوائل|بداية|بدايات|مطلع|early|beginning|the beginning|start|the start|début",
    38: "منتصف|أواسط|وسط|نصف|mid|middle|the middle|mi|milieu",
    39: "أواخر|نهاية|نهايات|late|end|the end|fin",
    40: "النصف الأول|first half|premier semestre|1 er semestre|première moitié",
    41: "النصف الثاني|second half|deuxième semestre|second semestre|2 e semestre|2 ème semestre|seconde moitié|deuxième moitié",
}
WEEKDAYS = (
    "الاثنين|الإثنين|monday|lundi",
    "الثلاثاء|tuesday|mardi",
    "الأربعاء|الاربعا|wednesday|mercredi",
    "الخميس|thursday|jeudi",
    "الجمعة|friday|vendredi",
    "السبت|saturday|samedi",
    "الأحد|sunday|dimanche",
)
OTHERS = {
    "about": "حوالي|حوالى|تقريبا|نحو|قرابة|بحدود|في حدود|ما يقارب|about|around|approximately|approx|circa|ca|c"
    "|roughly|some time around|vers|environ|env|à peu près|aux alentours|autour|approximativement",
    "perhaps": "ربما|لعله|يحتمل|يرجح|غير مؤكد|على الأرجح|perhaps|maybe|possibly|probably|uncertain|unsure"
    "|peut être|probablement|sans doute|incertain|incertaine",
    "between": "بين|ما بين|between|entre",
    "and": "و|and|et|&",
    "or": "أو|or|ou",
    "from": "من|from|de|du|d|des",
    "to": "إلى|لغاية|to|till|through|thru|à|au|aux",
    "since": "منذ|اعتبارا من|ابتداء من|since|from then on|depuis|à partir de|à partir du|à partir d|dès",
    "until": "حتى|until|up to|jusqu à|jusqu au|jusqu en|jusqu aux|jusque",
    "before": "قبل|ما قبل|before|prior to|avant",
    "after": "بعد|ما بعد|after|après",
    "earlier": "أو قبل ذلك|أو قبله|أو قبلها|فما قبل|or earlier|or before|ou avant|ou plus tôt|au plus tard",
    "later": "أو بعد ذلك|أو بعده|أو بعدها|فما بعد|or later|or after|ou après|ou plus tard|au plus tôt",
    "no_later": "no later than|not later than|not after|by|au plus tard en|au plus tard le|في موعد أقصاه|في موعد لا يتجاوز",
    "no_earlier": "no earlier than|not earlier than|not before|au plus tôt en|au plus tôt le|ليس قبل",
    "end_unknown": "النهاية غير معروفة|نهايتها غير معروفة|نهايته غير معروفة|end unknown|fin inconnue",
    "beginning_unknown": "البداية غير معروفة|بدايتها غير معروفة|بدايته غير معروفة|beginning unknown|début inconnu",
    "ongoing": "حتى الآن|إلى الآن|حتى اليوم|وما يزال|ولا يزال|ولا تزال|وما تزال|مستمر|مستمرة"
    "|ongoing|until now|to date|to the present|present|now|still|en cours|à ce jour|jusqu à présent|jusqu à ce jour",
    "day_unknown": "اليوم غير معروف|اليوم غير محدد|اليوم مجهول|يوم غير معروف|لا يعرف اليوم|غير معروف اليوم"
    "|day unknown|unknown day|day not known|exact day unknown|jour inconnu|jour non précisé|jour exact inconnu",
    "month_unknown": "الشهر غير معروف|الشهر غير محدد|الشهر مجهول|شهر غير معروف"
    "|month unknown|unknown month|month not known|mois inconnu|mois non précisé",
    "both_unknown": "الشهر واليوم غير معروفين|اليوم والشهر غير معروفين|اليوم والشهر غير معروفان|الشهر واليوم غير معروفان"
    "|month and day unknown|day and month unknown|mois et jour inconnus|jour et mois inconnus",
    "decade": "عقد|سنوات العشر من|s|the decade of|decade of|les années|années|décennie|la décennie",
    # Syrians number months: «شهر 3». Without a number the word says nothing.
    "month_word": "شهر|month|mois",
    "time_of_day": "ليلة|ليل|فجر|صباح|ظهر|عصر|مساء|منتصف الليل|الساعة|night|night of|dawn|morning|noon|evening|midnight"
    "|nuit|nuit du|aube|matin|midi|soir|soirée|minuit",
    "hijri": "ه|هجري|هجرية|للهجرة|ah|hijri|hijra|hégire|de l hégire",
    "civil": "م|ميلادي|ميلادية|للميلاد|ad|ce",
    "unknown": "غير معروف|غير محدد|مجهول|لا أعلم|لا أعرف|لا يعرف|unknown|not known|n a|na|none|inconnu|inconnue"
    "|non renseigné|non précisé|date unknown|date inconnue|التاريخ غير معروف",
    "filler": "في|فى|عام|عامي|شهري|يومي|العام|سنة|السنة|يوم|اليوم|بتاريخ|تاريخ|خلال|عند|فصل|وقت|in|on|of|the|year|during"
    "|day|dated|at|some time|sometime|le|la|les|l|en|un|une|année|l année|an|jour|courant|st|nd|rd|th|er|e|ème|ère"
    "|part|l an|saison|season",
}
_ONES = ["الحادي", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
# Days in words, as «الخامس عشر من آذار»: up to ten only with "of", because some are parts of months' names.
DAYS = {
    1: "الأول من|أول يوم من|first of|the first of|premier",
    **{n: f"{ordinal} من" for n, ordinal in enumerate(_ONES[1:], 2)},
    10: "العاشر من",
    **{n: f"{ordinal} عشر|{ordinal} عشر من" for n, ordinal in enumerate(_ONES, 11)},
    20: "العشرين|العشرون",
    **{n: f"{ordinal} والعشرين|{ordinal} والعشرون|{ordinal} و العشرين" for n, ordinal in enumerate(_ONES, 21)},
    30: "الثلاثين|الثلاثون",
    31: "الحادي والثلاثين|الحادي والثلاثون|الواحد والثلاثين",
}
# What each language writes: months as Syrians say them, the first name of each line and the first French and English.
MONTH_NAMES = {
    "ar": tuple(line.split("|")[0] for line in MONTHS),
    "en": tuple(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
    "fr": tuple(
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ]
    ),
}
