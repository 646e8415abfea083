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
from malath.voice.statements.models import Answer, BoundText, Statement
from malath.voice.statements.rules import Stage
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


def signed_texts(statement: uuid.UUID) -> dict[str, SignedText]:
    """The text in force of a statement that is out, by language; empty when it is not out. Needs an open server."""
    rows = Statement.objects.unscoped(reason="the pages of what is public")
    held = rows.filter(pk=statement, stage=Stage.RELEASED).first()
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


def last_turns(statements: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How far the answers on each statement have come: what stands under a text changes with them."""
    rows = Answer.objects.unscoped(reason="whether a public page is behind").filter(statement__in=list(statements))
    return dict(rows.values_list("statement").annotate(last=Max("turn")).values_list("statement", "last"))
