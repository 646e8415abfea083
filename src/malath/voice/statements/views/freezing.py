"""Freezing, binding, saying what a change is, noting the release, checking a text that somebody holds."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import ChangedMeanwhileError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions import ending, freezing
from malath.voice.statements.canon import digest_of, pasted_bytes
from malath.voice.statements.errors import ChangeSaidError, TextEmptyError
from malath.voice.statements.forms import CheckForm, FreezeForm, JudgeForm, ReleaseForm
from malath.voice.statements.markup import render as rendered
from malath.voice.statements.models import Statement, Version
from malath.voice.statements.pages import active, change_between
from malath.voice.statements.rules import Nature
from malath.voice.statements.selectors import (
    bound_text,
    edition_for,
    edition_in_force,
    editions_of,
    newest_version,
    signatories_signing,
    statement_for,
    statement_led,
    text_of_digest,
)
from malath.voice.statements.sheets import sheet_of
from malath.voice.statements.views.texts import SPEAK


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def freeze(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Freeze the text, and ask for answers."""
    viewer = viewer_of(request)
    held = statement_led(viewer, statement_id)
    current = edition_in_force(editions_of(viewer, held))
    version = _drafted(viewer, held)
    start = {"order": held.order, "read": version.number}
    form = FreezeForm(posted(request), changes=current is not None, initial=start)
    if form.is_valid() and done(form, lambda: freezing.freeze_text(held, by=viewer, **form.cleaned_data)):
        messages.success(request, _("The text is frozen."))
        return see_other("statement", held.pk)
    if form.errors:
        version = _drafted(viewer, held)
        form.data = {**form.data.dict(), "read": version.number}  # type: ignore[union-attr]
    html = rendered([part["text"] for part in version.text["parts"]])
    context = {"form": form, "statement": held, "current": current, "version": version, "html": html}
    return render(request, "statements/freeze.html", context, status=422 if form.errors else 200)


def _drafted(viewer: Member, held: Statement) -> Version:
    """The text as it would be frozen now."""
    version = newest_version(viewer, held, held.language)
    if version is None:
        raise TextEmptyError
    return version


@require_POST
@requires("draft_statements")
def bind(request: HttpRequest, statement_id: uuid.UUID, code: str) -> HttpResponse:
    """Bind a translation to the frozen text."""
    viewer = viewer_of(request)
    held = statement_led(viewer, statement_id)
    read = request.POST.get("read", "")
    if not (read.isascii() and read.isdigit()):
        raise ChangedMeanwhileError
    freezing.bind_translation(held, language=code, by=viewer, read=int(read[:9]))
    messages.success(request, _("The translation is bound to the frozen text."))
    return see_other("statement", held.pk)


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def release(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Note that the text is out."""
    viewer = viewer_of(request)
    held = statement_led(viewer, statement_id)
    form = ReleaseForm(posted(request))
    if form.is_valid() and done(form, lambda: freezing.note_release(held, by=viewer, **form.cleaned_data)):
        messages.success(request, _("It is noted. The text does not change any more."))
        return see_other("statement", held.pk)
    context = {"form": form, "statement": held}
    return render(request, "statements/release.html", context, status=422 if form.errors else 200)


@require_POST
@requires("draft_statements")
def give_up(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Nobody writes or signs it any more."""
    viewer = viewer_of(request)
    held = ending.give_up(statement_led(viewer, statement_id), by=viewer)
    messages.success(request, _("The text is given up."))
    return see_other("statement", held.pk)


@require_POST
@requires("draft_statements")
def resume(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Take it up where it stood."""
    viewer = viewer_of(request)
    held = ending.resume(statement_led(viewer, statement_id), by=viewer)
    messages.success(request, _("The text is taken up again, with the deadlines that it had."))
    return see_other("statement", held.pk)


@require_http_methods(["GET", "POST"])
@requires(*SPEAK)
def judge(request: HttpRequest, edition_id: uuid.UUID) -> HttpResponse:
    """The change that waits, word by word; one that signed says what it is, the lead may only call it one of substance."""
    viewer = viewer_of(request)
    edition = edition_for(viewer, edition_id)
    if request.method == "POST" and edition.nature != Nature.OPEN:
        raise ChangeSaidError
    held = edition.statement
    current = edition_in_force(editions_of(viewer, held))
    leads = viewer.can("draft_statements", held.organisation_id)
    places = [] if leads else signatories_signing(viewer, held)
    signing = next((place for place in places if place.organisation_id != held.organisation_id), None)
    form = JudgeForm(posted(request))
    if signing is None:
        form.fields["says"].choices = form.fields["says"].choices[1:]  # type: ignore[attr-defined]

    def act() -> None:
        freezing.judge_change(edition, signatory=signing, says=form.cleaned_data["says"], by=viewer)

    if form.is_valid() and done(form, act):
        messages.success(
            request,
            _(
                "It is noted what the change is. Everybody sees which organisation said it, unless it signs without being named."
            ),
        )
        return see_other("statement", held.pk)
    changes = []
    if current is not None and current.pk != edition.pk:
        reveal(current.version, edition.version, by=viewer, why="statement")
        changes = [one for one in change_between(current.version, edition.version) if one.is_change]
    may = edition.nature == Nature.OPEN and (signing is not None or leads)
    context = {"form": form, "statement": held, "edition": edition, "current": current, "changes": changes, "may": may}
    return render(request, "statements/judge.html", context, status=422 if form.errors else 200)


@require_GET
@requires(*SPEAK)
def file(request: HttpRequest, edition_id: uuid.UUID, code: str) -> HttpResponse:
    """The exact bytes whose digest is signed."""
    text = bound_text(viewer_of(request), edition_id, code)
    return text_file(text.content, text.digest)


def text_file(content: str, digest: str) -> HttpResponse:
    """A text to keep; its name begins with its digest and says nothing else."""
    response = HttpResponse(content.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{digest[:16]}.txt"'
    return response


@require_http_methods(["GET", "POST"])
@requires(*SPEAK)
def check(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Whether a text that somebody holds is one that was frozen here, and who signed that very text."""
    viewer = viewer_of(request)
    held = statement_for(viewer, statement_id)
    form, found, sheet, digest = CheckForm(posted(request), request.FILES or None), None, None, ""
    if form.is_valid():
        file_given, pasted = form.cleaned_data["file"], form.cleaned_data["text"]
        digest = digest_of(file_given.read() if file_given else pasted_bytes(pasted))
        editions = editions_of(viewer, held)
        found = text_of_digest(viewer, held, digest)
        if found is not None:
            edition = next(one for one in editions if one.pk == found.edition_id)
            natures = {one.number: one.nature for one in editions}
            sheet = sheet_of(viewer, held, edition, natures, language=active())
    context = {"form": form, "statement": held, "found": found, "sheet": sheet, "digest": digest}
    return render(request, "statements/check.html", context, status=422 if form.errors else 200)
