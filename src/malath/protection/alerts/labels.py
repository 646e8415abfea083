"""Words for the fields that a column of a spreadsheet may become, and for the fates of rows that hold nobody."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_LABELS: dict[str, Promise] = {
    "full_name": _("Full name"),
    "name_other_script": _("Name in other letters"),
    "given_name": _("Given name"),
    "father_name": _("Father's name"),
    "family_name": _("Family name"),
    "mother_name": _("Mother's name"),
    "pseudonym": _("Pseudonym"),
    "birth": _("Date of birth, or age"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "occupation": _("Work or activity"),
    "country": _("Country where the person is now"),
    "place_now": _("Town or area"),
    "situation": _("Where they are on the way"),
    "threat": _("Threat, in words"),
    "urgency": _("How urgent"),
    "phone": _("Telephone"),
    "contact_channel": _("How to make contact safely"),
    "email": _("Mail"),
    "household_size": _("How many move together"),
    "children": _("Children"),
    "legal_status": _("Papers or permit"),
    "legal_expiry": _("Papers end on"),
    "sent_on": _("Reported on"),
    "referred_by": _("Referred by"),
    "languages": _("Languages"),
    "reference": _("Their reference"),
    "row_number": _("Number of the line"),
    "notes": _("Notes"),
}

FATE_LABELS: dict[str, Promise] = {
    "title": pgettext_lazy("fate of a row", "A title above the table"),
    "heading": pgettext_lazy("fate of a row", "Headings"),
    "empty": pgettext_lazy("fate of a row", "Nothing in it"),
    "total": pgettext_lazy("fate of a row", "A total, not a person"),
    "remark": pgettext_lazy("fate of a row", "A remark, not a person"),
    "other_sheet": pgettext_lazy("fate of a row", "On another sheet"),
}


def field_label(key: str) -> str:
    """A field in words; the key itself where the engine knows a field that this list does not."""
    return str(FIELD_LABELS.get(key, key))
