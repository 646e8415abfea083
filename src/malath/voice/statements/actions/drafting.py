"""Writing: the text, its translations, and what is said of a paragraph."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, Organisation, OrganisationName
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions.common import check_in_the_making, check_leads, locked, note
from malath.voice.statements.errors import TextEmptyError
from malath.voice.statements.models import Comment, Signatory, Statement, Version
from malath.voice.statements.models.texts import LANGUAGES, speaking_for
from malath.voice.statements.paragraphs import highest, keyed, mark_of, split


@transaction.atomic
def begin_statement(
    organisation: Organisation, *, kind: str, language: str, title: str, body: str, by: Member
) -> Statement:
    """Begin a text. The organisation that leads is asked to sign it like every other. Raises NotAllowedError,
    TextEmptyError."""
    if not by.can("draft_statements", organisation.pk):
        raise NotAllowedError
    today = timezone.localdate()
    statement = Statement(
        organisation=organisation, kind=kind, language=language, begun_by=by, begun_on=today, titles={language: title}
    )
    keeper().create_subject(statement.pk, organisation.pk)
    statement.save(force_insert=True)
    first = Signatory(
        statement=statement, organisation=organisation, names=names_of(organisation.pk), initiator=True, added_by=by,
        added_on=today,
    )  # fmt: skip
    first.save(force_insert=True)
    note("statement.begun", statement, by, kind=kind, language=language)
    write_text(statement, title=title, body=body, after=0, by=by)
    return statement


def names_of(organisation: uuid.UUID) -> dict[str, str]:
    """An organisation's names by language, as they stand here."""
    rows = OrganisationName.objects.filter(organisation=organisation, language__in=LANGUAGES)
    return dict(rows.values_list("language", "name"))


@transaction.atomic
def write_text(statement: Statement, *, title: str, body: str, after: int, by: Member) -> Version:
    """Save a new version of the text. `after` is the number of the version that the writer had before them; raises
    ChangedMeanwhileError when there is a newer one, NotAllowedError, TextReleasedError, TextEmptyError."""
    check_leads(statement, by)
    parts = split(body)
    if not title.strip() or not parts:
        raise TextEmptyError
    statement, before = _newest(statement, statement.language, after, by)
    last = highest(before.text if before else None)
    made = keyed(before.text["parts"] if before else [], parts, last=last)
    text = {"title": title, "parts": made, "last": max(last, highest({"parts": made}))}
    return _save(statement, statement.language, text, after, by)


@transaction.atomic
def write_translation(
    statement: Statement, *, language: str, source: Version, title: str, texts: Mapping[str, str], after: int,
    by: Member, reviewed: frozenset[str] = frozenset(),
) -> Version:  # fmt: skip
    """Save a translation, paragraph by paragraph, of the version that the translator had before them (revealed).

    A paragraph, or the title, whose words did not change keeps the mark of the words that it was made from, unless its
    key ("title") is in `reviewed`: its translator says that it still says the same. Raises as `write_text`.
    """
    if not (by.can("draft_statements", statement.organisation_id) or _is_invited(statement, by)):
        raise NotAllowedError
    if language == statement.language or language not in LANGUAGES:
        raise NotAllowedError
    statement, before = _newest(statement, language, after, by)
    old: dict[str, dict[str, Any]] = {part["key"]: part for part in before.text["parts"]} if before else {}
    parts = []
    for part in source.text["parts"]:
        words = texts.get(part["key"], "").strip()
        if not words:
            continue
        kept = old.get(part["key"])
        same = kept is not None and kept["text"] == words and part["key"] not in reviewed
        parts.append({"key": part["key"], "text": words, "of": kept["of"] if same and kept else mark_of(part["text"])})
    if not title.strip() and not parts:
        raise TextEmptyError
    same = before is not None and before.text["title"] == title and "title" not in reviewed
    of = before.text.get("title_of", "") if same and before else mark_of(source.text["title"])
    return _save(statement, language, {"title": title, "title_of": of, "parts": parts}, after, by)


def _is_invited(statement: Statement, by: Member) -> bool:
    rows = Signatory.objects.unscoped(reason="an invited organisation translates too")
    mine = [o for o in speaking_for(by) if by.can("draft_statements", o)]
    return bool(rows.filter(statement=statement, organisation__in=mine, removed_on=None).exists())


def _newest(statement: Statement, language: str, after: int, by: Member) -> tuple[Statement, Version | None]:
    statement = locked(statement)
    check_in_the_making(statement)
    rows = Version.objects.unscoped(reason="the newest, under the lock").filter(statement=statement, language=language)
    before: Version | None = rows.order_by("-number").first()
    if (before.number if before else 0) != after:
        raise ChangedMeanwhileError
    reveal(before, statement, by=by, why="statement")
    return statement, before


def _save(statement: Statement, language: str, text: dict[str, Any], after: int, by: Member) -> Version:
    version = Version(
        statement=statement, language=language, number=after + 1, text=text, by=by, on=timezone.localdate()
    )
    version.save(force_insert=True)
    statement.titles = {**statement.titles, language: text["title"]}
    statement.save(update_fields=["titles"])
    note("statement.written", statement, by, version, language=language, number=version.number)
    return version


@transaction.atomic
def add_comment(statement: Statement, *, paragraph: str, words: str, by: Member) -> Comment:
    """Say something of a paragraph. Raises NotAllowedError for whoever neither leads nor is invited."""
    speaking = speaking_for(by)
    rows = Signatory.objects.unscoped(reason="whoever is invited may comment")
    if not rows.filter(statement=statement, organisation__in=speaking, removed_on=None).exists():
        raise NotAllowedError
    locked(statement)
    said = Comment.objects.unscoped(reason="comments count up").filter(statement=statement).count()
    comment = Comment(
        statement=statement, paragraph=paragraph, number=said + 1, words=words, by=by, on=timezone.localdate()
    )
    comment.save(force_insert=True)
    note("statement.commented", statement, by, comment)
    return comment


@transaction.atomic
def settle_comment(comment: Comment, *, by: Member) -> None:
    """The comment was answered in the text, or by words. The lead says so, or whoever made it."""
    if comment.by_id != by.pk:
        check_leads(comment.statement, by)
    comment.settled_on = timezone.localdate()
    comment.save(update_fields=["settled_on"])
    note("statement.comment-settled", comment.statement, by, comment)
