"""What an erasure takes of testimonies: how each was taken, what its person allowed, to whom it went, its seat (SC1).

What was passed on is with whoever received it: while somebody must still be told of a withdrawal, or an association holds
the seat, nothing is erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from malath.accountability.testimony.models import Consent, Passing, PrivateReason, Seat, Testimony, UseProposal
from malath.accountability.violations.erasing.rooms import Counted, Obstacle, Subject
from malath.platform.access.scoped import whole_block_unscoped

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "erasure by two members"


def _of(subject: Subject, prefix: str = "") -> Q:
    name, value = ("event", subject.event) if subject.event else ("person", subject.person)
    return Q(**{f"{prefix}{name}": value})


def _rows(model: Any, condition: Q) -> Any:
    return model.objects.unscoped(reason=_WHY).filter(condition)


class Testimonies:
    """What this room holds, as violations/erasing/rooms.py asks for it."""

    def goes(self, subject: Subject) -> Iterator[Counted]:
        """Testimonies, consents, and the lines that say to whom they went."""
        yield Counted(_("Testimonies"), _rows(Testimony, _of(subject)).count())
        hangs = _of(subject, "testimony__")
        yield Counted(_("Consents of testimonies"), _rows(Consent, hangs).count())
        yield Counted(_("Lines that say to whom a testimony went"), _rows(Passing, hangs).count())

    def in_the_way(self, subject: Subject) -> Iterator[Obstacle]:
        """Receivers who were not told of a withdrawal, and seats that an association holds."""
        waiting = Passing.objects.unscoped(reason=_WHY).filter(to_tell=True, told_on=None).values("testimony")
        seated = Seat.objects.unscoped(reason=_WHY).filter(ended_on=None).values("testimony")
        mine = _rows(Testimony, _of(subject)).order_by("number")
        for rows, words in (
            (
                mine.filter(pk__in=waiting),
                _("Somebody who received this testimony was not told yet that consent ended."),
            ),
            (
                mine.filter(pk__in=seated),
                _("An association holds the seat of this testimony. The seat must end first."),
            ),
        ):
            for one in rows:
                yield Obstacle(words, reverse("testimony", args=[one.pk]), one.number)

    def hold_first(self, subject: Subject) -> None:
        """Nothing of this room is locked before events."""

    def hold(self, subject: Subject) -> None:
        """Whoever writes a consent or a passing holds its testimony first."""
        list(_rows(Testimony, _of(subject)).select_for_update().order_by("pk").values_list("pk", flat=True))

    def empty(self, subject: Subject, *, by: Member) -> None:
        """All rows that hang on the testimonies, then the testimonies."""
        hangs = _of(subject, "testimony__")
        with whole_block_unscoped(reason=_WHY):
            PrivateReason.objects.filter(_of(subject, "proposal__testimony__")).delete()
            for model in (UseProposal, Seat, Passing, Consent):
                model.objects.filter(hangs).delete()
            Testimony.objects.filter(_of(subject)).delete()
