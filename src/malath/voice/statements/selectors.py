"""Reads of the statements room: nothing but through `visible_to`."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from malath.platform.access.models import Organisation
from malath.platform.access.paging import page_by
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.statements.models import BoundText, Comment, Edition, Signatory, Statement, Version
from malath.voice.statements.models.texts import speaking_for
from malath.voice.statements.rules import CLOSED, Nature

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50


def _one(rows: Any, ident: uuid.UUID) -> Any:
    found = rows.filter(pk=ident).first()
    if found is None:
        raise NotFoundError
    return found


def statement_for(viewer: Member, statement: uuid.UUID) -> Statement:
    """A statement, revealed; NotFoundError where the viewer may not know of it."""
    rows = Statement.objects.visible_to(viewer).select_related("organisation", "begun_by")
    found: Statement = _one(rows, statement)
    reveal(found, by=viewer, why="statement")
    return found


def statement_led(viewer: Member, statement: uuid.UUID) -> Statement:
    """The same, for those who draft for the organisation that leads; NotFoundError for everybody else."""
    found = statement_for(viewer, statement)
    if not viewer.can("draft_statements", found.organisation_id):
        raise NotFoundError
    return found


def statements_page(viewer: Member, after: str) -> tuple[list[Statement], str]:
    """One page of the statements that the viewer sees, revealed, newest first; and the mark of the next."""
    rows = Statement.objects.visible_to(viewer).select_related("organisation")
    page, last = page_by(rows, "begun_on", after, size=PAGE)
    reveal(page, by=viewer, why="list.statements")
    return page, str(last or "")


def statements_to_publish(viewer: Member) -> list[Statement]:
    """The frozen texts that the viewer's organisation leads, newest first, revealed."""
    able = viewer.standing.organisations_able("draft_statements")
    rows = Statement.objects.visible_to(viewer).filter(organisation__in=able).exclude(stage__in=CLOSED)
    found = list(rows.order_by("-begun_on", "pk")[:PAGE])
    reveal(found, by=viewer, why="list.statements")
    return found


def own_states(viewer: Member, statements: list[Statement]) -> dict[uuid.UUID, Signatory]:
    """The place of the viewer's own organisation under each statement, where it has one."""
    rows = Signatory.objects.visible_to(viewer).filter(organisation__in=speaking_for(viewer), removed_on=None)
    return {row.statement_id: row for row in rows.filter(statement__in=[one.pk for one in statements])}


def organisations_drafting(viewer: Member) -> list[Organisation]:
    """The organisations for which the viewer drafts."""
    able = viewer.standing.organisations_able("draft_statements")
    return list(Organisation.objects.filter(pk__in=able).order_by("slug"))


def newest_versions(viewer: Member, statement: Statement) -> dict[str, Version]:
    """The newest version in each language, sealed still."""
    rows = Version.objects.visible_to(viewer).filter(statement=statement).select_related("by")
    return {row.language: row for row in rows.order_by("number")}


def newest_version(viewer: Member, statement: Statement, language: str) -> Version | None:
    """The newest version in a language, revealed."""
    rows = Version.objects.visible_to(viewer).filter(statement=statement, language=language)
    found: Version | None = rows.order_by("-number").first()
    reveal(found, by=viewer, why="statement")
    return found


def versions_of(viewer: Member, statement: Statement, language: str) -> list[Version]:
    """Every version in a language, newest first, with its author; sealed still."""
    rows = Version.objects.visible_to(viewer).filter(statement=statement, language=language)
    found = list(rows.select_related("by").order_by("-number"))
    reveal((row.by for row in found), by=viewer, why="statement")
    return found


def comments_of(viewer: Member, statement: Statement) -> list[Comment]:
    """What is said of the paragraphs, in order, revealed."""
    rows = Comment.objects.visible_to(viewer).filter(statement=statement).select_related("by").order_by("number")
    found = list(rows)
    reveal(found, (row.by for row in found), by=viewer, why="statement")
    return found


def comment_for(viewer: Member, comment: uuid.UUID) -> Comment:
    """One comment; NotFoundError otherwise."""
    found: Comment = _one(Comment.objects.visible_to(viewer).select_related("statement"), comment)
    return found


def editions_of(viewer: Member, statement: Statement) -> list[Edition]:
    """Every frozen text, newest first, with who froze it."""
    rows = Edition.objects.visible_to(viewer).filter(statement=statement)
    found = list(rows.select_related("frozen_by", "version").order_by("-number"))
    reveal((row.frozen_by for row in found), by=viewer, why="statement")
    return found


def judges_of(viewer: Member, editions: list[Edition]) -> dict[uuid.UUID, Signatory]:
    """Who said what a change is, by edition and revealed, as far as the viewer may know that it signed. A member's name
    would give away an organisation that signs unnamed: it is shown to nobody."""
    asked = {one.judged_for_id: one.pk for one in editions if one.judged_for_id}
    found = list(Signatory.objects.visible_to(viewer).filter(pk__in=asked)) if asked else []
    reveal(found, by=viewer, why="statement")
    known = {row.pk: row for row in found}
    return {one.pk: known[one.judged_for_id] for one in editions if one.judged_for_id in known}


def edition_in_force(editions: list[Edition]) -> Edition | None:
    """The newest that does not wait to be judged."""
    return next((one for one in editions if one.nature != Nature.OPEN), None)


def edition_for(viewer: Member, edition: uuid.UUID) -> Edition:
    """An edition with its statement; NotFoundError otherwise."""
    rows = Edition.objects.visible_to(viewer).select_related("statement__organisation", "version")
    found: Edition = _one(rows, edition)
    reveal(found.statement, by=viewer, why="statement")
    return found


def bound_texts(viewer: Member, edition: Edition) -> list[BoundText]:
    """The text of an edition and its translations, revealed, the text itself first."""
    rows = BoundText.objects.visible_to(viewer).filter(edition=edition).order_by("language")
    found = sorted(rows, key=lambda row: row.language != edition.language)
    reveal(found, by=viewer, why="statement")
    return found


def bound_text(viewer: Member, edition: uuid.UUID, language: str) -> BoundText:
    """One of them, revealed; NotFoundError otherwise."""
    rows = BoundText.objects.visible_to(viewer).filter(edition=edition, language=language)
    found: BoundText | None = rows.first()
    if found is None:
        raise NotFoundError
    reveal(found, by=viewer, why="statement")
    return found


def signatory_led(viewer: Member, signatory: uuid.UUID) -> Signatory:
    """An organisation that is asked, for those who lead its statement; revealed. NotFoundError otherwise."""
    able = viewer.standing.organisations_able("draft_statements")
    rows = Signatory.objects.visible_to(viewer).select_related("statement__organisation")
    found: Signatory = _one(rows.filter(statement__organisation__in=able, removed_on=None), signatory)
    reveal(found, found.statement, by=viewer, why="statement")
    return found


def signatory_own(viewer: Member, signatory: uuid.UUID) -> Signatory:
    """The place of an organisation for which the viewer signs; revealed. NotFoundError otherwise."""
    able = viewer.standing.organisations_able("sign_statements")
    rows = Signatory.objects.visible_to(viewer).select_related("statement__organisation", "signed_edition")
    found: Signatory = _one(rows.filter(organisation__in=able, removed_on=None), signatory)
    reveal(found, found.statement, by=viewer, why="statement")
    return found


def signatories_signing(viewer: Member, statement: Statement) -> list[Signatory]:
    """The places under a statement for which the viewer signs."""
    able = viewer.standing.organisations_able("sign_statements")
    rows = Signatory.objects.visible_to(viewer).filter(statement=statement, organisation__in=able, removed_on=None)
    return list(rows.order_by("added_on", "pk"))


def organisations_to_invite(viewer: Member, statement: Statement) -> list[Organisation]:
    """Organisations with members here that are not asked yet, with their names."""
    asked = Signatory.objects.visible_to(viewer).filter(
        statement=statement, removed_on=None, organisation__isnull=False
    )
    rows = Organisation.objects.exclude(pk__in=asked.values("organisation"))
    return list(rows.order_by("slug"))


def text_of_digest(viewer: Member, statement: Statement, digest: str) -> BoundText | None:
    """The frozen text, or bound translation, whose bytes have this digest."""
    rows = BoundText.objects.visible_to(viewer).filter(statement=statement, digest=digest)
    found: BoundText | None = rows.select_related("edition").first()
    return found
