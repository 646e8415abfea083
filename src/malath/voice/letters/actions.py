"""Letters: received once, settled by a member, forgotten after a time; and desks, which let readers write at all."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import remind, tell
from malath.platform.sealed.readers import ReadersLetter, cities
from malath.voice.letters.errors import LetterSettledError, NoReaderError, NotPublicKeyError, PrivateKeyError
from malath.voice.letters.models import Desk, Letter
from malath.voice.letters.rules import (
    ANSWER_DAYS,
    FORGOTTEN_AT_ONCE,
    KEPT,
    REMIND_AGAIN,
    Kind,
    State,
    holds_private_key,
    is_public_key,
)
from malath.voice.letters.selectors import addressees, city_of, readers_of


@transaction.atomic
def receive_letter(kind: Kind, letter: ReadersLetter) -> None:
    """Keep a letter for those whom it concerns, and tell them; one that came already is not kept again. Raises
    SealedError, NoReaderError."""
    if Letter.objects.unscoped(reason="a letter is taken once").filter(pk=letter.id).exists():
        return
    organisation, network = _addressed(letter)
    row = Letter(
        pk=letter.id, organisation_id=organisation, network_id=network, kind=kind, language=letter.language,
        received_on=letter.on, details={name: list(values) for name, values in letter.given.items()},
    )  # fmt: skip
    keeper().create_subject(row.pk, organisation)
    row.save(force_insert=True)
    record("letters.received", by=None, subject=row.pk, row=row.pk, organisation=organisation, kind=str(kind))
    tell(readers_of(row), "letters.arrived", f"/letters/{row.pk}/")


def _addressed(letter: ReadersLetter) -> tuple[uuid.UUID, uuid.UUID | None]:
    """The organisation, and the local network if one was chosen. What is for nobody known goes to whichever took letters
    first: it is not lost because a desk was closed meanwhile."""
    city = city_of("".join(letter.given.get("city", [])))
    if city:
        return city.organisation, city.local.pk
    wanted = "".join(letter.given.get("to", []))
    known = addressees()
    if chosen := next((one for one in known if one.slug == wanted), None) or next(iter(known), None):
        return chosen.id, None
    once = Desk.objects.unscoped(reason="a letter to a desk that was closed meanwhile").order_by("since", "pk").first()
    if once is not None:
        return once.organisation_id, None
    if places := cities():
        return places[0].organisation, places[0].local.pk
    raise NoReaderError


@transaction.atomic
def settle_letter(letter: Letter, *, outcome: str, note: str = "", by: Member) -> Letter:
    """Say what became of a letter. What its writer wants forgotten, and what is none, is forgotten at once. Raises
    NotAllowedError, LetterSettledError."""
    if not Letter.objects.visible_to(by).filter(pk=letter.pk).exists():
        raise NotAllowedError
    rows = Letter.objects.unscoped(reason="the same letter, locked").select_for_update(of=("self",))
    held: Letter = rows.get(pk=letter.pk)
    if held.state != State.WAITING:
        raise LetterSettledError
    held.state, held.note = State(outcome), note.strip()
    held.settled_by, held.settled_on = by, timezone.localdate()
    held.save()
    record(
        "letters.settled", by=by, subject=held.pk, row=held.pk, organisation=held.organisation_id, outcome=held.state
    )
    if held.state in FORGOTTEN_AT_ONCE:
        forget_letter(held)
    return held


@transaction.atomic
def forget_letter(letter: Letter) -> None:
    """Empty a letter and destroy its key; that it came, and what became of it, stays as codes and days."""
    today = timezone.localdate()
    letter.details, letter.note, letter.cleared_on = {}, "", today
    letter.save()
    record("letters.forgotten", by=None, subject=letter.pk, row=letter.pk, organisation=letter.organisation_id)
    # The key last: if anything above fails, nothing was forgotten.
    keeper().erase(letter.pk, today.isoformat())


def forget_old_letters() -> int:
    """Forget what was settled KEPT ago. How many. A job's work."""
    rows = Letter.objects.unscoped(reason="retention of letters").exclude(state=State.WAITING)
    old = list(rows.filter(settled_on__lt=timezone.localdate() - KEPT, cleared_on=None))
    for letter in old:
        forget_letter(letter)
    return len(old)


def remind_of_letters() -> int:
    """Tell those who may answer of letters that wait longer than they should, again every REMIND_AGAIN days; how many wait.
    A job's work, also while the server is sealed: a letter's day is no secret."""
    rows = Letter.objects.unscoped(reason="letters that nobody answered").filter(state=State.WAITING)
    late = list(
        rows.filter(received_on__lte=timezone.localdate() - timedelta(days=ANSWER_DAYS)).order_by("received_on")
    )
    for letter in late:
        remind(readers_of(letter), "letters.late", f"/letters/{letter.pk}/", again_after=REMIND_AGAIN)
    return len(late)


@transaction.atomic
def set_desk(organisation: Organisation, *, is_open: bool, public_key: str, by: Member) -> Desk:
    """Say whether readers may write to the organisation, and to which public key they may encrypt. Raises
    NotAllowedError, NotPublicKeyError, PrivateKeyError."""
    if not by.can("keep_desk", organisation.pk):
        raise NotAllowedError
    key = public_key.strip()
    if holds_private_key(key):
        raise PrivateKeyError
    if key and not is_public_key(key):
        raise NotPublicKeyError
    desks = Desk.objects.unscoped(reason="one desk an organisation")
    desk, _made = desks.update_or_create(
        organisation=organisation,
        defaults={"is_open": is_open, "public_key": key, "set_by": by},
        create_defaults={"is_open": is_open, "public_key": key, "set_by": by, "since": timezone.localdate()},
    )
    record("letters.desk-set", by=by, row=desk.pk, organisation=organisation.pk, open=is_open, key=bool(key))
    return desk  # type: ignore[no-any-return]
