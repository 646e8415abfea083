"""What readers outside may see of a text that is out: its words, who signed it, its digest. Opened for nobody in
particular: whoever calls this puts it on a public page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions.common import in_force
from malath.voice.statements.actions.freezing import natures_of
from malath.voice.statements.models import Answer, BoundText, Edition, Statement
from malath.voice.statements.rules import CLOSED, Stage
from malath.voice.statements.sheets import Sheet, sheet_of


@dataclass(frozen=True)
class SignedText:
    """A frozen text in one language. `digest` is that of `content`, `of` the digest that the signatures name."""

    language: str
    title: str
    paragraphs: list[str]
    content: bytes
    digest: str
    of: str
    source_language: str
    edition: int
    frozen_on: date
    sheet: Sheet


def signed_texts(statement: uuid.UUID, *, before: bool = False) -> dict[str, SignedText]:
    """The text in force of a statement that is out, by language; empty when it is not out. `before` gives it to journalists
    once it is frozen. Needs an open server."""
    rows = Statement.objects.unscoped(reason="the pages of what is public").exclude(stage__in=CLOSED)
    held = (rows if before else rows.filter(stage=Stage.RELEASED)).filter(pk=statement).first()
    edition = in_force(held) if held else None
    if held is None or edition is None:
        return {}
    bound = list(BoundText.objects.unscoped(reason="the pages of what is public").filter(edition=edition))
    reveal(held, bound, by=None, why="site.page")
    natures = natures_of(held)
    return {
        one.language: SignedText(
            language=one.language,
            title=str(one.text["title"]),
            paragraphs=[str(part["text"]) for part in one.text["parts"]],
            content=str(one.content).encode(),
            digest=one.digest,
            of=edition.digest,
            source_language=edition.language,
            edition=edition.number,
            frozen_on=edition.frozen_on,
            sheet=sheet_of(None, held, edition, natures, language=one.language),
        )
        for one in bound
    }


def states_of(statements: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """How far each statement has come, as a line that changes with its text in force, its translations and the answers
    under it."""
    asked, why = list(statements), "whether a public page is behind"
    answers = Answer.objects.unscoped(reason=why).filter(statement__in=asked).order_by()
    turns = dict(answers.values_list("statement").annotate(Max("turn")))
    stages = dict(Statement.objects.unscoped(reason=why).filter(pk__in=asked).values_list("pk", "stage"))
    known: dict[uuid.UUID, list[str]] = {one: [f"{stages.get(one, '')} {turns.get(one, 0)}"] for one in asked}
    editions = Edition.objects.unscoped(reason=why).filter(statement__in=asked).order_by("pk")
    for statement, number, nature in editions.values_list("statement", "number", "nature"):
        known[statement].append(f"{number}:{nature}")
    bound = BoundText.objects.unscoped(reason=why).filter(statement__in=asked).order_by("digest")
    for statement, digest in bound.values_list("statement", "digest"):
        known[statement].append(digest)
    return {one: " ".join(parts) for one, parts in known.items()}
