"""A copy of all that is held about a host (GDPR art. 15 and 20): a page to read, and the same as JSON.

Other rooms add the host's own words by `give_to_host_copy`. Nothing in it names a household.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from malath.people.choices import language_name
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.hosting.actions.holding import check_may_keep, check_not_erased
from malath.protection.hosting.forms import FLAG_LABELS
from malath.protection.hosting.models import Address, Check, Home, HomeStep, Host
from malath.protection.hosting.occupancy import taken_in
from malath.protection.hosting.selectors import open_spans

if TYPE_CHECKING:
    from malath.platform.access.models import Member

LANGUAGES = ("ar", "en", "fr")


@dataclass
class HostPart:
    """A part of the copy: a title and lines of (day or label, text). `data` is the same for machines."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    data: Any = None


HostCopySource = Callable[["Member", Sequence[Home]], list[HostPart]]
_sources: list[HostCopySource] = []


def give_to_host_copy(source: HostCopySource) -> None:
    """Register `source(exporting member, homes of the host) -> [HostPart]`, revealed and without any household, in the
    active language; called in apps.py."""
    if source not in _sources:
        _sources.append(source)


@transaction.atomic
def copy_host(host: Host, *, language: str, by: Member) -> bytes:
    """The archive of all that may be handed to a host, in their language: it is made in memory and kept nowhere.

    Leaves an entry in the ledger. The host comes with its network. Raises NotAllowedError, HostErasedError, SealedError.
    """
    check_may_keep(by, host.network_id)
    check_not_erased(host.pk)
    if language not in LANGUAGES:
        raise NotAllowedError
    record("hosting.host_copied", by=by, subject=host.pk, row=host.pk, language=language)
    with translation.override(language):
        homes = list(Home.objects.visible_to(by).filter(host=host.pk).order_by("code"))
        parts = [*_told(host, homes, by), _checked(host, homes, by), _stays(homes)]
        parts += [part for source in _sources for part in source(by, homes)]
        today, left_out = timezone.localdate(), _left_out()
        page = render_to_string(
            "hosting/host_copy.html", {"host": host, "parts": parts, "left_out": left_out, "today": today}
        )
    told: dict[str, Any] = {"host": str(host.pk), "on": today.isoformat(), "left_out": left_out}
    told["parts"] = [{"title": part.title, "data": part.data or part.lines} for part in parts]
    return _archive(page, json.dumps(told, ensure_ascii=False, indent=1, default=str))


def _archive(page: str, machine: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("all.json", machine)
    return held.getvalue()


def _left_out() -> list[str]:
    return [
        _("What references said, what members wrote at a visit, and why a home was refused, paused or ended: it may"
          " speak of others. Ask the coordinator; what concerns you is told to you."),
        _("Who stayed with you, and what they said: it is theirs."),
        _("Complaints and what went wrong during a stay, if there is any: ask the organisation."),
        _("The ledger of who looked at your address: ask the organisation."),
    ]  # fmt: skip


def _told(host: Host, homes: Sequence[Home], by: Member) -> list[HostPart]:
    addresses = {row.home_id: row for row in Address.objects.visible_to(by).filter(host=host.pk)}
    reveal(host, homes, addresses.values(), by=by, why="host.copy")
    contact = host.contact
    lines = [
        (_("Name"), host.name),
        (_("Who answers for it"), host.names.get("contact", "")),
        (_("Telephone"), ", ".join(contact.get("phones", []))),
        (_("E-mail"), contact.get("mail", "")),
        (_("How and when to reach them"), contact.get("how", "")),
        (_("What they wish and what they fear"), host.wishes),
        (_("Who offers"), str(host.get_kind_display())),
        (_("Offered on"), date_text(host.offered_on, year=True)),
    ]
    data = {"names": host.names, "contact": contact, "wishes": host.wishes, "kind": host.kind, "since": host.offered_on}
    parts = [HostPart(_("Who you are"), _written(lines), data)]
    return [*parts, *(_home(home, addresses.get(home.pk)) for home in homes)]


def _home(home: Home, address: Address | None) -> HostPart:
    where = address.text if address else {}
    flags = [str(label) for flag, label in FLAG_LABELS.items() if getattr(home, flag)]
    spans = open_spans([home.pk])[home.pk]
    lines = [
        (_("Address"), "\n".join(filter(None, (where.get("lines"), where.get("way"), where.get("door"))))),
        (_("What kind of home"), str(home.get_kind_display())),
        (_("Beds"), str(home.beds)),
        (_("Rooms"), str(home.rooms)),
        (_("What it offers"), ", ".join(flags)),
        (_("Languages spoken at home"), ", ".join(language_name(code) for code in home.language_codes)),
        (_("What it is like"), home.details.get("described", "")),
        (_("Rules of the house"), home.details.get("rules", "")),
        (_("Whom the host would gladly welcome"), home.details.get("wishes", "")),
        (_("Open on these nights"), ", ".join(_days(span.from_day, span.to_day) for span in spans)),
    ]
    data = {
        "code": home.code, "kind": home.kind, "state": home.state, "beds": home.beds, "rooms": home.rooms,
        "flags": [flag for flag in FLAG_LABELS if getattr(home, flag)], "languages": home.language_codes,
        "details": home.details, "address": where, "offered_on": home.offered_on, "approved_on": home.approved_on,
        "ended_on": home.ended_on, "open": [[span.from_day, span.to_day] for span in spans],
    }  # fmt: skip
    return HostPart(_("Home %(code)s") % {"code": home.code}, _written(lines), data)


def _checked(host: Host, homes: Sequence[Home], by: Member) -> HostPart:
    """Codes and days: what was written beside them may speak of others, and is not in the copy."""
    codes = {home.pk: home.code for home in homes}
    checks = list(Check.objects.visible_to(by).filter(host=host.pk).order_by("done_on", "pk"))
    steps = list(HomeStep.objects.visible_to(by).filter(host=host.pk).order_by("on", "number"))
    lines = [(date_text(one.done_on, year=True), str(one.get_kind_display())) for one in checks]
    lines += [(date_text(one.on, year=True), f"{codes[one.home_id]}: {one.get_state_display()}") for one in steps]
    data = {
        "checks": [
            {"kind": one.kind, "on": one.done_on, "until": one.expires_on, "holds": one.holds} for one in checks
        ],
        "steps": [{"home": codes[one.home_id], "state": one.state, "on": one.on} for one in steps],
    }
    return HostPart(_("Checks and decisions"), lines, data)


def _stays(homes: Sequence[Home]) -> HostPart:
    codes = {home.pk: home.code for home in homes}
    stays = sorted(taken_in(list(codes), date.min, date.max), key=lambda one: (one.from_day, codes[one.home]))
    lines = [(_days(one.from_day, one.to_day), f"{codes[one.home]} · {one.persons}") for one in stays]
    data = [{"home": codes[one.home], "from": one.from_day, "to": one.to_day, "persons": one.persons} for one in stays]
    return HostPart(_("When guests stayed, and how many"), lines, data)


def _days(first: Any, last: Any) -> str:
    return _("%(first)s to %(last)s") % {"first": date_text(first, year=True), "last": date_text(last, year=True)}


def _written(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, text) for label, text in lines if text]
