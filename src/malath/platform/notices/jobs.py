"""Mail to members who wish it: that there is something, and nothing of what it is."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import make_msgid
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from malath.platform.access.models import Member
from malath.platform.keeper.client import keeper
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal

log = logging.getLogger(__name__)
# A member who turns mail on later is not told of what is long past.
STILL_NEWS = timedelta(days=3)


def send_notices() -> int:
    """Send one mail to each member who has unread notices not yet mailed; returns how many mails went out.

    While the server is sealed no address can be read: the mails wait. A mail that fails is tried again at the next run.
    """
    if keeper().is_sealed():
        return 0
    waiting = (
        Notice.objects.unscoped(reason="the job that mails notices")
        .filter(mailed_on=None, read_on=None, on__gte=timezone.localdate() - STILL_NEWS)
        .filter(member__wants_mail=True, member__is_active=True)
        .select_related("member")
        .order_by("member_id")
    )
    by_member = {member_id: list(notices) for member_id, notices in groupby(waiting, key=lambda n: n.member_id)}
    members = [notices[0].member for notices in by_member.values()]
    if not members:
        return 0
    reveal(members, by=None, why="mail")
    connection = get_connection()
    sent = 0
    for member, notices in zip(members, by_member.values(), strict=True):
        if not member.mail_address or not _send(member, connection):
            continue
        sent += 1
        ids = [notice.pk for notice in notices]
        Notice.objects.unscoped(reason="the job that mails notices").filter(pk__in=ids).update(
            mailed_on=timezone.localdate()
        )
    return sent


def _send(member: Member, connection: Any) -> bool:
    with translation.override(member.language):
        mail = EmailMessage(
            subject=_("A notice in Malath"),
            body=_("There is something new for you. Sign in to read it.\n\nThis message says no more on purpose."),
            to=[member.mail_address],
            connection=connection,
            # By default the name of this machine would stand here.
            headers={"Message-ID": make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> "))},
        )
    try:
        return bool(mail.send())
    except Exception:  # one address that fails must not keep the others from their mail
        log.exception("a notice could not be mailed")
        return False
