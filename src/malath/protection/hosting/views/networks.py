"""Local networks: what they can give, how full they are, where they lie."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.people.choices import country_name, language_name
from malath.platform.access.guard import requires
from malath.platform.access.models import LocalNetwork, Organisation
from malath.platform.access.rules import CASE_COVERING_ROLES
from malath.platform.access.selectors import organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotAllowedError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.protection.hosting import actions
from malath.protection.hosting.charts import beds_picture
from malath.protection.hosting.figures import WEEKS_BACK, marks_of, weeks_of
from malath.protection.hosting.listing import volunteer_for, volunteers_of
from malath.protection.hosting.models import Capacity, Network, Volunteer
from malath.protection.hosting.network_forms import (
    CanDo,
    CapacityForm,
    NetworkChangeForm,
    NetworkForm,
    VolunteerForm,
    volunteer_as_written,
)
from malath.protection.hosting.rules import CapacityKind, Care
from malath.protection.hosting.selectors import capacities, may_keep, network_of, networks_visible


@require_GET
@requires("work_cases", "keep_homes")
def networks(request: HttpRequest) -> HttpResponse:
    """Every network: where it lies, what is free now, what it can give. Never a home."""
    viewer = viewer_of(request)
    known, today = list(networks_visible(viewer)), timezone.localdate()
    weeks = weeks_of(known, today)
    now = {network.pk: weeks[network.pk][WEEKS_BACK] for network in known}
    names = organisation_names([network.organisation_id for network in known])
    lines = [(network, names.get(network.organisation_id, ""), now[network.pk]) for network in known]
    context = {
        "lines": lines,
        "marks": marks_of(known, now),
        "free": sum(week.free for week in now.values()),
        "may_set_up": bool(viewer.standing.organisations_with(*CASE_COVERING_ROLES)),
    }
    return render(request, "hosting/networks.html", context)


@require_GET
@requires("work_cases", "keep_homes")
def network(request: HttpRequest, network_id: uuid.UUID) -> HttpResponse:
    """One network: how full it was and will be, what it can give, who helps."""
    viewer = viewer_of(request)
    found, today = network_of(viewer, network_id), timezone.localdate()
    weeks = weeks_of([found], today)[found.pk]
    keeps = viewer.can("keep_homes") and may_keep(viewer, found.pk)
    helpers = volunteers_of(viewer, found.pk) if keeps else []
    reveal(helpers, by=viewer, why="network")
    partners = organisation_names([found.organisation_id, *found.partners.values_list("pk", flat=True)])
    answering = partners.pop(found.organisation_id, "")
    context = {
        "network": found,
        "country": country_name(found.country),
        "organisation": answering,
        "partners": sorted(partners.values()),
        "picture": beds_picture(weeks, today),
        "now": weeks[WEEKS_BACK],
        "capacities": [(row, _what(row)) for row in capacities(found) if row.to_day is None or row.to_day > today],
        "helpers": [_helper(one) for one in helpers],
        "keeps": keeps,
        "may_change": actions.may_change_network(viewer, found),
        "today": today,
    }
    return render(request, "hosting/network.html", context)


def _what(row: Capacity) -> str:
    if row.kind == CapacityKind.INTERPRETER:
        return _("Interpreters: %(language)s") % {"language": language_name(row.code)}
    if row.kind == CapacityKind.CARE:
        return str(dict(Care.choices).get(row.code, row.code))
    return str(row.get_kind_display())


def _helper(one: Volunteer) -> dict[str, object]:
    can = dict(CanDo.CHOICES)
    return {
        "row": one,
        "name": one.details.get("name", ""),
        "phone": next(iter(one.details.get("phones", [])), ""),
        "can": ", ".join(str(can[code]) for code in one.details.get("can", []) if code in can),
        "languages": ", ".join(language_name(code) for code in one.details.get("languages", [])),
        "note": one.details.get("note", ""),
    }


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def set_up(request: HttpRequest) -> HttpResponse:
    """Begin to keep homes in a city."""
    viewer = viewer_of(request)
    covered = viewer.standing.organisations_with(*CASE_COVERING_ROLES)
    if not covered:
        raise NotAllowedError
    form = NetworkForm(
        posted(request),
        cities=LocalNetwork.objects.filter(hosting=None).order_by("slug"),
        mine=Organisation.objects.filter(pk__in=covered).order_by("slug"),
        others=Organisation.objects.exclude(pk__in=covered).order_by("slug"),
    )
    if form.is_valid():
        given = form.cleaned_data
        north, east = given.pop("latitude"), given.pop("longitude")
        place = (north, east) if north is not None and east is not None else None
        if done(form, lambda: actions.set_up_network(**given, place=place, by=viewer)):
            messages.success(request, _("The network is set up. Write down what it can give."))
            return see_other("hosting_networks")
    return _page(request, "hosting/network_new.html", form)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def change(request: HttpRequest, network_id: uuid.UUID) -> HttpResponse:
    """Who helps, whether the public form offers the city, where it lies."""
    viewer = viewer_of(request)
    found = network_of(viewer, network_id)
    if not actions.may_change_network(viewer, found):
        raise NotAllowedError
    form = NetworkChangeForm(
        posted(request),
        others=Organisation.objects.exclude(pk=found.organisation_id).order_by("slug"),
        initial={
            "partners": [one.pk for one in found.partners.all()],
            "takes_offers": found.takes_offers,
            "latitude": found.latitude,
            "longitude": found.longitude,
        },
    )
    if form.is_valid():
        given = form.cleaned_data
        north, east = given.pop("latitude"), given.pop("longitude")
        place = (north, east) if north is not None else None
        if done(form, lambda: actions.change_network(found, **given, place=place, by=viewer)):
            messages.success(request, _("Written down."))
            return see_other("hosting_network", found.pk)
    return _page(request, "hosting/network_change.html", form, network=found)


def _page(request: HttpRequest, template: str, form: object, **context: object) -> HttpResponse:
    status = 422 if getattr(form, "is_bound", False) else 200
    return render(request, template, {"form": form, **context}, status=status)


def _kept(request: HttpRequest, network_id: uuid.UUID) -> Network:
    found = network_of(viewer_of(request), network_id)
    if not may_keep(viewer_of(request), found.pk):
        raise NotAllowedError
    return found


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def capacity(request: HttpRequest, network_id: uuid.UUID) -> HttpResponse:
    """Say what a network can give from a day on."""
    found, form = _kept(request, network_id), CapacityForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        days = {"from_day": given["from_day"], "to_day": given["to_day"]}
        if done(
            form,
            lambda: actions.set_capacity(
                found,
                given["kind"],
                code=form.code(),
                most=given["most"],
                km=given["km"],
                by=viewer_of(request),
                **days,
            ),
        ):
            messages.success(request, _("Written down."))
            return see_other("hosting_network", found.pk)
    return _page(request, "hosting/capacity.html", form, network=found)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def volunteer(request: HttpRequest, network_id: uuid.UUID) -> HttpResponse:
    """Write down who helps."""
    found, form = _kept(request, network_id), VolunteerForm(posted(request))
    if form.is_valid():
        actions.add_volunteer(found, form.details(), by=viewer_of(request))
        messages.success(request, _("Written down."))
        return see_other("hosting_network", found.pk)
    return _page(request, "hosting/volunteer.html", form, network=found)


@require_http_methods(["GET", "POST"])
@requires("keep_homes")
def volunteer_change(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    """Another telephone, another language: what is known of a volunteer, written anew."""
    viewer = viewer_of(request)
    found = volunteer_for(viewer, volunteer_id)
    network = _kept(request, found.network_id)
    reveal(found, by=viewer, why="network")
    form = VolunteerForm(posted(request), initial=volunteer_as_written(found.details))
    if form.is_valid():
        actions.change_volunteer(found, form.details(), by=viewer)
        messages.success(request, _("Written down."))
        return see_other("hosting_network", found.network_id)
    return _page(request, "hosting/volunteer.html", form, network=network)


@require_POST
@requires("keep_homes")
def volunteer_end(request: HttpRequest, volunteer_id: uuid.UUID) -> HttpResponse:
    """They help no more: forgotten at once."""
    viewer = viewer_of(request)
    found = volunteer_for(viewer, volunteer_id)
    actions.end_volunteer(found, by=viewer)
    messages.success(request, _("Forgotten. Thank them if you can."))
    return see_other("hosting_network", found.network_id)
