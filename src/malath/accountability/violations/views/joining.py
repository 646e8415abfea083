"""Two records of one person, or of one unit or place: proposed, looked at side by side, answered, taken apart."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from malath.accountability.violations.joining import actions
from malath.accountability.violations.joining.groups import fellows_seen
from malath.accountability.violations.joining.sides import (
    PAGE,
    alike_to,
    join_for,
    joins_of,
    joins_waiting,
    numbers_of,
    rows_of,
    sides_of,
)
from malath.accountability.violations.models import Body, Person
from malath.accountability.violations.views.showing import cursor, record_of
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.fields import Line, Paragraph
from malath.platform.interface.responses import done, see_other
from malath.platform.keeper.errors import KeeperGoneError

_PAGES = {"person": "violations_person", "body": "violations_body"}
_JOINS = {"person": "violations_person_join", "body": "violations_body_join"}
LONGEST = 4000


class ReasonsForm(forms.Form):
    """Why the two are one, for whoever confirms it and whoever asks later."""

    reasons = Paragraph(
        label=gettext_lazy("Why are they one and the same?"),
        help_text=gettext_lazy("What agrees, what differs and why that is no obstacle, who says so."),
        max_length=LONGEST,
    )


class ApartForm(forms.Form):
    """Why the two are not one after all."""

    why = Paragraph(label=gettext_lazy("Why are they not the same after all?"), rows=3, max_length=LONGEST)


class OtherForm(forms.Form):
    """The other record, by its number."""

    number = Line(
        label=gettext_lazy("Number of the other record"),
        help_text=gettext_lazy("As it stands on its page, such as P-7KQ2MX."),
        max_length=12,
    )


@require_http_methods(["GET", "POST"])
@requires("document")
def person(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """Choose another record of the same person; then look at both, and say why."""
    return _proposing(request, "person", party_id)


@require_http_methods(["GET", "POST"])
@requires("document")
def body(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """The same of a unit or a place of detention."""
    return _proposing(request, "body", body_id)


def _proposing(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    viewer, row = viewer_of(request), record_of(request, kind, pk)
    if request.GET.get("with"):
        return _with_other(request, kind, row)
    form = OtherForm(posted(request))
    if form.is_valid():
        model: Any = Person if kind == "person" else Body
        seen = model.objects.visible_to(viewer).exclude(pk=row.pk)
        other = seen.filter(number=form.cleaned_data["number"].upper()).first()
        if other is not None and not getattr(other, "erased_on", None):
            return _look_at(kind, row.pk, other.pk)
        form.add_error("number", _("Nobody whom you see has this number."))
    try:
        alike = alike_to(viewer, row)
    except KeeperGoneError:
        alike = []
    context = {"form": form, "row": row, "alike": alike, "joins": joins_of(viewer, fellows_seen(viewer, row))}
    context |= {"page": reverse(_PAGES[kind], args=[row.pk]), "here": reverse(_JOINS[kind], args=[row.pk])}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "violations/join_choose.html", {**context, "kind": kind}, status=status)


def _look_at(kind: str, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    response = redirect(f"{reverse(_JOINS[kind], args=[pk])}?with={other}")
    response.status_code = 303
    return response


def _with_other(request: HttpRequest, kind: str, row: Any) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        other = record_of(request, kind, uuid.UUID(request.GET["with"]))
    except ValueError as wrong:
        raise NotFoundError from wrong
    form, made = ReasonsForm(posted(request)), list[Any]()
    if form.is_valid() and done(
        form,
        lambda: made.append(actions.propose_join(row, other, reasons=form.cleaned_data["reasons"], by=viewer)),
    ):
        messages.success(request, _("It is proposed. A second member who sees both finds it on Today."))
        return see_other("violations_join", made[0].pk)
    context = {"form": form, "sides": sides_of(viewer, row, other), "page": reverse(_PAGES[kind], args=[row.pk])}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "violations/join.html", {**context, "is_new": True, "kind": kind}, status=status)


@require_http_methods(["GET", "POST"])
@requires("document")
def join(request: HttpRequest, join_id: uuid.UUID) -> HttpResponse:
    """Both side by side, who says that they are one, and the answer: confirm, refuse or withdraw, take apart."""
    viewer = viewer_of(request)
    held = join_for(viewer, join_id)
    one, other = rows_of(viewer, held)
    form, answer = (
        ApartForm(posted(request) if request.POST.get("do") == "apart" else None),
        forms.Form(posted(request)),
    )
    if request.method == "POST" and _answered(request, held, form, answer):
        return see_other("violations_join", held.pk)
    held = join_for(viewer, join_id)
    sides = sides_of(viewer, one, other, are_one=held.is_standing)
    context = {"join": held, "form": form, "answer": answer, "sides": sides, "marks": actions.marks_of(sides.rows)}
    kind = "person" if held.person_id else "body"
    context |= {"page": reverse(_PAGES[kind], args=[one.pk]), "is_mine": held.asked_by_id == viewer.pk, "kind": kind}
    failed = [*form.errors, *answer.errors] if request.method == "POST" else []
    return render(request, "violations/join.html", context, status=422 if failed else 200)


def _answered(request: HttpRequest, held: Any, form: ApartForm, answer: forms.Form) -> bool:
    """Whether what was pressed is done; why not stands in a form."""
    viewer, pressed = viewer_of(request), request.POST.get("do", "")
    if pressed == "confirm" and done(
        answer, lambda: actions.confirm_join(held, marks=request.POST.get("marks", ""), by=viewer)
    ):
        messages.success(request, _("They are joined. Each value keeps its record and its source."))
        return True
    if pressed == "end" and done(answer, lambda: actions.end_join(held, by=viewer)):
        messages.success(request, _("They are not joined."))
        return True
    if pressed == "apart":
        if form.is_valid() and done(form, lambda: actions.take_apart(held, why=form.cleaned_data["why"], by=viewer)):
            messages.success(request, _("They are taken apart. Each record stands as it is."))
            return True
        return False
    if pressed not in {"confirm", "end"}:
        answer.is_valid()
        answer.add_error(None, _("Choose an answer."))
    return False


@require_GET
@requires("document")
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a second member."""
    found = joins_waiting(viewer_of(request), cursor(request), PAGE + 1)
    numbers = numbers_of(found)
    lines = [(one, numbers[one.ends[0]], numbers[one.ends[1]]) for one in found[:PAGE]]
    older = f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return render(request, "violations/joins.html", {"lines": lines, "older": older})
