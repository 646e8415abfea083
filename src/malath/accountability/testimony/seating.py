"""The seats of victims' associations: which organisations are ones, and seats that are taken, renewed, given up (SC4).

A seat is placed by the consent itself, in its transaction: there is no moment at which a person has given a seat and the
testimony leaves without it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.testimony.ending import end_seat
from malath.accountability.testimony.errors import NameTooMuchError, NotAnAssociationError, OtherSeatError
from malath.accountability.testimony.models import Association, Consent, Seat, Testimony, held_seats_q
from malath.accountability.testimony.rules import NameUse, fits_name_use
from malath.platform.access.models import Organisation
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.platform.access.scoped import ScopedQuerySet

_REASON = "what a victims' association is does not hang on who looks"


@transaction.atomic
def found_association(organisation: Organisation, *, by: Member) -> Association:
    """Let an organisation of the coalition hold seats, from now on; twice is harmless. Raises NotAllowedError."""
    if not by.can("manage_system"):
        raise NotAllowedError
    held = Organisation.objects.select_for_update().filter(pk=organisation.pk, in_coalition=True).first()
    if held is None:
        raise NotAllowedError
    found: Association | None = _standing().filter(organisation=held).first()
    if found is not None:
        return found
    association = Association(organisation=held, founded_by=by, since=timezone.localdate())
    association.save(force_insert=True)
    record("testimony.association_founded", by=by, row=association.pk, organisation=held.pk)
    tell(list(members_with("hold_seat", held)), "testimony.association_founded", "/seat/")
    return association


@transaction.atomic
def end_association(association: Association, *, by: Member) -> None:
    """Let it take no seat any more; twice is harmless. The seats that it holds stay: only their people, and the association
    itself, end those. Raises NotAllowedError."""
    if not by.can("manage_system"):
        raise NotAllowedError
    rows = Association.objects.unscoped(reason=_REASON).select_for_update()
    row: Association | None = rows.filter(pk=association.pk, ended_on=None).first()
    if row is None:
        return
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on"])
    record("testimony.association_ended", by=by, row=row.pk, organisation=row.organisation_id)


def associations_beside(organisation: uuid.UUID) -> list[Organisation]:
    """The organisations that may take a seat of another one's testimonies: an organisation does not answer itself."""
    standing = _standing().filter(organisation__in_coalition=True).exclude(organisation=organisation)
    return list(Organisation.objects.filter(pk__in=standing.values("organisation")).order_by("slug"))


def _standing() -> ScopedQuerySet:
    rows: ScopedQuerySet = Association.objects.unscoped(reason=_REASON).filter(ended_on=None)
    return rows


def place_seat(consent: Consent, testimony: Testimony, *, known_as: str, by: Member) -> Seat:
    """Inside the consent's transaction: the association that it names takes the seat, or holds it on under this consent.

    Raises NotAnAssociationError, NameTooMuchError, OtherSeatError.
    """
    recipients, name_use = consent.details["recipients"], str(consent.details.get("name_use", NameUse.NONE))
    named = {str(one.pk): one for one in associations_beside(testimony.organisation_id)}
    if len(recipients) != 1 or recipients[0] not in named:
        raise NotAnAssociationError
    association, known_as = named[recipients[0]], known_as.strip()
    if not fits_name_use(known_as, name_use):
        raise NameTooMuchError
    seat = _seat_before(testimony, association, by=by)
    verb = "testimony.seat_placed" if seat is None else "testimony.seat_renewed"
    if seat is None:
        seat = Seat(testimony=testimony, person_id=testimony.person_id, organisation=association, placed_by=by)
        seat.since = timezone.localdate()
    new = seat._state.adding
    seat.consent, seat.details = consent, {"known_as": known_as}
    seat.save(force_insert=True) if new else seat.save(update_fields=["consent", "details"])
    where, subject = testimony.organisation_id, testimony.event_id
    record(verb, by=by, subject=subject, row=seat.pk, organisation=where, testimony=testimony.pk, to=association.pk)
    tell(list(members_with("hold_seat", association)), verb, "/seat/members/")
    return seat


def _seat_before(testimony: Testimony, association: Organisation, *, by: Member) -> Seat | None:
    """The seat that the association holds already; another's, whose consent has ended, is closed on its last day."""
    rows = Seat.objects.unscoped(reason="one seat at a time").select_for_update(of=("self",)).select_related("consent")
    seat: Seat | None = rows.filter(testimony=testimony, ended_on=None).first()
    if seat is None or seat.organisation_id == association.pk:
        return seat
    until = seat.consent.until
    if until is None or until >= timezone.localdate():
        raise OtherSeatError
    end_seat(seat, testimony, by=by, on=until)
    return None


@transaction.atomic
def give_up_seat(seat: Seat, *, by: Member) -> None:
    """The association holds the seat no more: nobody but its delegates can say so. Raises NotAllowedError."""
    rows = Seat.objects.visible_to(by).filter(held_seats_q(by)).select_for_update(of=("self",))
    row: Seat | None = rows.filter(pk=seat.pk).first()
    if row is None:
        raise NotAllowedError
    testimony = Testimony.objects.unscoped(reason="those who took it down hear of it").get(pk=row.testimony_id)
    end_seat(row, testimony, by=by)
    answering = list(members_with("see_restricted", testimony.organisation_id))
    tell(answering, "testimony.seat_given_up", f"/testimonies/{testimony.pk}/")
