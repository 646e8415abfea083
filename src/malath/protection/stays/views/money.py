"""Rent: budget lines, agreements, months and receipts."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.models import Organisation
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.formats import date_text
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.stays.actions import rents as actions
from malath.protection.stays.budgets import budget_line_for, budget_lines_for, payment_for, rent_for
from malath.protection.stays.forms.paying import LineChangeForm, LineForm, PayForm, RentForm, TakeBackForm
from malath.protection.stays.page import rents_of
from malath.protection.stays.rent import in_units
from malath.protection.stays.selectors import stay_for
from malath.protection.stays.views.acting import act_page


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def budget(request: HttpRequest) -> HttpResponse:
    """The budget lines with what is promised and paid, and the form for a new one."""
    viewer = viewer_of(request)
    lines = budget_lines_for(viewer)
    reveal([shown.line for shown in lines], by=viewer, why="budget")
    able = Organisation.objects.filter(pk__in=viewer.standing.organisations_able("open_cases")).order_by("slug")
    known = {str(one.pk): one for one in able}
    form = LineForm(request.POST or None, organisations=[(pk, one.name) for pk, one in known.items()])
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "organisation": known[form.cleaned_data["organisation"]]}
        if done(form, lambda: actions.make_budget_line(given.pop("organisation"), by=viewer, **given)):
            return see_other("stay_budget")
    status = 422 if form.is_bound else 200
    return render(request, "stays/budget.html", {"lines": lines, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def budget_line(request: HttpRequest, budget_line_id: uuid.UUID) -> HttpResponse:
    """Raise, prolong or close a budget line."""
    viewer = viewer_of(request)
    line = budget_line_for(viewer, budget_line_id)
    if not actions.may_spend(viewer, line.organisation_id):
        raise NotFoundError
    reveal(line, by=viewer, why="budget")
    initial = {"cents": in_units(line.cents), "until": line.until, "is_closed": line.closed_on is not None}
    form = LineChangeForm(request.POST or None, initial=initial)
    changed = form.is_valid() and done(form, lambda: actions.change_budget_line(line, by=viewer, **form.cleaned_data))
    if changed:
        messages.success(request, _("The budget line is changed."))
        return see_other("stay_budget")
    return render(request, "stays/budget_line.html", {"line": line, "form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def agree(request: HttpRequest, stay_id: uuid.UUID) -> HttpResponse:
    """Promise the rent of a stay from a budget line."""
    viewer = viewer_of(request)
    stay = stay_for(viewer, stay_id)
    open_lines = [
        one
        for one in budget_lines_for(viewer)
        if one.line.organisation_id == stay.case.organisation_id and not one.line.closed_on
    ]
    reveal([shown.line for shown in open_lines], stay.case.head, by=viewer, why="stay.rent")
    known = {str(shown.line.pk): shown.line for shown in open_lines}
    form = RentForm(
        request.POST or None, lines=[(str(one.line.pk), f"{one.line.name}: {one.left_text}") for one in open_lines],
        initial={"first_month": stay.from_day.strftime("%Y-%m"), "last_month": stay.to_day.strftime("%Y-%m")},
    )  # fmt: skip

    def act(given: dict[str, Any]) -> None:
        actions.agree_rent(stay, known[given["line"]], by=viewer, **{k: v for k, v in given.items() if k != "line"})

    return act_page(
        request, form, act, case=stay.case, heading=_("Who pays for this home, and how much?"), button=_("Agree the rent"),
        lede=_("What is promised is taken from the line at once, so that no money is promised twice."),
        said=_("The rent is agreed."), back=("stay", stay.pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def rent(request: HttpRequest, agreement_id: uuid.UUID) -> HttpResponse:
    """The months of an agreement, and the form for the next that is paid."""
    viewer = viewer_of(request)
    agreement = rent_for(viewer, agreement_id)
    reveal(agreement, agreement.case.head, by=viewer, why="stay.rent")
    shown = next(one for one in rents_of(viewer, agreement.stay) if one.agreement.pk == agreement.pk)
    open_months = [(one.month.isoformat(), date_text(one.month, year=True)) for one in shown.months if not one.payment]
    form = PayForm(request.POST or None, request.FILES or None, months=open_months)

    def act(given: dict[str, Any]) -> None:
        month = date.fromisoformat(given.pop("month"))
        actions.pay_month(agreement, month, by=viewer, **given)

    return act_page(
        request, form, act, case=agreement.case, heading=_("Rent: %(amount)s a month") % {"amount": shown.amount},
        button=_("Write the payment down"), said=_("The payment is written down."), back=("stay_rent", agreement.pk),
        template="stays/rent.html", agreement=agreement, shown=shown,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires("open_cases")
def take_back(request: HttpRequest, payment_id: uuid.UUID) -> HttpResponse:
    """A payment that was written in error, or came back."""
    viewer = viewer_of(request)
    payment = payment_for(viewer, payment_id)
    reveal(payment.case.head, by=viewer, why="stay.rent")
    return act_page(
        request, TakeBackForm(request.POST or None), lambda given: actions.take_back_payment(payment, by=viewer, **given),
        case=payment.case, heading=_("Take this payment back?"), button=_("Take it back"), harm=True,
        lede=_("The month is due again. The payment and the reason stay written."),
        said=_("The payment is taken back."), back=("stay_rent", payment.agreement_id),
    )  # fmt: skip
