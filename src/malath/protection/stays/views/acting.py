"""What the pages of one act have in common: a form about a stay, its case's contact rules above it, one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from malath.people.selectors import safe_contact_for
from malath.platform.interface.responses import done, see_other

if TYPE_CHECKING:
    from django.forms import Form

    from malath.protection.cases.models import Case


def act_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    case: Case,
    heading: str,
    button: str,
    said: str,
    back: tuple[Any, ...],
    lede: str = "",
    harm: bool = False,
    template: str = "stays/act.html",
    **context: Any,
) -> HttpResponse:
    """The form, or what came of it: `act(cleaned)` does it, `said` is told, `back` is where one goes on.

    The case's head is revealed.
    """
    if request.method == "POST" and form.is_valid() and done(form, lambda: act(form.cleaned_data)):
        messages.success(request, said)
        return see_other(*back)
    given = {
        "form": form, "case": case, "safe": safe_contact_for(case.head), "heading": heading, "button": button,
        "lede": lede, "harm": harm, "back": back, **context,
    }  # fmt: skip
    return render(request, template, given, status=422 if form.is_bound and form.errors else 200)
