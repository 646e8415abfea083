"""The pages of a person: find, enter, see, change."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.actions import change_person, enter_person
from malath.people.alike import look_for
from malath.people.forms import PART_FORMS, EnterForm, FindForm
from malath.people.page import about_lines, page_of
from malath.people.selectors import may_change, people_found, person_for
from malath.people.wording import described
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal

SHOWN = 20
SHOWN_WHILE_TYPING = 8
SHORTEST = 2


@require_http_methods(["GET", "POST"])
@requires("search_people")
def find(request: HttpRequest) -> HttpResponse:
    """Search by name. Always sent by POST: a name in an address would lie in histories and logs."""
    viewer: Member = request.user  # type: ignore[assignment]
    asked = request.method == "POST"
    typing = bool(getattr(request, "htmx", False)) and not request.htmx.boosted  # type: ignore[attr-defined]
    form = FindForm(request.POST if asked else None)
    text = form.cleaned_data["q"] if asked and form.is_valid() else ""
    searched = len(text) >= SHORTEST
    found = people_found(viewer, text, limit=SHOWN_WHILE_TYPING if typing else SHOWN) if searched else []
    context = {
        "form": form,
        "text": text,
        "searched": searched,
        "found": described(found),
        "may_enter": viewer.can("open_cases"),
    }
    if typing:
        return render(request, "people/_found_now.html", context)
    if asked and not searched and form.is_valid():
        form.add_error("q", _("Write at least two letters."))
    return render(request, "people/find.html", context, status=422 if asked and form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a person who was looked for first; the name that was searched for is taken along by POST."""
    viewer: Member = request.user  # type: ignore[assignment]
    sent = request.method == "POST" and "main" in request.POST
    name = request.POST.get("q", "")[:200]
    form = EnterForm(request.POST if sent else None, by=viewer, initial={"main": name})
    look = look_for(viewer, request.POST if sent else {"main": name}, fields=("main", "others", "birth", "phones"))
    if sent and form.is_valid() and not look.is_settled:
        form.add_error(None, look.refusal)
    elif sent and form.is_valid():
        person = enter_person(organisation=form.cleaned_data["organisation"], by=viewer, **form.parts())
        messages.success(request, _("%(code)s was entered. Agree on safe contact next.") % {"code": person.pseudonym})
        return see_other("person", person.pk)
    return render(request, "people/enter.html", {"form": form, "alike": look}, status=422 if sent else 200)


@require_POST
@requires("search_people")
def alike(request: HttpRequest) -> HttpResponse:
    """What htmx asks for while somebody fills a form: who may be the person already. Sent by POST, as names are."""
    viewer: Member = request.user  # type: ignore[assignment]
    changed = None
    if request.POST.get("but"):
        changed = person_for(viewer, _uuid(request.POST["but"]))
        reveal(changed, by=viewer, why="person")
    look = look_for(viewer, request.POST, but=changed, is_asked="unasked" not in request.POST)
    return render(request, "people/_alike.html", {"alike": look})


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as none:
        raise Http404 from none


@require_GET
@requires("work_cases")
def person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """What is known about a person, contact rules first."""
    viewer: Member = request.user  # type: ignore[assignment]
    return render(request, "people/person.html", page_of(viewer, person_for(viewer, person_id)))


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def change(request: HttpRequest, person_id: uuid.UUID, part: str) -> HttpResponse:
    """Change one part of a person: names, about, contact, safe contact, wishes."""
    viewer: Member = request.user  # type: ignore[assignment]
    found = person_for(viewer, person_id)
    if part not in PART_FORMS or not may_change(viewer, found):
        raise Http404
    reveal(found, by=viewer, why="person")
    form = PART_FORMS[part](request.POST or None, initial=getattr(found, part))
    look = None
    if part == "names":
        look = look_for(viewer, request.POST, fields=("main", "others"), but=found)
    if look and form.is_valid() and form.has_changed() and not look.is_settled:
        form.add_error(None, look.refusal)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(form, lambda: change_person(found, by=viewer, **{part: form.as_part()})):
        messages.success(request, _("Saved."))
        return see_other("person", found.pk)
    context: dict[str, Any] = {"form": form, "person": found, "part": part, "about": about_lines(found), "alike": look}
    return render(request, "people/change.html", context, status=422 if form.errors else 200)
