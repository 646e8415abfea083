"""Letters of readers: the list, one letter and what became of it, whether they may write at all, what could not be read."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_name, organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.formats import LANGUAGE_NAMES
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.voice.letters import actions
from malath.voice.letters.forms import DeskForm, SettleForm
from malath.voice.letters.reading import answers_of
from malath.voice.letters.rules import KEPT, State
from malath.voice.letters.selectors import (
    SHOWN,
    desk_of,
    letter_for,
    letters_settled,
    letters_waiting,
    organisations_with_desk,
)
from malath.voice.letters.taking_in import aside_folder

NAMED = 50


@require_GET
@requires("answer_letters")
def letters(request: HttpRequest) -> HttpResponse:
    """Letters that wait, the oldest first; then those that were settled last."""
    viewer = viewer_of(request)
    found = list(letters_waiting(viewer)[: SHOWN + 1])
    waiting, desks = found[:SHOWN], organisations_with_desk(viewer)
    reveal(waiting, by=viewer, why="list.letters")
    names = organisation_names(one.pk for one in desks)
    context = {
        "waiting": waiting,
        "more": len(found) > SHOWN,
        "settled": letters_settled(viewer),
        "desks": [(one, names.get(one.pk, one.slug)) for one in desks],
    }
    return render(request, "letters/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("answer_letters")
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """One letter, and what became of it."""
    viewer = viewer_of(request)
    found = letter_for(viewer, letter_id)
    form = SettleForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.settle_letter(found, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Settled."))
        return see_other("letters")
    reveal(found, by=viewer, why="letter")
    language = "".join(found.details.get("language", []))
    context = {
        "letter": found,
        "form": form,
        "waits": found.state == State.WAITING,
        "language": language if language in LANGUAGE_NAMES else "",
        "words": "\n\n".join(found.details.get("text", [])),
        "answers": answers_of(found),
        "kept_days": KEPT.days,
    }
    return render(request, "letters/letter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("keep_desk")
def desk(request: HttpRequest, desk_organisation: uuid.UUID) -> HttpResponse:
    """Whether readers may write to an organisation, and to which key they may encrypt."""
    viewer = viewer_of(request)
    organisation, held = desk_of(viewer, desk_organisation)
    start = {"is_open": held.is_open, "public_key": held.public_key} if held else {}
    form = DeskForm(posted(request), initial=start)
    if form.is_valid() and done(form, lambda: actions.set_desk(organisation, by=viewer, **form.cleaned_data)):
        messages.success(request, _("Kept: the public site follows within seconds."))
        return see_other("letters")
    context = {"form": form, "name": organisation_name(organisation.pk)}
    return render(request, "letters/desk.html", context, status=422 if form.errors else 200)


@require_GET
@requires("keep_desk", "manage_system")
def aside(request: HttpRequest) -> HttpResponse:
    """What came through the public site and does not open."""
    folder = aside_folder()
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    context = {"names": names[:NAMED], "more": len(names) > NAMED, "folder": folder}
    return render(request, "letters/aside.html", context)
