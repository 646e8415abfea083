"""A copy of all that is held about a person (GDPR art. 15 and 20): a page to read, the same as JSON, and the documents.

Other rooms add their parts by `give_to_copy`. What the exporting member may not read is not in the copy; the copy says
so in the same words whether or not there is any.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from malath.people.choices import country_name
from malath.people.contact import rules_in_words
from malath.people.rules import StatusKind
from malath.people.selectors import consents_for, safe_contact_versions_for, statuses_for
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.interface.formats import date_text
from malath.platform.interface.pipe import Pipe
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case, Document, Entry, HouseholdMember
from malath.protection.cases.selectors import may_write
from malath.protection.cases.words import said_of

if TYPE_CHECKING:
    from malath.people.models import Person

LANGUAGES = ("ar", "en", "fr")


@dataclass
class Part:
    """A part of the copy: a title and lines of (day or label, text). `data` is the same for machines."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    data: Any = None


CopySource = Callable[["Member", "Person"], list[Part]]
_sources: list[CopySource] = []


def give_to_copy(source: CopySource) -> None:
    """Register `source(exporting member, person) -> [Part]`, revealed, in the active language; called in apps.py."""
    if source not in _sources:
        _sources.append(source)


@dataclass
class Copy:
    """What goes into the archive; the documents are read one by one while it is sent."""

    person: Person
    by: Member
    page: str
    machine: str
    documents: list[Document]

    def archive(self) -> Iterator[bytes]:
        """The ZIP, piece by piece: at most one document is in memory."""
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("index.html", self.page)
            archive.writestr("all.json", self.machine)
            yield pipe.taken()
            for number, document in enumerate(self.documents, 1):
                archive.writestr(
                    f"documents/{file_name(document, number)}", files.read(document.file, self.by, "case.copy")
                )
                yield pipe.taken()
        yield pipe.taken()


def file_name(document: Document, number: int) -> str:
    """A safe and different name for each document; no part of it can be a path."""
    try:
        name = get_valid_filename(document.file.name)[-80:].lstrip(".")
    except ValueError:
        name = ""
    return f"{number:03d}-{name or 'document'}"


def may_copy(viewer: Member, case: Case) -> bool:
    """Who may write in a case may hand a copy to a person of its household; who only reads may not."""
    return may_write(viewer, case)


@transaction.atomic
def copy_person(case: Case, person: Person, *, language: str, by: Member) -> Copy:
    """Gather all that the member may read about a person of the case's household, in the person's language.

    Leaves an entry in the ledger. Raises NotAllowedError, SealedError.
    """
    belongs = HouseholdMember.objects.visible_to(by).filter(case=case, person=person).exists()
    if not may_copy(by, case) or not belongs or language not in LANGUAGES:
        raise NotAllowedError
    record("person.copied", by=by, subject=case.pk, row=person.pk, organisation=case.organisation_id, language=language)
    with translation.override(language):
        rows = HouseholdMember.objects.visible_to(by).select_related("case").filter(person=person)
        households = list(rows.order_by("since", "pk"))
        parts = [*_person_parts(person, by), *_case_parts(households, by)]
        parts += [part for source in _sources for part in source(by, person)]
        documents = _documents(households, by)
        left_out = _left_out()
        today = timezone.localdate()
        page = render_to_string(
            "cases/copy.html",
            {
                "person": person,
                "parts": parts,
                "documents": documents,
                "left_out": left_out,
                "today": today,
                "case": case,
            },
        )
    told: dict[str, Any] = {"person": person.pseudonym, "on": today.isoformat(), "left_out": left_out}
    told["parts"] = [{"title": part.title, "data": part.data or part.lines} for part in parts]
    machine = json.dumps(told, ensure_ascii=False, indent=1, default=str)
    return Copy(person, by, page, machine, documents)


def _left_out() -> list[str]:
    return [
        _("Notes and documents restricted to health or to legal privilege, if there are any and this member may not"
          " read them. Ask a member of that part of the team for your copy of these."),
        _("Cases of other organisations, if there are any: ask each organisation."),
        _("The names and details of the other people of your household: each may ask for their own copy."),
        _("The ledger of who looked at the case: ask the organisation."),
    ]  # fmt: skip


def _person_parts(person: Person, by: Member) -> list[Part]:
    statuses, consents = list(statuses_for(by, person)), list(consents_for(by, person))
    versions = list(safe_contact_versions_for(by, person))
    reveal(person, statuses, consents, versions, by=by, why="case.copy")
    identity = {"names": person.names, "about": person.about, "contact": person.contact, "wishes": person.wishes}
    rules = {"now": person.safe_contact, "before": [version.rules for version in versions]}
    return [
        Part(_("Who you are"), [pair for part in identity.values() for pair in _flat(part)], identity),
        Part(_("How contact is safe"), _flat(rules_in_words(person.safe_contact)), rules),
        Part(_("Legal status"), [_status_line(s) for s in statuses], [_plain(s, "since", "expires_on") for s in statuses]),
        Part(_("Consents"), [_consent_line(c) for c in consents], [_plain(c, "purpose", "given_on", "until", "withdrawn_on") for c in consents]),
    ]  # fmt: skip


def _flat(values: dict[str, Any]) -> list[tuple[str, str]]:
    """A sealed dictionary as lines; codes stay codes in the names of fields."""
    labels = _labels()
    lines = []
    for name, value in values.items():
        text = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value or "")
        if text:
            lines.append((labels.get(name, name), text))
    return lines


def _labels() -> dict[str, str]:
    return {
        "main": _("Name"), "others": _("Other names"), "birth": _("Born"), "sex": _("Sex"), "languages": _("Languages"),
        "dialect": _("Dialect"), "occupation": _("Occupation"), "nationality": _("Nationality"), "origin": _("Origin"),
        "phones": _("Telephone"), "mail": _("E-mail"), "address": _("Address"), "country": _("Country"),
        "interpreter": _("Interpreter"), "worker": _("Worker"), "other": _("Other wishes"), "only_ways": _("Only like this"),
        "never": _("Never"), "hours": _("Hours"), "code_word": _("Code word"), "note": _("Note"),
        "agreed_on": _("Agreed on"),
    }  # fmt: skip


def _plain(row: Any, *names: str) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in names}, **row.details}


def _status_line(status: Any) -> tuple[str, str]:
    kind = dict(StatusKind.choices).get(status.details.get("kind", ""), "")
    until = _("until %(day)s") % {"day": date_text(status.expires_on, year=True)} if status.expires_on else ""
    return str(kind), " · ".join(filter(None, (country_name(status.details.get("country", "")), until)))


def _consent_line(consent: Any) -> tuple[str, str]:
    words = [_("given on %(day)s") % {"day": date_text(consent.given_on, year=True)}]
    if consent.withdrawn_on:
        words.append(_("withdrawn on %(day)s") % {"day": date_text(consent.withdrawn_on, year=True)})
    words += [str(name) for name in consent.details.get("recipients", [])]
    return str(consent.get_purpose_display()), " · ".join(words)


def _case_parts(households: list[HouseholdMember], by: Member) -> list[Part]:
    parts = []
    for row in households:
        entries = list(Entry.objects.visible_to(by).filter(case=row.case).select_related("author").order_by("number"))
        reveal(row, row.case, entries, by=by, why="case.copy")
        lines = [(_("Where you are"), str(row.case.get_entry_path_display())), (_("Place"), row.case.place)]
        lines.append((_("In a sentence"), row.case.summary))
        lines += [_entry_line(entry) for entry in entries]
        data = {
            "code": row.case.code,
            "opened_on": row.case.opened_on,
            "closed_on": row.case.closed_on,
            "household": row.details,
            "entries": [
                {"on": entry.on, "kind": entry.kind, "text": entry.text, "details": entry.details} for entry in entries
            ],
        }
        title = _("Case %(code)s") % {"code": row.case.code}
        parts.append(Part(title, [line for line in lines if line[1]], data))
    return parts


def _entry_line(entry: Entry) -> tuple[str, str]:
    title = said_of(entry).title
    return date_text(entry.on, year=True), f"{title}: {entry.text}" if entry.text else title


def _documents(households: list[HouseholdMember], by: Member) -> list[Document]:
    rows = Document.objects.visible_to(by).select_related("file").filter(case__in=[row.case_id for row in households])
    documents = list(rows.filter(removed_on=None).order_by("added_on", "pk"))
    reveal(documents, [document.file for document in documents], by=by, why="case.copy")
    return documents
