"""Asking for news, confirming, leaving; erasing; and which organisation keeps the list. No entry holds an address."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.actions import record
from malath.platform.errors import DomainError, NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import KeeperGoneError, SealedError
from malath.voice.subscribers.errors import ListKeptElsewhereError, ListStillOpenError
from malath.voice.subscribers.models import NewsList, Piece, Quiet, Subscriber
from malath.voice.subscribers.rules import MOST_ASKED, QUIET, UNCONFIRMED_DAYS, State, mailbox_of


def digest_of(address: str) -> bytes:
    """What a mailbox is found by. Raises SealedError."""
    return keeper().blind("subscribers.mailbox", [mailbox_of(address)])[0]


def _token_digest(token: str) -> bytes:
    return keeper().blind("subscribers.token", [token])[0]


def _note(verb: str, row: Subscriber, by: Member | None = None, **facts: object) -> None:
    record(f"subscribers.{verb}", by=by, subject=row.pk, row=row.pk, organisation=row.organisation_id, **facts)


@transaction.atomic
def ask_for_news(
    kept: NewsList, letter: uuid.UUID, *, address: str, language: str, kinds: Sequence[str], subjects: Sequence[str]
) -> None:
    """Somebody, whoever it is, asks that news goes to an address: a mail there asks back. Not more often than the rules
    say, and not where somebody else's asking was refused; neither is told to who asks. A letter counts once."""
    mailbox, now, today = digest_of(address), timezone.now(), timezone.localdate()
    rows = Subscriber.objects.unscoped(reason="a mailbox asks once").select_for_update(of=("self",))
    if rows.filter(pk=letter).exists() or Quiet.objects.filter(mailbox=mailbox, until__gte=today).exists():
        return
    row = rows.filter(mailbox=mailbox, state=State.WAITING).first()
    if row is not None and row.organisation_id != kept.organisation_id:
        # Asked of an organisation that does not keep the list any more: nobody would ask back.
        _empty([row], "replaced")
        row = None
    if row is None:
        row = Subscriber(pk=letter, organisation_id=kept.organisation_id, asked_on=today, mailbox=mailbox, due_at=now)
        token = secrets.token_urlsafe(24)
        row.details, row.token_digest = {"address": address, "token": token}, _token_digest(token)
        keeper().create_subject(row.pk, row.organisation_id)
    elif row.due_at is None:
        if row.asked_times >= MOST_ASKED or (row.again_at and row.again_at > now):
            return
        row.asked_on, row.due_at, row.tries = today, now, 0
    row.language, row.kinds, row.subjects = language, sorted(kinds), sorted(subjects)
    row.save()
    _note("asked", row)


def confirm(token: str) -> None:
    """The owner of the address wants the news. What they had wished before is replaced. Any other token does nothing."""
    with transaction.atomic():
        row = _row_of(token)
        if row is None or row.state != State.WAITING:
            return
        rows = Subscriber.objects.unscoped(reason="the same mailbox, with other wishes")
        _empty(rows.filter(mailbox=row.mailbox, state=State.CONFIRMED), "replaced")
        row.state, row.due_at, row.again_at, row.tries = State.CONFIRMED, None, None, 0
        row.save(update_fields=["state", "due_at", "again_at", "tries"])
        _note("confirmed", row)
    bury()


def leave(token: str) -> None:
    """Erase the mailbox to which a link belongs, with all its wishes. Where it was never confirmed, somebody else had typed
    it: it is not written to again, whoever asks."""
    with transaction.atomic():
        row = _row_of(token)
        if row is None:
            return
        same = _same_mailbox(bytes(row.mailbox))
        if all(one.state == State.WAITING for one in same):
            _keep_quiet(bytes(row.mailbox))
        _empty(same, "left")
    bury()


def _row_of(token: str) -> Subscriber | None:
    if not token:
        return None
    rows = Subscriber.objects.unscoped(reason="whoever has the link").exclude(state=State.GONE)
    found: Subscriber | None = rows.select_for_update(of=("self",)).filter(token_digest=_token_digest(token)).first()
    return found


def _same_mailbox(mailbox: bytes) -> list[Subscriber]:
    rows = Subscriber.objects.unscoped(reason="one mailbox").exclude(state=State.GONE)
    return list(rows.filter(mailbox=mailbox))


def _keep_quiet(mailbox: bytes) -> None:
    Quiet.objects.update_or_create(mailbox=mailbox, defaults={"until": timezone.localdate() + QUIET})


def _empty(rows: Iterable[Subscriber], why: str, by: Member | None = None) -> None:
    """Take address, wishes' owner and waiting mails out of the database, inside the act's transaction. The keys go next."""
    for row in rows:
        Piece.objects.unscoped(reason="whoever left gets nothing more").filter(subscriber=row.pk).delete()
        emptied = Subscriber.objects.unscoped(reason="erasure").filter(pk=row.pk)
        emptied.update(state=State.GONE, details=b"", mailbox=b"", token_digest=b"", kinds=[], subjects=[], due_at=None)
        _note("erased", row, by, why=why)


def erase_subscriber(row: Subscriber, why: str) -> None:
    """Erase one row by a rule of the list, such as a mailbox that does not exist."""
    with transaction.atomic():
        _empty([row], why)
    bury()


def bury() -> int:
    """Destroy the keys of emptied rows, and the rows; how many. While the server is sealed they wait, and hold nothing."""
    if keeper().is_sealed():
        return 0
    gone = list(Subscriber.objects.unscoped(reason="emptied rows").filter(state=State.GONE))
    for row in gone:
        try:
            keeper().erase(row.pk, timezone.localdate().isoformat())
        except (SealedError, KeeperGoneError):
            return 0
        except DomainError:
            pass  # destroyed before a crash that left the row
        with whole_block_unscoped(reason="Django looks for mails to an emptied row; there are none"):
            row.delete()
    return len(gone)


def forget_unconfirmed() -> int:
    """Erase what nobody confirmed in time, also while the server is sealed; how many. A job's work."""
    old = timezone.localdate() - timedelta(days=UNCONFIRMED_DAYS)
    rows = Subscriber.objects.unscoped(reason="addresses that nobody confirmed")
    with transaction.atomic():
        found = list(rows.filter(state=State.WAITING, asked_on__lte=old))
        _empty(found, "unconfirmed")
        Quiet.objects.filter(until__lt=timezone.localdate()).delete()
    bury()
    return len(found)


def erase_address(address: str, *, quiet: bool, by: Member) -> bool:
    """Erase an address whose owner asked for it by another way; whether it was there. `quiet` as for `leave`; without it,
    its owner may ask for news again. Raises NotAllowedError, SealedError."""
    able = by.standing.organisations_able("publish")
    keeping = NewsList.objects.visible_to(by).exists()
    if not keeping:
        raise NotAllowedError
    mailbox = digest_of(address)
    with transaction.atomic():
        held = [row for row in _same_mailbox(mailbox) if row.organisation_id in able]
        _empty(held, "by-hand", by)
        if quiet:
            _keep_quiet(mailbox)
        else:
            Quiet.objects.filter(mailbox=mailbox).delete()
        if not held:
            record("subscribers.erased-none", by=by, quiet=quiet)
    bury()
    return bool(held)


@transaction.atomic
def keep_list(organisation: Organisation, *, is_open: bool, end: bool = False, by: Member) -> NewsList:
    """Open or close the list for an organisation of the coalition. Closed, it takes and sends nothing; the addresses stay
    sealed, or are erased when the list is to `end`. Raises NotAllowedError, ListKeptElsewhereError."""
    if not by.can("keep_desk", organisation.pk) or not organisation.in_coalition:
        raise NotAllowedError
    lists = NewsList.objects.unscoped(reason="one organisation keeps the list")
    if end and is_open:
        raise ListStillOpenError
    if is_open and lists.filter(is_open=True).exclude(organisation=organisation).exists():
        raise ListKeptElsewhereError
    kept, _made = lists.update_or_create(organisation=organisation, defaults={"is_open": is_open, "set_by": by})
    record("subscribers.list-set", by=by, row=kept.pk, organisation=organisation.pk, open=is_open, end=end)
    if end:
        # Their keys follow by the job: of thousands it takes a while.
        rows = Subscriber.objects.unscoped(reason="the list ends").exclude(state=State.GONE)
        _empty(rows.filter(organisation=organisation), "ended", by)
    return kept  # type: ignore[no-any-return]
