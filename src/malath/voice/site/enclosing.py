"""Putting pictures and papers on a page, changing what is said of them, taking them off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal
from malath.voice.site.cleaning import Clean, paper_of, picture_of
from malath.voice.site.errors import NoPapersHereError, PictureNotAllowedError, TooManyPapersError
from malath.voice.site.holders import lock_holder
from malath.voice.site.models import Enclosure
from malath.voice.site.rules import MOST_PAPERS, Enclosed

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member
    from malath.voice.site.holders import Held

KINDS = {"jpg": "image/jpeg", "pdf": "application/pdf"}


def _check_may(by: Member, organisation: Any) -> None:
    if not by.can("publish", organisation):
        raise NotAllowedError


def put_picture(held: Held, content: bytes, words: Mapping[str, Any], *, by: Member) -> Enclosure:
    """Put a picture on a page, in the place of the one that stands there. Raises NotAllowedError, PictureNotAllowedError,
    ChangedMeanwhileError, and what `picture_of` raises."""
    _check_may(by, held.organisation_id)
    if not held.takes_picture:
        raise PictureNotAllowedError
    wide, narrow = picture_of(content)
    with _one_at_a_time():
        return _put_picture(held, wide, narrow, words, by)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of two who put something on an empty page at once, the second is told. Raises ChangedMeanwhileError."""
    try:
        yield
    except IntegrityError as taken:
        raise ChangedMeanwhileError from taken


@transaction.atomic
def _put_picture(held: Held, wide: Clean, narrow: Clean, words: Mapping[str, Any], by: Member) -> Enclosure:
    standing = _standing(held)
    for one in standing:
        if one.kind == Enclosed.PICTURE:
            _remove(one, by)
    kept = {**words, "wide": _facts(wide), "narrow": _facts(narrow)}
    return _keep(held, Enclosed.PICTURE, kept, standing, by, wide, narrow)


def put_paper(held: Held, content: bytes, words: Mapping[str, Any], *, by: Member) -> Enclosure:
    """Put a paper on a page, after those that stand there. Raises NotAllowedError, NoPapersHereError, TooManyPapersError,
    ChangedMeanwhileError, and what `paper_of` raises."""
    _check_may(by, held.organisation_id)
    if not held.takes_papers:
        raise NoPapersHereError
    whole = paper_of(content)
    with _one_at_a_time():
        return _put_paper(held, whole, words, by)


@transaction.atomic
def _put_paper(held: Held, whole: Clean, words: Mapping[str, Any], by: Member) -> Enclosure:
    standing = _standing(held)
    if sum(one.kind == Enclosed.PAPER for one in standing) >= MOST_PAPERS:
        raise TooManyPapersError
    return _keep(held, Enclosed.PAPER, {**words, "whole": _facts(whole)}, standing, by, whole)


def _standing(held: Held) -> list[Enclosure]:
    """What the page carries, held, and the page with it. Raises NotFoundError, ChangedMeanwhileError."""
    lock_holder(held)
    rows = Enclosure.objects.unscoped(reason="one writer at a time, after the check")
    return list(rows.select_for_update(of=("self",)).filter(holder=held.pk).order_by("place"))


def _facts(clean: Clean) -> dict[str, Any]:
    return {"sha256": clean.sha256, "width": clean.width, "height": clean.height}


def _keep(
    held: Held, kind: str, words: Mapping[str, Any], standing: list[Enclosure], by: Member, *bodies: Clean
) -> Enclosure:
    kept = [files.store_for_now(held.pk, name="", kind=KINDS[one.ending], body=one.body) for one in bodies]
    row = Enclosure(
        organisation_id=held.organisation_id,
        holder_kind=held.kind,
        holder=held.pk,
        kind=kind,
        file=kept[0],
        narrow=kept[1] if len(kept) > 1 else None,
        words=dict(words),
        put_by=by,
        put_on=timezone.localdate(),
        place=max((one.place for one in standing), default=0) + 1,
    )
    row.save(force_insert=True)
    _note("site.enclosed", row, by)
    return row


def _note(verb: str, row: Enclosure, by: Member | None) -> None:
    record(verb, by=by, subject=row.holder, row=row.pk, organisation=row.organisation_id, kind=row.kind)


def _locked(row: Enclosure) -> Enclosure:
    rows = Enclosure.objects.unscoped(reason="one writer at a time, after the check").select_for_update(of=("self",))
    found: Enclosure | None = rows.select_related("file", "narrow").filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError
    return found


@transaction.atomic
def describe(row: Enclosure, words: Mapping[str, Any], *, after: int, by: Member) -> Enclosure:
    """Say anew what is said of it. `after` is the revision that the writer had before them. Raises NotAllowedError,
    NotFoundError, ChangedMeanwhileError."""
    row = _locked(row)
    _check_may(by, row.organisation_id)
    if row.revision != after:
        raise ChangedMeanwhileError
    reveal(row, by=by, why="site.enclosure")
    row.words = {**row.words, **words}
    row.revision += 1
    row.save(update_fields=["words", "revision"])
    _note("site.enclosure-described", row, by)
    return row


@transaction.atomic
def take_off(row: Enclosure, *, by: Member) -> None:
    """Take it off its page, and destroy its bytes. Raises NotAllowedError, NotFoundError."""
    row = _locked(row)
    _check_may(by, row.organisation_id)
    _remove(row, by)


def remove_all(holders: Iterable[uuid.UUID], by: Member) -> None:
    """Take off everything that stands on the pages of these, and destroy its bytes: they are erased."""
    rows = Enclosure.objects.unscoped(reason="erasure by two members").select_for_update(of=("self",))
    for row in list(rows.filter(holder__in=list(holders)).select_related("file", "narrow").order_by("pk")):
        _remove(row, by)


def _remove(row: Enclosure, by: Member | None) -> None:
    kept = [row.file, *([row.narrow] if row.narrow else [])]
    _note("site.enclosure-taken-off", row, by)
    row.delete()
    for file in kept:
        files.remove(file)
