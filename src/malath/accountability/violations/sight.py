"""Which events a member could see, told when they are locked out (BT3)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext

from malath.accountability.violations.models import Event
from malath.platform.access.models import Member
from malath.platform.access.sight import Seen, Sight

MOST = 50
EXACT = 1000


def events_seen(member: Member, viewer: Member) -> Sight:
    """How many events the member could see, counted to a thousand, and the newest of those that the viewer sees too."""
    could = Event.objects.visible_to(member)
    both = could.filter(pk__in=Event.objects.visible_to(viewer).values("pk")).order_by("-made_in", "pk")
    seen = [Seen(label=one.number, url=reverse("violations_event", args=[one.pk])) for one in both[:MOST]]
    return Sight(title=pgettext("place", "Violations"), count=could.values("pk")[:EXACT].count(), seen=seen)
