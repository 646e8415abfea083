"""What an organisation answers: by its own member, or once by a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions.common import in_force, locked, note, tell_lead
from malath.voice.statements.errors import (
    LinkOverError,
    MandateMissingError,
    NameMissingError,
    NotFrozenError,
    TextReplacedError,
    WordsMissingError,
    WordsNotShownError,
)
from malath.voice.statements.models import Answer, Edition, Signatory, SigningLink, Statement
from malath.voice.statements.models.texts import LANGUAGES
from malath.voice.statements.rules import NEEDS_WORDS, SIGNING_ACTS, STANDING, Act, Stage, State, next_state


@dataclass(frozen=True)
class Said:
    """An answer as it was given. `digest` is that of the text which the signer had before them, `seen` the state in which
    the page showed their organisation, `lead` the organisation that it named as the one that reads the answer."""

    act: str
    digest: str
    seen: str = ""
    lead: str = ""
    words: str = ""
    mandate: str = ""
    mandate_words: str = ""
    signed_by: str = ""
    named: bool = True
    names: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raises WordsMissingError, WordsNotShownError, MandateMissingError, NameMissingError."""
        if self.act in NEEDS_WORDS and not self.words.strip():
            raise WordsMissingError
        if self.act == Act.SIGN and self.words.strip():
            raise WordsNotShownError
        if self.act in SIGNING_ACTS:
            if not self.mandate or not self.signed_by.strip():
                raise MandateMissingError
            if not all(self.names.get(code, "").strip() for code in LANGUAGES):
                raise NameMissingError


@transaction.atomic
def answer_text(signatory: Signatory, said: Said, *, by: Member) -> Answer:
    """Answer for the organisation, by its own member. Raises NotAllowedError, TextReplacedError, ChangedMeanwhileError
    where somebody else answered first or another organisation leads the text by now, AnswerOverError, AnswerNotOpenError,
    and what lacks in the answer."""
    if not signatory.organisation_id or not by.can("sign_statements", signatory.organisation_id):
        raise NotAllowedError
    return _answer(signatory, said, by)


@transaction.atomic
def answer_by_link(link: SigningLink, said: Said) -> Answer:
    """Answer without an account: the link is used up by it. Raises LinkOverError, and as `answer_text`."""
    if link.signatory.organisation_id is not None:
        raise LinkOverError
    answer = _answer(link.signatory, said, None)
    rows = SigningLink.objects.unscoped(reason="a link is used once")
    if not rows.filter(pk=link.pk, closed_on=None).update(closed_on=timezone.localdate()):
        raise LinkOverError
    return answer


def _answer(signatory: Signatory, said: Said, by: Member | None) -> Answer:
    said.check()
    statement = locked(signatory.statement)
    rows = Signatory.objects.unscoped(reason="as it stands now, under the lock")
    row: Signatory | None = rows.select_related("signed_edition").filter(pk=signatory.pk, removed_on=None).first()
    edition = in_force(statement)
    if row is None or edition is None:
        raise NotFrozenError
    if said.act != Act.WITHDRAW and said.digest != edition.digest:
        raise TextReplacedError
    if said.seen and said.seen != row.state:
        raise ChangedMeanwhileError
    # Who reads the answer is another than the page said; a signature is taken back whoever reads it.
    if said.lead and said.lead != str(statement.organisation_id) and said.act != Act.WITHDRAW:
        raise ChangedMeanwhileError
    state = next_state(
        said.act, row.state, stage=statement.stage, answer_by=row.answer_by, now=timezone.now(),
        is_shown_withdrawn=row.withdrawn_on is not None,
    )  # fmt: skip
    about = row.signed_edition if said.act == Act.WITHDRAW and row.signed_edition else edition
    reveal(row, by=by, why="statement.answer")
    _move(statement, row, state, edition, said)
    answer = _keep(statement, row, about, said, by)
    tell_lead(statement, "statements.answered")
    return answer


def _move(statement: Statement, row: Signatory, state: State, edition: Edition, said: Said) -> None:
    today = timezone.localdate()
    stands, was_out = state in STANDING, statement.stage == Stage.RELEASED
    row.state = state
    row.signed_edition = edition if stands else None
    if stands:
        row.signed_on, row.withdrawn_on, row.named = today, None, said.named
        row.names = {code: said.names[code].strip() for code in LANGUAGES}
    elif state == State.WITHDRAWN:
        row.withdrawn_on = today if was_out else None
    row.reservation = said.words if state == State.RESERVED else ""
    row.save()


def _keep(statement: Statement, row: Signatory, edition: Edition, said: Said, by: Member | None) -> Answer:
    turn = Answer.objects.unscoped(reason="answers count up, under the lock").filter(statement=statement).count() + 1
    words = {"words": said.words, "signed_by": said.signed_by, "mandate_words": said.mandate_words}
    answer = Answer(
        signatory=row, statement=statement, edition=edition, turn=turn, act=said.act, mandate=said.mandate,
        named=said.named, by=by, on=timezone.localdate(), words={k: v for k, v in words.items() if v},
    )  # fmt: skip
    answer.save(force_insert=True)
    note(
        "statement.answered", statement, by, row, act=str(said.act), edition=edition.number, digest=edition.digest,
        mandate=said.mandate, way="member" if by else "link", turn=turn,
    )  # fmt: skip
    return answer
