"""Writing, publishing, correcting, taking down. What is out changes only by a correction that its readers see."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.platform.keeper.client import keeper
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.voice.site.erasing.actions import end_erasures_of
from malath.voice.site.errors import (
    AlreadyPublishedError,
    HourPastError,
    NeedsSignedTextError,
    NotDraftError,
    NotFrozenYetError,
    NothingReadyError,
    NotOutError,
)
from malath.voice.site.gates import check_gates, passes
from malath.voice.site.models import Correction, Enclosure, Publication
from malath.voice.site.rules import LANGUAGES, SIGNED_KINDS, State, ready_languages, slug_of
from malath.voice.site.withheld import is_withheld
from malath.voice.statements.actions.common import locked as locked_statement
from malath.voice.statements.actions.freezing import note_release, waits_to_be_judged
from malath.voice.statements.models import Statement
from malath.voice.statements.rules import CLOSED, Stage
from malath.voice.statements.selectors import statement_led

FURTHEST = timedelta(days=366)


def _check_may(by: Member, organisation: Any) -> None:
    if not by.can("publish", organisation):
        raise NotAllowedError


def check_not_out(row: Publication) -> None:
    """Raises NotDraftError for what was published, whether or not it was taken down since."""
    if row.state not in {State.DRAFT, State.SCHEDULED}:
        raise NotDraftError


def check_writable(row: Publication) -> None:
    """Raises NotDraftError for what changes by a correction alone; what is living is written anew while it is out."""
    if not (row.is_living and row.state == State.OUT):
        check_not_out(row)


def _check_out(row: Publication) -> None:
    """Raises NotOutError for what readers do not have."""
    if row.state != State.OUT:
        raise NotOutError


def _note(verb: str, row: Publication, by: Member | None, **facts: object) -> None:
    record(verb, by=by, subject=row.pk, row=row.pk, organisation=row.organisation_id, **facts)


def _locked(row: Publication) -> Publication:
    rows = Publication.objects.unscoped(reason="one writer at a time, after the check").select_for_update(of=("self",))
    found: Publication | None = rows.select_related("statement").filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError
    return found


@transaction.atomic
def begin_publication(
    organisation: Organisation, *, kind: str, subject: str, by: Member, statement: Any = None
) -> Publication:
    """Begin an item. A statement or an appeal takes its text from the statement that was signed, and no other kind does.
    Raises NotAllowedError, NotFoundError, NeedsSignedTextError, AlreadyPublishedError, ChangedMeanwhileError."""
    _check_may(by, organisation.pk)
    if (kind in SIGNED_KINDS) != (statement is not None):
        raise NeedsSignedTextError
    held = locked_statement(statement_led(by, statement)) if statement else None
    if held is not None:
        if held.organisation_id != organisation.pk:
            raise NotAllowedError
        if Publication.objects.unscoped(reason="a text goes out once").filter(statement=held).exists():
            raise AlreadyPublishedError
    row = Publication(
        organisation=organisation,
        kind=kind,
        subject=subject,
        statement=held,
        begun_by=by,
        begun_on=timezone.localdate(),
    )
    keeper().create_subject(row.pk, organisation.pk)
    row.save(force_insert=True)
    _note("site.begun", row, by, kind=kind)
    return row


@transaction.atomic
def write_texts(
    row: Publication, texts: Mapping[str, Mapping[str, str]], *, after: int, by: Member, place: int | None = None
) -> Publication:
    """Save title, excerpt and text in each language, before it is out, or of what is living; and where a programme stands
    among the others. `after` is the revision that the writer had before them. What waits for its hour, or is out, stays
    ready. Raises NotAllowedError, NotDraftError, ChangedMeanwhileError, NothingReadyError."""
    row = _locked(row)
    _check_may(by, row.organisation_id)
    check_writable(row)
    if row.revision != after:
        raise ChangedMeanwhileError
    if row.state != State.DRAFT and not row.is_signed and not ready_languages(texts):
        raise NothingReadyError
    row.place = row.place if place is None else place
    _keep_texts(row, texts)
    _note("site.written", row, by, revision=row.revision)
    return row


def _keep_texts(row: Publication, texts: Mapping[str, Mapping[str, str]]) -> None:
    parts = ("excerpt",) if row.is_signed else ("title", "excerpt", "body")
    kept = {code: {part: texts.get(code, {}).get(part, "").strip() for part in parts} for code in LANGUAGES}
    row.texts = {code: text for code, text in kept.items() if any(text.values())}
    row.revision += 1
    row.save(update_fields=["texts", "revision", "place"])


@transaction.atomic
def publish(row: Publication, *, at: datetime | None = None, embargo: bool = False, by: Member) -> Publication:
    """Put it out now, or at an hour; until then journalists may have an address of their own. With it goes out the text
    that was signed, which from then on does not change. Raises NotAllowedError, NotDraftError, NothingReadyError,
    HourPastError, ChangedMeanwhileError (taken down at the terminal), and what `note_release` and the rules of other rooms raise."""
    row, now = _locked(row), timezone.now()
    _check_may(by, row.organisation_id)
    check_not_out(row)
    if row.statement is not None and row.statement.organisation_id != row.organisation_id:
        raise ChangedMeanwhileError
    if is_withheld(row.slug, row.embargo):
        raise ChangedMeanwhileError
    if at is not None and not now < at <= now + FURTHEST:
        raise HourPastError
    check_gates(row)
    reveal(row, row.statement, by=by, why="site.publish")
    if not row.is_signed and not ready_languages(row.texts):
        raise NothingReadyError
    if row.is_signed and at is None:
        _release(row, by)
    elif row.statement is not None:
        _check_frozen(row.statement, by)
    row.goes_out_at, row.state = at, State.SCHEDULED if at else State.OUT
    if at is not None:
        row.embargo = (row.embargo or secrets.token_urlsafe(32)) if embargo else ""
    row.revision += 1
    if at is None:
        _out(row, now, by)
    row.save()
    if at is not None:
        _note("site.scheduled", row, by, at=at.isoformat(), embargo=embargo)
    return row


def _release(row: Publication, by: Member | None) -> None:
    """The text that was signed is out from today; `by` is None at the hour that a member set."""
    if row.statement is not None and row.statement.stage != Stage.RELEASED:
        note_release(row.statement, on=timezone.localdate(), by=by)


def _check_frozen(held: Any, by: Member) -> None:
    """What is to go out at an hour is frozen when the hour is set. Raises NotAllowedError, NotFrozenYetError."""
    if not by.can("draft_statements", held.organisation_id):
        raise NotAllowedError
    if held.stage in CLOSED or waits_to_be_judged(held):
        raise NotFrozenYetError


def _out(row: Publication, now: datetime, by: Member | None) -> None:
    from malath.voice.site.pages import titles_of

    # The journalists' address stays known: whoever takes it down at the terminal in this very moment means this text.
    row.state, row.out_at, row.goes_out_at = State.OUT, now, None
    row.slug = row.slug or slug_of(timezone.localdate(now), titles_of(row), secrets.token_hex(3))
    _note("site.published", row, by, kind=row.kind, slug=row.slug)


@transaction.atomic
def put_out_due(row: Publication) -> bool:
    """Put out what waited for its hour: nobody acts now, who set the hour stands in the entry of that day. False when
    something took it back meanwhile, or when a rule of another room forbids it by now: then it is a draft again. Raises
    what `note_release` raises."""
    row, now = _locked(row), timezone.now()
    if row.state != State.SCHEDULED or row.goes_out_at is None or row.goes_out_at > now:
        return False
    if is_withheld(row.slug, row.embargo):
        return False
    given_up = row.statement is not None and row.statement.stage == Stage.GIVEN_UP
    if given_up or not passes(row):
        _hold(row, None)
        return False
    reveal(row, row.statement, by=None, why="site.publish")
    _release(row, None)
    row.revision += 1
    _out(row, now, None)
    row.save()
    return True


@transaction.atomic
def hold_back(row: Publication, *, by: Member) -> Publication:
    """What waits for its hour is a draft again. Raises NotAllowedError, NotDraftError."""
    row = _locked(row)
    _check_may(by, row.organisation_id)
    if row.state != State.SCHEDULED:
        raise NotDraftError
    _hold(row, by)
    return row


def hold_what_was_given_up(statement: Statement, by: Member) -> None:
    """What waits for an hour with this text is a draft again, so that taking the text up once more publishes nothing; who set
    the hour is told. Within the caller's transaction, before the statement is locked."""
    rows = Publication.objects.unscoped(reason="what would go out with a text that is given up").select_for_update()
    for row in rows.filter(statement=statement.pk, state=State.SCHEDULED).order_by("pk"):
        _hold(row, by)
        tell(
            [one for one in Member.objects.filter(pk=row.begun_by_id) if one.pk != by.pk],
            "site.held",
            f"/site/{row.pk}/",
        )


def pass_what_is_not_out(statement: Statement, to: Organisation, by: Member) -> None:
    """What was begun with this text goes to the organisation that leads it from now on, and waits for no hour any more; who
    set one is told. What is out stays with whoever published it. Within the caller's transaction, before the statement is
    locked."""
    rows = Publication.objects.unscoped(reason="what was begun with a text that passes to another").select_for_update()
    for row in rows.filter(statement=statement.pk, state__in=[State.DRAFT, State.SCHEDULED]).order_by("pk"):
        if row.state == State.SCHEDULED:
            _hold(row, by)
            tell(Member.objects.filter(pk=row.begun_by_id), "site.passed", f"/statements/{statement.pk}/")
        row.organisation = to
        row.revision += 1
        row.save(update_fields=["organisation", "revision"])
        carried = Enclosure.objects.unscoped(reason="what stands on it goes along").filter(holder=row.pk)
        carried.update(organisation=to)
        end_erasures_of([row.pk], by)
        _note("site.passed", row, by)


def check_all_passed(statement: Statement, to: Organisation, by: Member) -> None:
    """Once the statement is locked. Raises ChangedMeanwhileError where something was begun with it after the rest passed."""
    rows = Publication.objects.unscoped(reason="what was begun in the same moment").exclude(organisation=to)
    if rows.filter(statement=statement.pk, state__in=[State.DRAFT, State.SCHEDULED]).exists():
        raise ChangedMeanwhileError


def _hold(row: Publication, by: Member | None) -> None:
    row.state, row.goes_out_at, row.embargo = State.DRAFT, None, ""
    row.revision += 1
    row.save(update_fields=["state", "goes_out_at", "embargo", "revision"])
    _note("site.held-back", row, by)


@transaction.atomic
def correct(
    row: Publication, texts: Mapping[str, Mapping[str, str]], *, words: Mapping[str, str], after: int, by: Member
) -> Correction:
    """Change what is out, and say on its page what was wrong. A text that was signed does not change: a correction then
    stands beside it. Raises NotAllowedError, NotOutError, NothingReadyError, ChangedMeanwhileError."""
    row = _locked(row)
    _check_may(by, row.organisation_id)
    _check_out(row)
    if row.revision != after:
        raise ChangedMeanwhileError
    said = {code: words.get(code, "").strip() for code in LANGUAGES if words.get(code, "").strip()}
    if not said or (not row.is_signed and not ready_languages(texts)):
        raise NothingReadyError
    _keep_texts(row, texts)
    made = Correction(publication=row, words=said, by=by, at=timezone.now())
    made.save(force_insert=True)
    record("site.corrected", by=by, subject=row.pk, row=made.pk, organisation=row.organisation_id, slug=row.slug)
    return made


@transaction.atomic
def take_down(row: Publication, *, by: Member) -> Publication:
    """Take it from the site. Its address goes on to say that it was taken down, and when. Raises NotAllowedError,
    NotOutError."""
    row = _locked(row)
    _check_may(by, row.organisation_id)
    _check_out(row)
    row.state, row.down_on = State.DOWN, timezone.localdate()
    row.revision += 1
    row.save(update_fields=["state", "down_on", "revision"])
    _note("site.taken-down", row, by, slug=row.slug)
    return row


@transaction.atomic
def let_go(row: Publication, *, by: Member | None) -> Publication:
    """What a text rested on has ended, such as a consent; `by` is None when it ended by itself. What waits for its hour is a
    draft again. What is out is taken down, and so is its address, which was made from the title and may name somebody."""
    row = _locked(row)
    if row.state == State.SCHEDULED:
        _hold(row, by)
    elif row.state == State.OUT and row.out_at is not None:
        row.state, row.down_on = State.DOWN, timezone.localdate()
        row.slug = slug_of(timezone.localdate(row.out_at), {}, secrets.token_hex(3))
        row.revision += 1
        row.save(update_fields=["state", "down_on", "slug", "revision"])
        _note("site.taken-down", row, by, slug=row.slug)
    return row
