"""Writing campaigns and occasions, putting them out, and the consents of speakers. What is out follows within seconds."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal
from malath.voice.campaigns.errors import DayAheadError, NoDayError, NoNameError, NothingReadyError, NotThereError
from malath.voice.campaigns.models import Belonging, Part, SpeakerConsent, Undertaking
from malath.voice.campaigns.rules import PARTS, SHOWN, TEXTS, Kind, PartKind, State, last_day, ready_languages
from malath.voice.site.rules import LANGUAGES, slug_of
from malath.voice.site.selectors import publications_named
from malath.voice.site.withheld import note_at_terminal, tell_of_terminal


def _locked(row: Undertaking, by: Member) -> Undertaking:
    """The row, for this writer alone until the end of the transaction. Raises NotAllowedError."""
    if not by.can("publish", row.organisation_id):
        raise NotAllowedError
    rows = Undertaking.objects.unscoped(reason="one writer at a time, after the check").select_for_update(of=("self",))
    found: Undertaking = rows.get(pk=row.pk)
    return found


def _keep(row: Undertaking, verb: str, by: Member, **facts: object) -> Undertaking:
    """Save a change: counted, dated where readers see it, and in the ledger."""
    row.revision += 1
    if row.state in SHOWN:
        row.changed_on = timezone.localdate()
    row.save()
    record(f"campaigns.{verb}", by=by, subject=row.pk, row=row.pk, organisation=row.organisation_id, **facts)
    return row


def _by_language(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: texts[code].strip() for code in LANGUAGES if texts.get(code, "").strip()}


@transaction.atomic
def begin_undertaking(organisation: Organisation, *, kind: str, by: Member) -> Undertaking:
    """Begin a campaign or an occasion, for nobody outside to read yet. Raises NotAllowedError."""
    if not by.can("publish", organisation.pk):
        raise NotAllowedError
    row = Undertaking(organisation=organisation, kind=Kind(kind), begun_by=by, begun_on=timezone.localdate())
    keeper().create_subject(row.pk, organisation.pk)
    row.save(force_insert=True)
    record("campaigns.begun", by=by, subject=row.pk, row=row.pk, organisation=organisation.pk, kind=row.kind)
    return row


@transaction.atomic
def write_undertaking(
    row: Undertaking,
    texts: Mapping[str, Mapping[str, str]],
    *,
    after: int,
    by: Member,
    details: Mapping[str, Any] | None = None,
    campaign: uuid.UUID | None = None,
) -> Undertaking:
    """Save the texts in each language, an occasion's days and place, and the campaign it belongs to. `after` is the
    `written` that the writer had before them. Raises NotAllowedError, NotFoundError, ChangedMeanwhileError,
    NothingReadyError, NoDayError."""
    row = _locked(row, by)
    if row.written != after:
        raise ChangedMeanwhileError
    kept = {code: {p: texts.get(code, {}).get(p, "").strip() for p in TEXTS[Kind(row.kind)]} for code in LANGUAGES}
    row.texts = {code: text for code, text in kept.items() if any(text.values())}
    if row.kind == Kind.OCCASION:
        row.details = _details(details or {})
        row.campaign_id = _campaign_of(row, campaign, by)
    if row.state in SHOWN:
        _check_ready(row)
        row.until = last_day(row.details)
    row.written += 1
    return _keep(row, "written", by, written=row.written)


def _details(given: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: given[name].isoformat() if given.get(name) else "" for name in ("first", "last")}
    return {**days, "open": bool(given.get("open")), "place": _by_language(given.get("place", {}))}


def _campaign_of(row: Undertaking, campaign: uuid.UUID | None, by: Member) -> uuid.UUID | None:
    """The campaign that was named: one of the same organisation. Raises NotFoundError."""
    rows = Undertaking.objects.visible_to(by).filter(kind=Kind.CAMPAIGN, organisation=row.organisation_id)
    if campaign is not None and not rows.filter(pk=campaign).exists():
        raise NotFoundError
    return campaign


def _check_ready(row: Undertaking) -> None:
    """Raises NothingReadyError, NoDayError where the public would have nothing to read."""
    if not ready_languages(row.kind, row.texts):
        raise NothingReadyError
    if row.kind == Kind.OCCASION and not row.details.get("first"):
        raise NoDayError


@transaction.atomic
def put_out(row: Undertaking, *, by: Member) -> Undertaking:
    """Let the public read it, in the languages that are ready; also again, at its old address. Raises NotAllowedError,
    NotThereError, NothingReadyError, NoDayError."""
    row = _locked(row, by)
    if row.state not in {State.DRAFT, State.DOWN}:
        raise NotThereError
    reveal(row, by=by, why="campaigns.put-out")
    _check_ready(row)
    today = timezone.localdate()
    # The words of an occasion's title could hold a name that is later withdrawn: its address holds none.
    titles = {code: text["title"] for code, text in row.texts.items()} if row.kind == Kind.CAMPAIGN else {}
    row.slug = row.slug or slug_of(today, titles, secrets.token_hex(3))
    again, row.state = row.state == State.DOWN, State.CLOSED if row.closed_on else State.OUT
    row.out_on, row.down_on, row.until = row.out_on or today, None, last_day(row.details)
    if not again:
        row.revision += 1
        row.save()
        record("campaigns.put-out", by=by, subject=row.pk, row=row.pk, organisation=row.organisation_id, slug=row.slug)
        return row
    return _keep(row, "put-out", by, slug=row.slug)


@transaction.atomic
def close(row: Undertaking, *, by: Member) -> Undertaking:
    """A campaign has ended, or an occasion is called off; its page says so and stays. Raises NotAllowedError,
    NotThereError."""
    row = _locked(row, by)
    if row.state != State.OUT:
        raise NotThereError
    row.state, row.closed_on = State.CLOSED, timezone.localdate()
    return _keep(row, "closed", by)


@transaction.atomic
def reopen(row: Undertaking, *, by: Member) -> Undertaking:
    """It goes on, or takes place after all. Raises NotAllowedError, NotThereError."""
    row = _locked(row, by)
    if row.state != State.CLOSED:
        raise NotThereError
    row.state, row.closed_on = State.OUT, None
    return _keep(row, "reopened", by)


@transaction.atomic
def take_down(row: Undertaking, *, by: Member) -> Undertaking:
    """Take it from the site; its address says that it was taken down, and when. Raises NotAllowedError, NotThereError."""
    row = _locked(row, by)
    if row.state not in SHOWN:
        raise NotThereError
    row.state, row.down_on, row.until = State.DOWN, timezone.localdate(), None
    return _keep(row, "taken-down", by, slug=row.slug)


@transaction.atomic
def note_down_at_terminal(kind: str, slug: str, at: str) -> None:
    """The record says that the page was taken down at the server's terminal, `at` an hour (ISO 8601); those who publish are
    told."""
    rows = Undertaking.objects.unscoped(reason="what was taken down at the terminal").select_for_update(of=("self",))
    row = rows.filter(kind=kind, slug=slug).first() if slug else None
    if row is not None and row.state in SHOWN:
        row.state, row.down_on, row.until = State.DOWN, timezone.localdate(datetime.fromisoformat(at)), None
        row.revision += 1
        row.save(update_fields=["state", "down_on", "until", "revision"])
        note_at_terminal("campaigns.taken-down", row.pk, row.organisation_id, at, slug=row.slug)
        tell_of_terminal(row.organisation_id, f"/undertakings/{row.pk}/")


@transaction.atomic
def add_part(row: Undertaking, *, kind: str, words: Mapping[str, Any], by: Member, of: uuid.UUID | None = None) -> Part:
    """Add a line: an initiative, a decision maker or an answer of one; a speaker, a session or a paper. Raises
    NotAllowedError, NotFoundError."""
    row = _locked(row, by)
    parts = Part.objects.unscoped(reason="the next number, after the check").filter(undertaking=row)
    if kind not in PARTS[Kind(row.kind)] or (kind == PartKind.ANSWER) != (of is not None):
        raise NotFoundError
    if of is not None and not parts.filter(pk=of, kind=PartKind.ADDRESSEE).exists():
        raise NotFoundError
    number = (parts.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Part(undertaking=row, kind=kind, of_id=of, number=number, words=dict(words))
    made.save(force_insert=True)
    _keep(row, "part-added", by, part=made.pk, kind=kind)
    return made


def _locked_part(part: Part, by: Member) -> tuple[Undertaking, Part]:
    row = _locked(Undertaking.objects.unscoped(reason="the check follows").get(pk=part.undertaking_id), by)
    found = Part.objects.unscoped(reason="under its undertaking's lock").filter(pk=part.pk).first()
    if found is None:
        raise NotThereError
    return row, found


@transaction.atomic
def change_part(part: Part, words: Mapping[str, Any], *, after: int, by: Member) -> Part:
    """Write a line anew. A speaker's consent holds for what was shown to them: what reads otherwise now does not leave.
    Raises NotAllowedError, ChangedMeanwhileError, NotThereError."""
    row, part = _locked_part(part, by)
    if part.revision != after:
        raise ChangedMeanwhileError
    part.words, part.revision = dict(words), part.revision + 1
    part.save(update_fields=["words", "revision"])
    _keep(row, "part-changed", by, part=part.pk, kind=part.kind)
    return part


@transaction.atomic
def remove_part(part: Part, *, by: Member) -> None:
    """Take a line out, with its answers or consents. Raises NotAllowedError, NotThereError."""
    row, part = _locked_part(part, by)
    pk, kind = part.pk, part.kind
    with whole_block_unscoped(reason="a speaker's consents and a decision maker's answers go with them"):
        part.delete()
    _keep(row, "part-removed", by, part=pk, kind=kind)


@transaction.atomic
def record_consent(
    speaker: Part, *, covers: Iterable[str], way: str, note: str, given_on: date, after: int, by: Member
) -> SpeakerConsent:
    """Keep to what a speaker agreed: to these words as they stand now, of which the recorder had seen the revision
    `after`. It takes the place of an earlier consent. Raises NotAllowedError, NotFoundError, NoNameError, DayAheadError,
    ChangedMeanwhileError."""
    row, speaker = _locked_part(speaker, by)
    if speaker.kind != PartKind.SPEAKER:
        raise NotFoundError
    if speaker.revision != after:
        raise ChangedMeanwhileError
    if given_on > timezone.localdate():
        raise DayAheadError
    reveal(speaker, by=by, why="campaigns.consent")
    if not any(speaker.words["names"].values()):
        raise NoNameError
    earlier = SpeakerConsent.objects.unscoped(reason="the one before it").filter(speaker=speaker)
    earlier.filter(withdrawn_on=None).update(withdrawn_on=timezone.localdate())
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    words = {
        "covers": sorted(set(covers)), "way": way, "note": note,
        "names": speaker.words["names"], "words": speaker.words["words"],
    }  # fmt: skip
    made = SpeakerConsent(
        speaker=speaker, undertaking=row, number=number, given_on=given_on, words=words, recorded_by=by
    )
    made.save(force_insert=True)
    _keep(row, "consent-recorded", by, part=speaker.pk, consent=made.pk, covers=words["covers"])
    return made


@transaction.atomic
def withdraw_consent(speaker: Part, *, by: Member) -> None:
    """The speaker agrees no more: at the next making of the pages, within seconds, the name is gone. Raises
    NotAllowedError, NotThereError."""
    row, speaker = _locked_part(speaker, by)
    known = SpeakerConsent.objects.unscoped(reason="under its undertaking's lock").filter(speaker=speaker)
    if not known.filter(withdrawn_on=None).update(withdrawn_on=timezone.localdate()):
        raise NotThereError
    _keep(row, "consent-withdrawn", by, part=speaker.pk)


@transaction.atomic
def choose_publications(row: Undertaking, publications: Iterable[uuid.UUID], *, by: Member) -> Undertaking:
    """Say which texts of the press list belong to it. Raises NotAllowedError, NotFoundError."""
    row = _locked(row, by)
    wanted = set(publications)
    if wanted != set(publications_named(by, row.organisation_id, wanted)):
        raise NotFoundError
    held = Belonging.objects.unscoped(reason="what belongs, after the check").filter(undertaking=row)
    known = set(held.values_list("publication", flat=True))
    held.filter(publication__in=known - wanted).delete()
    Belonging.objects.bulk_create(Belonging(undertaking=row, publication_id=pk) for pk in sorted(wanted - known))
    return _keep(row, "belonging", by, count=len(wanted))
