"""Which letters a member could see, told when they are locked out (BT3)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.access.sight import Seen, Sight
from malath.voice.letters.models import Letter

MOST = 50


def letters_seen(member: Member, viewer: Member) -> Sight:
    """How many letters the member could see that are not forgotten, and those of them that the viewer sees too."""
    could = Letter.objects.visible_to(member).filter(cleared_on=None)
    both = could.filter(pk__in=Letter.objects.visible_to(viewer).values("pk")).order_by("-received_on", "pk")[:MOST]
    seen = [Seen(label=row.code, url=reverse("letter", args=[row.pk]), why=_("by their role")) for row in both]
    return Sight(title=_("Letters"), count=could.count(), seen=seen)
