"""What a column of a list can become: the fields of the records that a row makes, with the headings that lists give them.

The headings are meant to be lengthened: one that a list really used belongs here. Accents, case, hamza and vowel marks do
not matter (engines.sheets.folding).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.violations import vocabulary
from malath.accountability.violations.fields import FIELDS, Field, Kind
from malath.engines.sheets import Field as Heading
from malath.engines.sheets import Kind as HeadingKind

RECORDS = ("person", "act", "event", "involvement", "information")
KEY = "key"
LINK = "link"
# Whom a row names beside its person: no value of a record, but who stands in it.
LINKS: Mapping[str, Field] = {
    "person": Field("person", Kind.LINE, _("A person or group who did it, by name or number")),
    "body": Field("body", Kind.LINE, _("The unit that did it, by name or number")),
    "site": Field("site", Kind.LINE, _("The place where they were held, by name or number")),
}
RECORD_LABELS: Mapping[str, Promise] = {
    "person": pgettext_lazy("part of an imported row", "The person"),
    "act": pgettext_lazy("part of an imported row", "What was done to them"),
    "event": pgettext_lazy("part of an imported row", "The event"),
    "involvement": pgettext_lazy("part of an imported row", "Who did it"),
    "information": pgettext_lazy("part of an imported row", "The source"),
    "holding": pgettext_lazy("part of an imported row", "Where they were held"),
    LINK: pgettext_lazy("part of an imported row", "Who and where, by name"),
}
# Several columns may go into these: they are joined, or all kept.
JOINED = frozenset({Kind.LINE, Kind.TEXT, Kind.NAMES, Kind.TERMS})


@dataclass(frozen=True)
class Target:
    """A field of a record that a row makes; `code` is "person.name"."""

    code: str
    record: str
    field: Field

    @property
    def label(self) -> str | Promise:
        """The field's own words."""
        return self.field.label

    @property
    def has_terms(self) -> bool:
        """Whether its values are terms of a vocabulary."""
        return self.field.kind in (Kind.TERM, Kind.TERMS, Kind.FATE)

    @property
    def is_coded(self) -> bool:
        """Whether what the list writes must be told in codes of ours: terms, or places."""
        return self.has_terms or self.field.kind is Kind.PLACE


@cache
def targets() -> Mapping[str, Target]:
    """Every field that a column can become, by its code."""
    lists = set(vocabulary.names())
    found = {}
    for record in RECORDS:
        for code, field in FIELDS[record].items():
            if not field.terms or field.terms in lists:
                found[f"{record}.{code}"] = Target(f"{record}.{code}", record, field)
    found |= {f"{LINK}.{code}": Target(f"{LINK}.{code}", LINK, field) for code, field in LINKS.items()}
    # The identifier is written from the key column; nobody maps it twice.
    del found["person.reference"]
    return found


KEY_LABEL = _("Identifier of the row")


def fields_of(record: str) -> Mapping[str, Field]:
    """The fields of a record, or the links of a row."""
    return LINKS if record == LINK else FIELDS[record]


_HEADINGS: Mapping[str, tuple[str, str, str]] = {
    KEY: (
        "المعرف|الرقم|رقم|الرمز|رقم السجل|الرقم التسلسلي|رقم الهوية|رقم الحالة",
        "Identifiant|ID|Réf.|Référence|Numéro|N°|Code|N° dossier",
        "ID|Identifier|rid|Reference|Ref|Record ID|Case ID|Code|Number|No.|Index|ID number",
    ),
    "person.name": (
        "الاسم|الاسم الكامل|الاسم الثلاثي|الاسم الرباعي|اسم الضحية|اسم الشهيد|الاسم بالعربية|اسم المعتقل|اسم المفقود|"
        "الاسم الأول|اسم الأب|اسم الجد|الكنية|اسم العائلة|الشهرة|النسبة",
        "Nom|Nom complet|Nom et prénom|Prénom|Nom de famille|Nom du père|Nom de la victime|Nom en arabe",
        "Name|Full name|Victim name|Name of victim|Arabic name|Name in Arabic|Name (Arabic)|name_ar|ar_name|First name|"
        "Father's name|Grandfather's name|Last name|Family name|Surname|Given name",
    ),
    "person.names": (
        "الاسم بالإنكليزية|الاسم بالانجليزية|الاسم بالأحرف اللاتينية|أسماء أخرى|اللقب",
        "Autres noms|Nom en lettres latines|Nom en anglais|Alias|Surnom",
        "English name|Name in English|name_en|en_name|Latin name|Alias|Other names|Nickname|Also known as",
    ),
    "person.sex": ("الجنس|النوع", "Sexe|Genre", "Sex|Gender"),
    "person.birth": (
        "تاريخ الميلاد|تاريخ الولادة|سنة الميلاد|المواليد|تولد",
        "Date de naissance|Né le|Née le|Année de naissance",
        "Date of birth|DOB|Birth date|Born|Year of birth|Birth",
    ),
    "person.birth_place": ("مكان الولادة|محل الولادة", "Lieu de naissance", "Place of birth|Birthplace"),
    "person.death": ("تاريخ الوفاة|تاريخ الاستشهاد", "Date de décès|Date du décès", "Date of death|Died|Death date"),
    "person.mother": ("اسم الأم|اسم الوالدة|الأم", "Nom de la mère|Mère", "Mother's name|Mother|Name of mother"),
    "person.occupation": ("المهنة|العمل|الوظيفة", "Profession|Métier|Occupation", "Occupation|Profession|Job|Work"),
    "person.nationality": ("الجنسية", "Nationalité", "Nationality|Citizenship"),
    "act.kind": (
        "نوع الانتهاك|الانتهاك|سبب الوفاة|نوع الفعل",
        "Type de violation|Violation|Cause du décès|Acte",
        "Violation|Kind of violation|Violation type|Type of act|Cause of death|Act",
    ),
    "act.when": (
        "التاريخ|تاريخ الحادثة|تاريخ الانتهاك|تاريخ الاعتقال|تاريخ الاختفاء|متى",
        "Date|Date de l'événement|Date des faits|Date d'arrestation|Date de disparition",
        "Date|Incident date|Date of incident|Date of violation|Date of arrest|Date of disappearance|When|Event date",
    ),
    "act.place": (
        "المحافظة|المكان|المدينة|المنطقة",
        "Gouvernorat|Lieu|Ville|Province|District",
        "Governorate|Province|Place|City|District|Location|Region|Where",
    ),
    "act.place_words": (
        "العنوان|المكان بالتفصيل|القرية|الحي",
        "Adresse|Lieu exact|Village|Quartier",
        "Exact place|Address|Village|Neighbourhood|Neighborhood|Exact location",
    ),
    "act.age": ("العمر|السن", "Âge|Age", "Age|Age at death|Age then"),
    "act.victim_status": (
        "الحالة|مصير الضحية|وضع الضحية",
        "État de la victime|Statut de la victime|Statut",
        "Victim status|Status of victim|Status|Condition",
    ),
    "act.methods": ("الوسيلة|السلاح|الطريقة|السلاح المستخدم", "Méthode|Arme|Moyen", "Method|Weapon|Means|Weapon used"),
    "act.remarks": ("ملاحظات", "Remarques|Observations", "Remarks|Notes|Comments"),
    "event.title": ("عنوان الحادثة|اسم الحادثة", "Titre|Intitulé", "Title|Event title|Incident"),
    "event.narrative": (
        "التفاصيل|الوصف|وصف الحادثة|ماذا حدث",
        "Description|Récit|Circonstances|Détails",
        "Description|Narrative|What happened|Details|Circumstances|Summary",
    ),
    "involvement.kind": (
        "الجهة المسؤولة|الفاعل|الجهة المنفذة|الجاني|المرتكب|الجهة المرتكبة",
        "Auteur|Responsable|Auteur présumé",
        "Perpetrator|Responsible party|Actor|Responsible",
    ),
    "link.person": (
        "اسم المرتكب|اسم الفاعل|اسم الجاني|اسم الضابط|الضابط المسؤول",
        "Nom de l'auteur|Nom du responsable|Officier",
        "Perpetrator name|Name of perpetrator|Officer|Commander|Named perpetrator",
    ),
    "link.body": (
        "الوحدة|الوحدة المسؤولة|الفرع|اللواء|التشكيل",
        "Unité|Unité responsable|Branche|Brigade",
        "Unit|Branch|Brigade|Unit name",
    ),
    "link.site": (
        "مكان الاحتجاز|السجن|المعتقل|مركز الاحتجاز",
        "Lieu de détention|Prison|Centre de détention",
        "Place of detention|Prison|Detention site|Site|Detention centre|Held at|Detention place",
    ),
    "information.text": ("المصدر|الرابط", "Source|Lien", "Source|Link|Source URL|Reference link"),
    "information.when": (
        "تاريخ النشر|تاريخ التوثيق",
        "Date de publication",
        "Published|Date of publication|Reported on",
    ),
}


def _heading(code: str) -> Heading:
    said = {
        language: tuple(part.strip() for part in line.split("|"))
        for language, line in zip(("ar", "fr", "en"), _HEADINGS[code], strict=True)
    }
    return Heading(code, HeadingKind.TEXT, synonyms=said)


@cache
def headings() -> tuple[Heading, ...]:
    """The targets with their headings, as the engine of sheets compares them."""
    return tuple(_heading(code) for code in _HEADINGS if code == KEY or code in targets())
