"""What the headings of lists say in Arabic, French, English, Turkish, German, Persian and Kurdish: words by role (BT3)."""

from __future__ import annotations

HEADINGS = {
    "id": "id|rid|record id|row id|rowid|unique id|identifier|identifiant|رقم السجل|المعرف|معرف|شناسه|kimlik",
    "given": "given|given name|given names|first name|first names|firstname|first|forename|forenames|prenom|prenoms|prenom s|"
    "الاسم الاول|الاسم الأول|الاسم الشخصي|ad|adi|isim|ismi|vorname|vornamen|نام کوچک|ناوی یەکەم",
    "father": "father|father name|fathers name|father s name|name of father|middle name|middle|nom du pere|pere|prenom du pere|"
    "اسم الاب|اسم الأب|الاب|اسم الوالد|baba adi|babasinin adi|baba|vater|vatername|name des vaters|نام پدر|ناوی باوک|navê bav",
    "grandfather": "grandfather|grandfather name|grandfathers name|grandfather s name|grand pere|nom du grand pere|prenom du grand pere|"
    "اسم الجد|الجد|dede adi|grossvater|großvater|نام پدربزرگ|ناوی باپیر",
    "family": "family|family name|surname|last name|lastname|last|nom de famille|nom|الكنية|اسم العائلة|العائلة|اللقب|النسبة|الشهرة|"
    "اسم الشهرة|الاسم العائلي|soyad|soyadi|soyisim|soy isim|nachname|familienname|zuname|نام خانوادگی|نازناو|paşnav",
    "name": "name|names|full name|fullname|complete name|person|victim|victim name|name ar|name en|name fr|arabic name|english name|"
    "latin name|name arabic|name english|name latin|name and surname|nom complet|nom et prenom|nom et prenoms|nom prenom|"
    "nom prenoms|noms|noms et prenoms|prenom et nom|prenom nom|nom arabe|nom latin|"
    "الاسم|اسم|الاسم الكامل|الاسم الثلاثي|الاسم الرباعي|الاسم والشهرة|الاسم والكنية|اسم الضحية|اسم الشهيد|اسم المعتقل|اسم المفقود|"
    "الاسم بالعربية|الاسم بالانكليزية|الاسم بالانجليزية|الاسم بالفرنسية|الاسم بالإنجليزية|الاسم بالعربي|الاسم باللاتينية|"
    "الاسم واللقب|الاسم والنسبة|ad soyad|adi soyadi|ad ve soyad|adi ve soyadi|isim soyisim|tam ad|tam adi|vollstandiger name|"
    "نام|نام و نام خانوادگی|نام کامل|ناو|ناوی تەواو|nav|navê tevahî",
    "dob": "dob|birth|birthdate|birth date|date of birth|born|birthday|year of birth|birth year|naissance|date de naissance|"
    "annee de naissance|ne le|nee le|ne e le|تاريخ الميلاد|الميلاد|تاريخ الولادة|الولادة|سنة الميلاد|سنة الولادة|المواليد|مواليد|تولد|"
    "dogum tarihi|dogum yili|dogum|geburtsdatum|geburtstag|geburtsjahr|geboren|geboren am|تاریخ تولد|سال تولد|ڕێکەوتی لەدایکبوون|"
    "لەدایکبوون",
    "age": "age|age years|age in years|العمر|عمر|السن|yas|yasi|yaş|yaşı|alter|سن|تەمەن|temen",
    "sex": "sex|gender|m f|f m|sexe|genre|sexe m f|الجنس|النوع|cinsiyet|cinsiyeti|geschlecht|جنسیت|جنس|ڕەگەز|zayend",
    "place": "place|location|city|town|village|governorate|province|region|place of event|place of arrest|birth place|birthplace|"
    "place of birth|lieu|ville|gouvernorat|lieu de naissance|المكان|المدينة|المحافظة|القرية|البلدة|مكان الحدث|مكان الولادة|مكان الميلاد|"
    "مكان الاعتقال|dogum yeri|yer|il|ilce|ilçe|sehir|şehir|koy|ort|stadt|geburtsort|wohnort|محل|محل تولد|شهر|استان|شوێن|شار|parêzgeh",
    "date": "date|event|event date|date of event|incident date|date of death|death date|date of arrest|arrest date|date of detention|"
    "date de l evenement|date du deces|date d arrestation|التاريخ|تاريخ الحدث|تاريخ الوفاة|تاريخ الاعتقال|تاريخ الاستشهاد|تاريخ الاختفاء|"
    "tarih|olum tarihi|olay tarihi|gozalti tarihi|datum|todesdatum|تاریخ|تاریخ وفات|ڕێکەوت",
    "mother": "mother|mother name|mothers name|mother s name|name of mother|mere|nom de la mere|prenom de la mere|اسم الام|اسم الأم|الام|"
    "اسم الوالدة|الوالدة|اسم ونسبة الأم|anne adi|ana adi|annesinin adi|anne|mutter|name der mutter|نام مادر|ناوی دایک|navê dê",
    "number": "number|national id|national number|id number|passport|passport number|ssn|soc sec id|social security number|phone|phone number|"
    "telephone|mobile|numero national|numero d identite|passeport|portable|الرقم الوطني|رقم الهوية|رقم الجواز|جواز السفر|الهاتف|رقم الهاتف|"
    "الجوال|الموبايل|tc kimlik no|t c kimlik no|tc no|kimlik no|pasaport no|telefon|ausweisnummer|passnummer|کد ملی|شماره ملی|تلفن|"
    "ژمارەی ناسنامە",
    "source": "source|source list|data source|source de donnees|liste source|المصدر|الجهة|مصدر البيانات|kaynak|quelle|منبع|سەرچاوە",
    "text": "address|address 1|address 2|street|street number|suburb|postcode|postcode fake|post code|zip|state|occupation|profession|"
    "nationality|adresse|rue|code postal|metier|nationalite|العنوان|المهنة|الجنسية|الحي|الشارع|adres|meslek|uyruk|beruf|anschrift|"
    "آدرس|شغل|ناونیشان|پیشە",
}
# Headings of a column that numbers the rows: it names them if no number stands twice.
NUMBERED = (
    "no|nr|n|record no|record number|serial|serial no|serial number|row|line|الرقم|رقم|الرقم التسلسلي|الرقم المتسلسل|التسلسل|تسلسل|م|"
    "numero|num|numero d ordre|n d ordre|sira no|sira|lfd nr|laufende nummer|nummer|شماره|ردیف|ژمارە|hejmar"
)
