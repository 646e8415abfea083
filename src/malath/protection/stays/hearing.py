"""Reads of complaints: apart from the others, because other people read them."""

from __future__ import annotations

import uuid

from malath.platform.access.models import Member, Organisation
from malath.platform.errors import NotFoundError
from malath.protection.stays.actions.complaining import who_hears
from malath.protection.stays.models import Complaint, Stay

MOST = 200


def complaints_for(viewer: Member) -> list[Complaint]:
    """What the viewer hears: those that wait first, the oldest of them at the top."""
    rows = Complaint.objects.visible_to(viewer).select_related("organisation", "network")
    return list(rows.order_by("-state", "written_on", "pk")[:MOST])


def complaint_for(viewer: Member, complaint: uuid.UUID) -> Complaint:
    """One of them; NotFoundError where the viewer does not hear it."""
    rows = Complaint.objects.visible_to(viewer).select_related("organisation", "network", "written_by", "stay__home")
    found: Complaint | None = rows.filter(pk=complaint).first()
    if found is None:
        raise NotFoundError
    return found


def hearing_organisations(stay: Stay) -> list[Organisation]:
    """The organisations of the coalition that can hear a complaint about a stay: somebody there hears complaints and is
    no part of the local network. The case's own comes first. The stay comes with its case, home and network."""
    network = stay.home.network.local_id
    found = [
        one for one in Organisation.objects.filter(in_coalition=True).order_by("slug") if who_hears(one.pk, network)
    ]
    return sorted(found, key=lambda one: one.pk != stay.case.organisation_id)
