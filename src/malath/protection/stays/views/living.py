"""Acts of a stay: agree, arrive, extend, end, cancel."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.formats import date_text
from malath.platform.sealed.fields import reveal
from malath.protection.cases.selectors import household_of
from malath.protection.stays import actions
from malath.protection.stays.forms.staying import AgreeForm, ArriveForm, CancelForm, EndForm, ExtendForm
from malath.protection.stays.models import Stay
from malath.protection.stays.rules import StayState
from malath.protection.stays.selectors import adults_with_allowance, allowance_effect_of, stay_for
from malath.protection.stays.views.acting import act_page


def _opened(request: HttpRequest, stay_id: uuid.UUID) -> tuple[Member, Stay]:
    viewer = viewer_of(request)
    stay = stay_for(viewer, stay_id)
    reveal(stay.case.head, by=viewer, why="stay")
    return viewer, stay


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def agree(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """Both said yes; what free housing does to the allowance stands above the form."""
    viewer, stay = _opened(request, stay_id)
    people = [row.person for row in household_of(viewer, stay.case)]
    adults = min(stay.persons, adults_with_allowance(viewer, people))
    effect = allowance_effect_of(stay, adults=max(1, adults))
    form = AgreeForm(request.POST or None, effect=effect is not None, adults=adults or None, persons=stay.persons)

    def act(given: dict[str, Any]) -> None:
        given.pop("both_agree")
        shown = given.pop("allowance_shown", False)
        actions.agree_stay(stay, by=viewer, allowance_shown=shown, **given)

    return act_page(
        request, form, act, case=stay.case, heading=_("Do both of them say yes?"), button=_("Both agree"),
        said=_("It is agreed: they are expected."), back=("stay", stay.pk), template="stays/agree.html",
        effect=effect, adults=adults, stay=stay,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def arrive(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """They live there."""
    viewer, stay = _opened(request, stay_id)
    return act_page(
        request, ArriveForm(request.POST or None), lambda given: actions.confirm_arrival(stay, by=viewer, **given),
        case=stay.case, heading=_("Have they arrived?"), button=_("They have arrived"),
        lede=_("Visits and the plan for afterwards are set from this day."),
        said=_("Their arrival is written down."), back=("stay", stay.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def extend(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """The stay goes on."""
    viewer, stay = _opened(request, stay_id)
    form = ExtendForm(request.POST or None, initial={"to_day": stay.to_day})
    return act_page(
        request, form, lambda given: actions.extend_stay(stay, by=viewer, **given), case=stay.case,
        heading=_("Until when can they stay?"), button=_("Keep the beds until then"),
        lede=_("Ask the household and the host first. Beds that others have taken cannot be given twice."),
        said=_("The stay goes on."), back=("stay", stay.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def end(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """The household left, early or as planned."""
    viewer, stay = _opened(request, stay_id)
    return act_page(
        request, EndForm(request.POST or None), lambda given: actions.end_stay(stay, by=viewer, **given),
        case=stay.case, heading=_("How does this stay end?"), button=_("End the stay"), harm=True,
        lede=_("The beds, the visits and the rent after this day are given up."),
        said=_("The stay has ended."), back=("stay", stay.pk),
    )  # fmt: skip


def _say_what_stands(request: HttpRequest, before: Stay, cancelled: Stay) -> None:
    """After a move that came to nothing: whether the stay before it has its days again."""
    home, until = before.home.code, date_text(before.to_day, year=True)
    if before.to_day > cancelled.from_day:
        messages.info(
            request, _("They stay in %(home)s until %(day)s, as before the move.") % {"home": home, "day": until}
        )
    elif before.state == StayState.ARRIVED:
        said = _(
            "Their stay in %(home)s still ends on %(day)s: after it others have the beds, or the home is not open."
        )
        messages.warning(request, said % {"home": home, "day": until})


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def cancel(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """Nobody comes: the beds are free again."""
    viewer, stay = _opened(request, stay_id)

    def act(given: dict[str, Any]) -> None:
        actions.cancel_stay(stay, by=viewer, **given)
        if stay.moved_from_id:
            _say_what_stands(request, stay_for(viewer, stay.moved_from_id), stay)

    return act_page(
        request, CancelForm(request.POST or None), act,
        case=stay.case, heading=_("Cancel this stay?"), button=_("Cancel the stay"), harm=True,
        lede=_("The beds are free again. What is said here is read by the team only."),
        said=_("The stay is cancelled; the beds are free."), back=("stay", stay.pk),
    )  # fmt: skip
