"""Freezing a text, binding its translations, saying what a change is, noting that it is out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions.common import (
    check_deadline,
    check_in_the_making,
    check_leads,
    check_not_given_up,
    in_force,
    locked,
    note,
    tell_signatories,
)
from malath.voice.statements.canon import digest_of, text_bytes
from malath.voice.statements.errors import (
    ChangeSaidError,
    ChangeWaitsError,
    DeadlinePastError,
    LinksUndatedError,
    NotesBrokenError,
    NotFrozenError,
    TextEmptyError,
    TextUnchangedError,
    TranslationBehindError,
    TranslationBoundError,
)
from malath.voice.statements.markup import broken_notes, undated_links
from malath.voice.statements.models import Answer, BoundText, Edition, Signatory, Statement, Version
from malath.voice.statements.paragraphs import follows_text
from malath.voice.statements.rules import (
    STANDING,
    Act,
    Nature,
    Stage,
    State,
    is_signature_shown,
    nature_at_first,
    nature_said,
)

# When a signatory says that a change is of substance, everybody has at least so long to answer again.
GRACE = timedelta(days=3)


def _asked(statement: Statement) -> list[Signatory]:
    rows = Signatory.objects.unscoped(reason="everybody who is asked").filter(statement=statement, removed_on=None)
    return list(rows.order_by("added_on", "pk"))


def _source(statement: Statement, by: Member) -> Version:
    rows = Version.objects.unscoped(reason="the newest text").filter(statement=statement, language=statement.language)
    version: Version | None = rows.order_by("-number").first()
    if version is None:
        raise TextEmptyError
    reveal(version, by=by, why="statement")
    return version


def _check_read(version: Version, read: int | None) -> None:
    """Raises ChangedMeanwhileError where somebody wrote a version that the page of the one who acts did not show."""
    if read is not None and version.number != read:
        raise ChangedMeanwhileError


def _check_sound(text: Mapping[str, Any]) -> None:
    texts = [part["text"] for part in text["parts"]]
    if not text["title"].strip() or not texts:
        raise TextEmptyError
    if links := undated_links(texts):
        raise LinksUndatedError(links=" · ".join(links))
    if notes := broken_notes(texts):
        raise NotesBrokenError(notes=" · ".join(notes))


@transaction.atomic
def freeze_text(
    statement: Statement, *, answer_by: datetime, by: Member, lead_says: str = Nature.SUBSTANCE, order: str = "",
    read: int | None = None,
) -> Edition:  # fmt: skip
    """Freeze the newest text: what everybody is asked to sign. `read` is the number of the version that stood on the page;
    raises ChangedMeanwhileError when there is a newer one. After signatures, `lead_says` what the change is; of form
    it is only once one that signed says so too. Raises the errors of a text that is not sound, of a deadline that is
    not ahead, ChangeWaitsError, TextReleasedError, TextUnchangedError."""
    check_leads(statement, by)
    check_deadline(answer_by)
    statement = locked(statement)
    check_in_the_making(statement)
    editions = Edition.objects.unscoped(reason="those before it").filter(statement=statement)
    if editions.filter(nature=Nature.OPEN).exists():
        raise ChangeWaitsError
    version, last = _source(statement, by), in_force(statement)
    _check_read(version, read)
    _check_sound(version.text)
    if last is not None and last.version_id == version.pk:
        raise TextUnchangedError
    asked = _asked(statement)
    signed = any(row.state in STANDING for row in asked)
    number = (last.number if last else 0) + 1
    nature = nature_at_first(lead_says, signed=signed) if last else Nature.FIRST
    edition = _freeze(statement, version, number, nature, by)
    edition.lead_says, edition.answer_by = ("" if last is None else Nature(lead_says).value), answer_by
    edition.save(update_fields=["lead_says", "answer_by"])
    statement.stage, statement.order = Stage.SIGNING, order or statement.order
    statement.save(update_fields=["stage", "order"])
    if nature == Nature.OPEN:
        others = [row for row in asked if row.state in STANDING and row.organisation_id != statement.organisation_id]
        tell_signatories(statement, others, "statements.judge")
    else:
        _ask_everybody(statement, edition, asked, answer_by, by)
    return edition


def _freeze(statement: Statement, version: Version, number: int, nature: str, by: Member) -> Edition:
    today = timezone.localdate()
    text = _text_of(version, version.text["parts"])
    content = text_bytes(
        statement=statement.pk, edition=number, language=statement.language, frozen_on=today, source="", **text
    )  # fmt: skip
    edition = Edition(
        statement=statement, number=number, language=statement.language, digest=digest_of(content), version=version,
        nature=nature, frozen_by=by, frozen_on=today,
    )  # fmt: skip
    edition.save(force_insert=True)
    _bind(edition, version.language, text, content, by)
    note("statement.frozen", statement, by, edition, number=number, digest=edition.digest, nature=str(nature))
    return edition


def _text_of(version: Version, wanted: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What is frozen of a version, and drawn on every page: the paragraphs of the text, in its order, and nothing more."""
    theirs = {part["key"]: part for part in version.text["parts"]}
    return {"title": version.text["title"], "parts": [theirs[part["key"]] for part in wanted]}


def _bind(edition: Edition, language: str, text: dict[str, Any], content: bytes, by: Member) -> BoundText:
    bound = BoundText(
        statement=edition.statement, edition=edition, language=language, digest=digest_of(content),
        content=content.decode(), text=text, bound_by=by, bound_on=timezone.localdate(),
    )  # fmt: skip
    bound.save(force_insert=True)
    return bound


def _ask_everybody(
    statement: Statement, edition: Edition, asked: list[Signatory], answer_by: datetime, by: Member
) -> None:
    """No signature on another text stands for this one: each is asked, from the beginning."""
    statement.answer_by = answer_by
    statement.save(update_fields=["answer_by"])
    Signatory.objects.unscoped(reason="everybody is asked again").filter(pk__in=[row.pk for row in asked]).update(
        state=State.WAITING, signed_edition=None, signed_on=None, reservation=b"", answer_by=answer_by
    )
    code = "statements.frozen" if edition.nature == Nature.FIRST else "statements.asked_again"
    tell_signatories(statement, asked, code)
    note("statement.asked", statement, by, edition, asked=len(asked), until=answer_by.isoformat())


@transaction.atomic
def bind_translation(statement: Statement, *, language: str, by: Member, read: int | None = None) -> BoundText:
    """Bind the newest translation to the text in force. It must follow every paragraph of it, and be sound like it.
    `read` as in `freeze_text`. Raises NotFrozenError, TranslationBehindError, TranslationBoundError,
    ChangedMeanwhileError, LinksUndatedError, NotesBrokenError."""
    check_leads(statement, by)
    statement = locked(statement)
    check_not_given_up(statement)
    edition = in_force(statement)
    if edition is None:
        raise NotFrozenError
    texts = BoundText.objects.unscoped(reason="what is bound already").filter(edition=edition, language=language)
    if texts.exists():
        raise TranslationBoundError
    rows = Version.objects.unscoped(reason="the newest translation").filter(statement=statement, language=language)
    version: Version | None = rows.order_by("-number").first()
    reveal(version, edition.version, by=by, why="statement")
    if version is None or not follows_text(edition.version.text, version.text):
        raise TranslationBehindError
    wanted = edition.version.text["parts"]
    _check_read(version, read)
    text = _text_of(version, wanted)
    _check_sound(text)
    content = text_bytes(
        statement=statement.pk, edition=edition.number, language=language, frozen_on=edition.frozen_on,
        source=edition.digest, **text,
    )  # fmt: skip
    bound = _bind(edition, language, text, content, by)
    note("statement.bound", statement, by, bound, language=language, digest=bound.digest, of=edition.digest)
    return bound


@transaction.atomic
def judge_change(edition: Edition, *, signatory: Signatory | None, says: str, by: Member) -> Edition:
    """Say what the change is that waits: an organisation that signed the text in force, by its own member; or the lead,
    who may only take back that it is of form (`signatory` is None). Raises NotAllowedError, ChangeSaidError."""
    statement = locked(edition.statement)
    check_not_given_up(statement)
    rows = Edition.objects.unscoped(reason="as it stands now, under the lock")
    edition = rows.get(pk=edition.pk)
    if edition.nature != Nature.OPEN:
        raise ChangeSaidError
    if signatory is None:
        check_leads(statement, by)
        says = Nature.SUBSTANCE
    else:
        _check_may_judge(statement, signatory, by)
    edition.nature = nature_said(edition.lead_says, says)
    edition.judged_by, edition.judged_for, edition.judged_on = by, signatory, timezone.localdate()
    edition.save(update_fields=["nature", "judged_by", "judged_for", "judged_on"])
    facts = {"nature": str(edition.nature), "digest": edition.digest}
    note("statement.change-judged", statement, by, edition, signatory=signatory.pk if signatory else "", **facts)
    if edition.nature == Nature.SUBSTANCE:
        until = max(edition.answer_by or timezone.now(), timezone.now() + GRACE)
        _ask_everybody(statement, edition, _asked(statement), until, by)
    return edition


def _check_may_judge(statement: Statement, signatory: Signatory, by: Member) -> None:
    """One that signed the text in force, and is not the organisation that leads."""
    rows = Signatory.objects.unscoped(reason="as it stands now, under the lock").select_related("signed_edition")
    now = rows.get(pk=signatory.pk)
    own = now.organisation_id and by.can("sign_statements", now.organisation_id)
    if now.statement_id != statement.pk or not own or now.organisation_id == statement.organisation_id:
        raise NotAllowedError
    if by.can("draft_statements", statement.organisation_id):
        raise NotAllowedError  # two say it: whoever speaks for the lead is not the second
    current = in_force(statement)
    signed = now.signed_edition.number if now.signed_edition else None
    if current is None or not is_signature_shown(now.state, signed, current.number, natures_of(statement)):
        raise NotAllowedError


def natures_of(statement: Statement) -> dict[int, str]:
    """What each edition is to the one before it."""
    rows = Edition.objects.unscoped(reason="what lies between two texts").filter(statement=statement)
    return dict(rows.values_list("number", "nature"))


@transaction.atomic
def note_release(statement: Statement, *, on: date, by: Member | None) -> Statement:
    """Note that the text is out. From then on it does not change, and a withdrawal is shown as of its date. `by` is None
    when it goes out at an hour that a member of the lead had set. Raises NotAllowedError, NotFrozenError,
    ChangeWaitsError, DeadlinePastError for a day ahead."""
    if by is not None:
        check_leads(statement, by)
    statement = locked(statement)
    check_in_the_making(statement)
    if statement.stage == Stage.DRAFTING:
        raise NotFrozenError
    if waits_to_be_judged(statement):
        raise ChangeWaitsError
    if on > timezone.localdate():
        raise DeadlinePastError
    statement.stage, statement.released_on = Stage.RELEASED, on
    statement.save(update_fields=["stage", "released_on"])
    _show_withdrawn(statement, on)
    note("statement.released", statement, by, on=on.isoformat())
    return statement


def waits_to_be_judged(statement: Statement) -> bool:
    """Whether a changed text waits for one that signed to say what the change is."""
    rows = Edition.objects.unscoped(reason="what waits").filter(statement=statement)
    return bool(rows.filter(nature=Nature.OPEN).exists())


def _show_withdrawn(statement: Statement, out: date) -> None:
    """Whoever withdrew between the day on which the text was out and the day on which that was noted: their name was
    read under it, so their withdrawal is shown as of its date."""
    rows = Signatory.objects.unscoped(reason="withdrawals since the release").filter(
        statement=statement, state=State.WITHDRAWN
    )
    said = Answer.objects.unscoped(reason="the day of a withdrawal").filter(
        statement=statement, act=Act.WITHDRAW, on__gt=out, signatory__in=rows
    )
    for answer in said.order_by("turn"):
        rows.filter(pk=answer.signatory_id).update(withdrawn_on=answer.on)
