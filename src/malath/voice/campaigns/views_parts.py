"""Lines of campaigns and occasions, and the consents of speakers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.voice.campaigns import actions
from malath.voice.campaigns.forms import PART_FORMS, ConsentForm, PartForm, start_of_part
from malath.voice.campaigns.models import Part, Undertaking
from malath.voice.campaigns.one_page import consents_shown, title_of
from malath.voice.campaigns.rules import PARTS, SHOWN, Kind, PartKind, said
from malath.voice.campaigns.selectors import consents_for, part_for, undertaking_for, whole_for


def _language() -> str:
    return (get_language() or "en")[:2]


def _form(request: HttpRequest, viewer: Member, row: Undertaking, kind: str, start: dict[str, object]) -> PartForm:
    """The form of a kind of line; a session chooses among the speakers."""
    known: list[tuple[str, str]] = []
    if kind == PartKind.SESSION:
        speakers = whole_for(viewer, row).of_kind(PartKind.SPEAKER)
        known = [(str(one.pk), said(one.words["names"], _language())) for one in speakers]
    return PART_FORMS[kind](posted(request), speakers=known, initial=start)


def _kept(request: HttpRequest, row: Undertaking) -> None:
    messages.success(request, _("Kept. Readers see it within seconds.") if row.state in SHOWN else _("Kept."))


@require_http_methods(["GET", "POST"])
@requires("publish")
def add(request: HttpRequest, undertaking_id: uuid.UUID, line_kind: str) -> HttpResponse:
    """Add a line; an answer is of the decision maker whom the address names."""
    viewer = viewer_of(request)
    row = undertaking_for(viewer, undertaking_id)
    if line_kind not in PARTS[Kind(row.kind)]:
        raise NotFoundError
    of = _addressee(viewer, row, request.GET.get("of", "")) if line_kind == PartKind.ANSWER else None
    form = _form(request, viewer, row, line_kind, {"after": 0})
    made: list[Part] = []

    def act() -> None:
        named = of.pk if of else None
        made.append(actions.add_part(row, kind=line_kind, words=form.words(), of=named, by=viewer))

    if form.is_valid() and done(form, act):
        _kept(request, row)
        return (
            see_other("speaker_consent", made[0].pk)
            if line_kind == PartKind.SPEAKER
            else see_other("undertaking", row.pk)
        )
    return _drawn(request, form, row, line_kind, of=of)


def _addressee(viewer: Member, row: Undertaking, named: str) -> Part:
    try:
        held, of = part_for(viewer, uuid.UUID(named))
    except ValueError:
        raise NotFoundError from None
    if held.pk != row.pk or of.kind != PartKind.ADDRESSEE:
        raise NotFoundError
    return of


@require_http_methods(["GET", "POST"])
@requires("publish")
def change(request: HttpRequest, piece_id: uuid.UUID) -> HttpResponse:
    """Write a line anew."""
    viewer = viewer_of(request)
    row, part = part_for(viewer, piece_id)
    form = _form(request, viewer, row, part.kind, start_of_part(part.words, part.revision))
    if form.is_valid() and done(
        form, lambda: actions.change_part(part, form.words(), after=form.cleaned_data["after"], by=viewer)
    ):
        _kept(request, row)
        return see_other("undertaking", row.pk)
    return _drawn(request, form, row, part.kind, part=part)


def _drawn(
    request: HttpRequest, form: PartForm, row: Undertaking, kind: str, of: Part | None = None, part: Part | None = None
) -> HttpResponse:
    context = {
        "form": form, "row": row, "title": title_of(row), "part": part, "kind_words": PartKind(kind).label,
        "of": said(of.words["names"], _language()) if of else "", "is_speaker": kind == PartKind.SPEAKER,
    }  # fmt: skip
    return render(request, "campaigns/line.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def remove(request: HttpRequest, piece_id: uuid.UUID) -> HttpResponse:
    """Take a line out."""
    viewer = viewer_of(request)
    row, part = part_for(viewer, piece_id)
    actions.remove_part(part, by=viewer)
    messages.success(request, _("Taken out."))
    return see_other("undertaking", row.pk)


def _speaker(viewer: Member, speaker: uuid.UUID) -> tuple[Undertaking, Part]:
    row, part = part_for(viewer, speaker)
    if part.kind != PartKind.SPEAKER:
        raise NotFoundError
    return row, part


@require_http_methods(["GET", "POST"])
@requires("publish")
def consent(request: HttpRequest, speaker_id: uuid.UUID) -> HttpResponse:
    """What the speaker agreed to, and recording it."""
    viewer = viewer_of(request)
    row, speaker = _speaker(viewer, speaker_id)
    form = ConsentForm(posted(request), initial={"after": speaker.revision})
    if form.is_valid() and done(form, lambda: actions.record_consent(speaker, by=viewer, **form.cleaned_data)):
        _kept(request, row)
        return see_other("undertaking", row.pk)
    known = consents_shown(consents_for(viewer, speaker), speaker)
    context = {
        "form": form, "row": row, "title": title_of(row), "speaker": speaker, "consents": known,
        "name": said(speaker.words["names"], _language()), "in_force": any(one.in_force for one in known),
    }  # fmt: skip
    return render(request, "campaigns/consent.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def withdraw(request: HttpRequest, speaker_id: uuid.UUID) -> HttpResponse:
    """The speaker agrees no more."""
    viewer = viewer_of(request)
    row, speaker = _speaker(viewer, speaker_id)
    actions.withdraw_consent(speaker, by=viewer)
    messages.success(
        request, _("Withdrawn: the name leaves our pages within seconds, not the copies that others made.")
    )
    return see_other("undertaking", row.pk)
