"""The fields of an alert, with the headings that partners give them (SH1).

At least one of the names or a pseudonym is needed; `rows.py` checks that over the whole row, so no single name field
is `required`. The lists are meant to be read and lengthened: a heading that a partner really used belongs here.
"""

from __future__ import annotations

from .fields import Field, Kind


def _field(key: str, kind: Kind, ar: str, fr: str, en: str) -> Field:
    synonyms = {
        language: tuple(part.strip() for part in line.split("|"))
        for language, line in (("ar", ar), ("fr", fr), ("en", en))
    }
    return Field(key, kind, synonyms=synonyms)


ALERT_FIELDS: tuple[Field, ...] = (
    _field(
        "row_number",
        Kind.SERIAL,
        "م|الرقم|رقم|ت|تسلسل|الرقم التسلسلي|#|مسلسل",
        "N°|No|Numéro|Num|N° d'ordre|Ligne",
        "No.|Nr|#|Number|Serial|S/N|SN|Row|Line",
    ),
    _field(
        "reference",
        Kind.REFERENCE,
        "الرقم المرجعي|المرجع|رقم الحالة|رقم الملف|الرمز المرجعي",
        "Réf.|Référence|réf. int.|Réf interne|N° dossier|Numéro de dossier|Dossier",
        "Ref|Reference|Case number|Case ID|File number|ID|External reference|Your reference",
    ),
    _field(
        "full_name",
        Kind.NAME,
        "الاسم|الاسم الكامل|الاسم الثلاثي|الاسم الرباعي|الاسم والكنية|الاسم والشهرة|اسم الشخص|اسم المستفيد|"
        "الاسم بالعربية|الاسم بالعربي",
        "Nom et prénom|NOM Prénom|Nom complet|Nom, prénom|Nom prénoms|Prénom et nom|Prénom Nom|Noms|"
        "Nom du bénéficiaire|Nom de la personne",
        "Name|Full name|Complete name|Person|Name of person|Beneficiary|Name and surname|Arabic name|Name in Arabic",
    ),
    _field(
        "name_other_script",
        Kind.NAME,
        "الاسم بالإنكليزية|الاسم بالانجليزية|الاسم باللاتينية|الاسم بالفرنسية|الاسم بالأجنبي|الاسم كما في جواز السفر",
        "Nom en arabe|Nom arabe|Nom en lettres latines|Nom (latin)|Nom passeport",
        "Arabic name|Name in Arabic|Name (Arabic)|English name|Name in English|Latin name|Name (Latin)|"
        "Name in passport",
    ),
    _field(
        "given_name",
        Kind.NAME,
        "الاسم الأول|الاسم الاول",
        "Prénom|Prénoms|Prénom(s)",
        "First name|Given name|Forename|Given names",
    ),
    _field(
        "father_name",
        Kind.NAME,
        "اسم الأب|اسم الوالد|الأب",
        "Nom du père|Prénom du père|Père",
        "Father's name|Father|Name of father",
    ),
    _field(
        "family_name",
        Kind.NAME,
        "الكنية|النسبة|اسم العائلة|الشهرة|اللقب",
        "Nom|Nom de famille|Nom de naissance",
        "Surname|Last name|Family name",
    ),
    _field(
        "mother_name",
        Kind.NAME,
        "اسم الأم|اسم الوالدة|الأم|اسم وكنية الأم",
        "Nom de la mère|Mère",
        "Mother's name|Mother|Name of mother",
    ),
    _field(
        "pseudonym",
        Kind.TEXT,
        "اسم مستعار|الاسم المستعار|الاسم الحركي|الرمز",
        "Pseudonyme|Pseudo|Alias|Nom d'usage militant",
        "Pseudonym|Alias|Nickname|Code name|Nom de guerre|Known as",
    ),
    _field(
        "birth",
        Kind.BIRTH,
        "تاريخ الميلاد|تاريخ الولادة|الميلاد|المواليد|تاريخ ومكان الولادة|العمر|السن|"
        "سنة الولادة|سنة الميلاد|مواليد|عام الولادة|تولد",
        "Né(e) le|Né le|Née le|Date de naissance|Naissance|DDN|Année de naissance|Âge|Date et lieu de naissance|"
        "Date naiss.",
        "DOB|D.O.B.|Date of birth|Birth date|Birthdate|Born|Year of birth|YOB|Age|Birth",
    ),
    _field(
        "sex", Kind.SEX, "الجنس|النوع|النوع الاجتماعي|ذكر/أنثى", "Sexe|Genre|Civilité|H/F|M/F|F/H", "Sex|Gender|M/F"
    ),
    _field("nationality", Kind.COUNTRY, "الجنسية|جنسية", "Nationalité|Nat.", "Nationality|Citizenship"),
    _field(
        "occupation",
        Kind.TEXT,
        "المهنة|العمل|الوظيفة|مجال العمل|الصفة|نوع النشاط",
        "Activité|Profession|Métier|Emploi|Fonction|Occupation",
        "Occupation|Profession|Job|Work|Activity|Role",
    ),
    _field(
        "country",
        Kind.COUNTRY,
        "البلد الحالي|البلد|الدولة|بلد الإقامة|بلد اللجوء|الدولة الحالية|مكان الوجود",
        "Pays actuel|Pays|Pays de résidence|Pays d'accueil",
        "Country|Current country|Country of residence|Host country",
    ),
    _field(
        "place_now",
        Kind.PLACE,
        "المدينة|مكان الإقامة|العنوان|العنوان الحالي|المكان|مكان التواجد|المحافظة|"
        "المدينة الحالية|مكان السكن|الموقع الحالي",
        "Ville|Ville actuelle|Lieu|Adresse|Localité|Lieu de résidence|Lieu actuel|Où se trouve la personne|Gouvernorat",
        "City|Current city|Town|Location|Current location|Place|Address|Where now|Governorate|Place of residence",
    ),
    _field(
        "situation",
        Kind.SITUATION,
        "الوضع الحالي|مرحلة|أين هو الآن|حالة التنقل",
        "Situation|Situation actuelle|Étape",
        "Situation|Stage|Entry path|Current situation",
    ),
    _field(
        "threat",
        Kind.LONG_TEXT,
        "نوع التهديد|التهديد|التهديدات|الخطر|وصف التهديد|سبب الإحالة|طبيعة الخطر|الوقائع",
        "Menaces|Menace|Menaces subies|Danger|Risque encouru|Nature de la menace|Faits|Description",
        "Threat|Threats|Type of threat|Danger|Threat description|Reason for referral|What happened|Incident",
    ),
    _field(
        "urgency",
        Kind.URGENCY,
        "درجة الخطورة|الخطورة|الأولوية|درجة الأولوية|مستوى الخطر|درجة الخطر|الاستعجال",
        "Niveau|Urgence|Priorité|Niveau de risque|Niveau d'urgence|Gravité|Risque",
        "Risk|Risk level|Priority|Urgency|Severity|Level|Urgent",
    ),
    _field(
        "phone",
        Kind.PHONE,
        "رقم الهاتف|الهاتف|هاتف|رقم الجوال|الجوال|الموبايل|رقم الموبايل|واتساب|رقم التواصل|رقم الواتساب|موبايل|تلفون",
        "Tél.|Téléphone|Tel|Portable|Mobile|Numéro de téléphone|N° de téléphone|N° tél|WhatsApp|GSM|Coordonnées",
        "Phone|Telephone|Mobile|Tel|Phone number|Cell|WhatsApp|Contact number|Tel. no|Contact details",
    ),
    _field(
        "contact_channel",
        Kind.CONTACT,
        "طريقة التواصل الآمنة|طريقة التواصل|وسيلة التواصل|التواصل الآمن|التواصل",
        "Moyen de contact|Contact sûr|Comment contacter|Canal de contact|Mode de contact|Contact sécurisé",
        "Safe contact|Contact method|How to contact|Preferred contact|Contact channel|Safe channel",
    ),
    _field(
        "email",
        Kind.EMAIL,
        "البريد الإلكتروني|الإيميل|ايميل|البريد",
        "Courriel|E-mail|Mail|Email|Adresse électronique|Mél",
        "Email|E-mail|Mail|Email address",
    ),
    _field(
        "household_size",
        Kind.HOUSEHOLD,
        "عدد أفراد الأسرة|عدد افراد العائلة|أفراد الأسرة|حجم الأسرة|عدد الأشخاص|العائلة|الأسرة",
        "Composition familiale|Nombre de personnes|Taille du ménage|Famille|Nb pers.|Foyer|Composition du ménage",
        "Family size|Household size|HH size|Family members|Number of people|Family|Household|Persons",
    ),
    _field(
        "children",
        Kind.NUMBER,
        "عدد الأطفال|الأطفال|أطفال|عدد الأولاد",
        "Enfants|Nombre d'enfants|Nb enfants|Mineurs",
        "Children|Number of children|Dependents|Dependants|Minors|Kids",
    ),
    _field(
        "legal_status",
        Kind.TEXT,
        "نوع الإقامة|الوضع القانوني|الإقامة|الوثائق|وثائق السفر|الأوراق الثبوتية",
        "Statut administratif|Statut|Documents|Situation administrative|Type de titre|Passeport",
        "Legal status|Permit|Permit type|Documents|Residence permit|Status|Passport",
    ),
    _field(
        "legal_expiry",
        Kind.EXPIRY,
        "تاريخ انتهاء الإقامة|انتهاء الإقامة|صلاحية الإقامة|تاريخ الانتهاء|تاريخ انتهاء الصلاحية",
        "Titre de séjour (expire le)|Expire le|Fin de validité|Expiration|Titre de séjour|Date d'expiration|Validité",
        "Permit expiry|Expiry|Expiry date|Expires|Permit expires|Valid until|Visa expiry",
    ),
    _field(
        "sent_on",
        Kind.DATE,
        "تاريخ الإحالة|تاريخ البلاغ|التاريخ|تاريخ الإرسال|تاريخ التسجيل",
        "Signalé le|Date de signalement|Date|Date d'envoi|Date de réception",
        "Date of referral|Referral date|Date|Sent on|Date sent|Reported on|Date of report",
    ),
    _field(
        "referred_by",
        Kind.TEXT,
        "الجهة المحيلة|جهة الإحالة|المحيل|مصدر الإحالة|المنظمة",
        "Signalé par|Orienté par|Organisation|Association|Structure|Référent|Source",
        "Referred by|Referring organisation|Source|Organisation|Organization|NGO|Partner|Focal point",
    ),
    _field(
        "languages",
        Kind.TEXT,
        "اللغات|اللغة|اللغات المحكية",
        "Langues|Langue|Langues parlées",
        "Languages|Language|Spoken languages",
    ),
    _field(
        "notes",
        Kind.LONG_TEXT,
        "ملاحظات|ملاحظة|تعليقات|معلومات إضافية|الاحتياجات",
        "Commentaires|Commentaire|Remarques|Observations|Notes|Besoins|Divers",
        "Notes|Note|Comments|Comment|Remarks|Additional information|Needs|Observations",
    ),
)
NAME_KEYS = ("full_name", "name_other_script", "given_name", "family_name", "pseudonym")
"""One of these must be filled for a row to become an alert."""
