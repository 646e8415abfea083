"""Offers from people without an account: taken in sealed, opened by a job, taken up or declined by a member.

What keeps the form from being abused asks no third party and leaves nothing on the sender's device: a form is signed
and timed when it is shown, is taken once, and a day holds only so many.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.engines.keyring import seal_to_intake
from malath.platform.audit.actions import record
from malath.platform.keeper.client import home as data_folder
from malath.platform.keeper.client import keeper
from malath.platform.keeper.setup import intake_public_key
from malath.platform.notices.actions import tell
from malath.protection.hosting.actions.entering import HomeFacts, HostFacts, enter_home
from malath.protection.hosting.actions.holding import check_may_keep
from malath.protection.hosting.errors import OfferClosedError, OfferFormError, OfferSettledError, ReasonMissingError
from malath.protection.hosting.models import Home, Host, Network, Offer
from malath.protection.hosting.rules import DeclineReason, OfferState, Span
from malath.protection.hosting.selectors import keepers_of

if TYPE_CHECKING:
    import uuid
    from datetime import date

    from malath.platform.access.models import Member

# Nobody reads and fills the form in less; whoever was called away meanwhile has a day.
SHORTEST, LONGEST = 5, 24 * 3600
# A city that really gets more offers in a day answers some of them first.
MOST_A_DAY, MOST_UNREAD = 40, 200
_SALT = "hosting.offer"


def new_stamp() -> str:
    """What a form carries: when it was shown, signed."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(12))


def check_stamp(stamp: str) -> bytes:
    """The digest by which a form is known again. Raises OfferFormError when it was shown just now, or too long ago."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(stamp, max_age=LONGEST)
    except signing.BadSignature:
        raise OfferFormError from None
    try:
        signer.unsign(stamp, max_age=SHORTEST)
    except signing.SignatureExpired:
        return hashlib.sha256(stamp.encode()).digest()
    raise OfferFormError


@transaction.atomic
def receive_offer(network: Network, details: dict[str, Any], *, stamp: str) -> None:
    """Keep an offer, readable to nobody until a job opens it; works while the server is sealed.

    The same form sent twice is taken once. Raises OfferFormError, OfferClosedError.
    """
    digest, today = check_stamp(stamp), timezone.localdate()
    rows = Offer.objects.unscoped(reason="how many offers wait").filter(network=network)
    unread = rows.filter(state__in=[OfferState.ARRIVED, OfferState.WAITING]).count()
    if not network.takes_offers or unread >= MOST_UNREAD or rows.filter(received_on=today).count() >= MOST_A_DAY:
        raise OfferClosedError
    offer = Offer(network=network, form_digest=digest, received_on=today)
    body = json.dumps(details, ensure_ascii=False).encode()
    offer.blob = seal_to_intake(intake_public_key(data_folder()), f"offer|{offer.pk}".encode(), body)
    try:
        with transaction.atomic():
            offer.save(force_insert=True)
    except IntegrityError:
        return
    record("hosting.offer_received", by=None, row=offer.pk, organisation=network.organisation_id)


@transaction.atomic
def open_offer(offer: Offer) -> Offer:
    """Put what arrived under the offer's own key and tell those who keep the network. Raises SealedError."""
    (body,) = keeper().open_intake([bytes(offer.blob)], f"offer|{offer.pk}".encode())
    return _wait_for_answer(offer, json.loads(body))


@transaction.atomic
def keep_offer(network: Network, details: dict[str, Any], *, letter: uuid.UUID, on: date) -> None:
    """Keep an offer that came as a letter of the public site, whose id it takes; one that came already is not kept again.
    How many a day is the public site's to say: whoever sent it was thanked. Raises SealedError."""
    if Offer.objects.unscoped(reason="a letter is taken once").filter(pk=letter).exists():
        return
    digest = hashlib.sha256(b"letter|" + letter.bytes).digest()
    offer = Offer(pk=letter, network=network, form_digest=digest, received_on=on)
    record("hosting.offer_received", by=None, row=offer.pk, organisation=network.organisation_id)
    _wait_for_answer(offer, details)


def _wait_for_answer(offer: Offer, details: dict[str, Any]) -> Offer:
    keeper().create_subject(offer.pk, offer.network.organisation_id)
    offer.details, offer.blob, offer.state = details, b"", OfferState.WAITING
    offer.save()
    tell(keepers_of(offer.network), "hosting.offer_arrived", f"/hosting/offers/{offer.pk}/")
    return offer


def _held(offer: Offer, by: Member) -> Offer:
    check_may_keep(by, offer.network_id)
    rows = Offer.objects.unscoped(reason="the same offer, locked").select_for_update(of=("self",))
    held: Offer = rows.select_related("network").get(pk=offer.pk)
    if held.state != OfferState.WAITING:
        raise OfferSettledError
    return held


@transaction.atomic
def take_up_offer(
    offer: Offer, *, host: HostFacts, facts: HomeFacts, address: dict[str, str], nights: Span | None, by: Member
) -> Home:
    """Make a host and a home of an offer: the time to think again runs from the day it arrived.

    Raises NotAllowedError, OfferSettledError.
    """
    held = _held(offer, by)
    made = Host(pk=held.pk, network=held.network, kind=host.kind, offered_on=held.received_on, entered_by=by)
    made.names, made.contact, made.wishes = host.names, host.contact, host.wishes
    made.save(force_insert=True)
    home = enter_home(
        held.network, host=made, facts=facts, address=address, nights=nights, offered_on=held.received_on, by=by
    )
    # What was offered now stands with host and home: kept twice, it would be corrected once.
    held.state, held.host, held.details = OfferState.TAKEN, made, {}
    _settle(held, by)
    record("hosting.offer_taken", by=by, subject=held.pk, row=home.pk, organisation=held.network.organisation_id)
    return home


@transaction.atomic
def decline_offer(offer: Offer, *, reason: str, text: str = "", by: Member) -> Offer:
    """Say no to an offer. What is no offer at all is forgotten at once, the others after a time.

    Raises NotAllowedError, OfferSettledError, ReasonMissingError (a doubt about safety needs words).
    """
    held = _held(offer, by)
    if reason == DeclineReason.UNSAFE and not text.strip():
        raise ReasonMissingError
    held.state, held.reason, held.reason_text = OfferState.DECLINED, DeclineReason(reason), text
    _settle(held, by)
    record("hosting.offer_declined", by=by, subject=held.pk, row=held.pk, reason=reason)
    if reason == DeclineReason.NOISE:
        forget_offer(held)
    return held


def _settle(offer: Offer, by: Member) -> None:
    offer.settled_by, offer.settled_on = by, timezone.localdate()
    offer.save()


@transaction.atomic
def forget_offer(offer: Offer) -> None:
    """Empty a declined offer and destroy its key; that it came, and why it was declined, stays as codes and days."""
    today = timezone.localdate()
    offer.details, offer.reason_text, offer.cleared_on = {}, "", today
    offer.save()
    record("hosting.offer_forgotten", by=None, subject=offer.pk, row=offer.pk)
    # The key last: if anything above fails, nothing was forgotten.
    keeper().erase(offer.pk, today.isoformat())
