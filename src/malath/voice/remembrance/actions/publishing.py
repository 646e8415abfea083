"""Their page outside, and the texts that stand on it."""

from __future__ import annotations

from django.db import transaction

from malath.platform.access.models import Member
from malath.voice.remembrance.actions.common import check_may, keep, locked, note
from malath.voice.remembrance.errors import AlreadyOutError, ConsentMissingError, NoSuchTextError, NotOutError
from malath.voice.remembrance.models import Colleague, Mention
from malath.voice.remembrance.rules import State, slug_in
from malath.voice.remembrance.selectors import publication_at, standing_consent
from malath.voice.remembrance.showing import allowed_by
from malath.voice.site.models import Publication


def check_allowed(row: Colleague, by: Member | None) -> frozenset[str]:
    """What the consent that stands today lets be said. Raises ConsentMissingError."""
    allows = allowed_by(standing_consent(row, by=by))
    if not allows:
        raise ConsentMissingError
    return allows


@transaction.atomic
def put_out(row: Colleague, *, after: int, by: Member) -> Colleague:
    """Put their page on the site. Raises NotAllowedError, ChangedMeanwhileError, AlreadyOutError, ConsentMissingError."""
    check_may(by, row.organisation_id)
    row = locked(row, after=after)
    if row.state == State.OUT:
        raise AlreadyOutError
    check_allowed(row, by)
    row.state, row.silent = State.OUT, False
    keep(row, "state", "silent")
    note("put-out", row, by, slug=row.slug)
    return row


@transaction.atomic
def take_down(row: Colleague, *, silent: bool, by: Member) -> Colleague:
    """Take their page from the site; the consent stays. Raises NotAllowedError, NotOutError."""
    check_may(by, row.organisation_id)
    row = locked(row)
    if row.state != State.OUT:
        raise NotOutError
    row.state, row.silent = State.DOWN, silent
    keep(row, "state", "silent")
    note("taken-down", row, by, slug=row.slug)
    return row


@transaction.atomic
def link_text(row: Colleague, address: str, *, by: Member) -> Mention:
    """Let a text that is out stand on their page, whichever organisation of the site published it. Raises
    NotAllowedError, NoSuchTextError."""
    check_may(by, row.organisation_id)
    row = locked(row)
    found = publication_at(slug_in(address))
    if found is None:
        raise NoSuchTextError
    rows = Mention.objects.unscoped(reason="a text is named once").select_related("colleague")
    known: Mention | None = rows.filter(colleague=row, publication=found).first()
    return known or mention(row, found, by, from_record=False)


def mention(row: Colleague, publication: Publication, by: Member, *, from_record: bool) -> Mention:
    """Name a text under a colleague that is held."""
    made = Mention(colleague=row, publication=publication, from_record=from_record)
    made.save(force_insert=True)
    keep(row)
    note("text-linked", row, by, made, publication=publication.pk)
    return made


@transaction.atomic
def unlink_text(one: Mention, *, by: Member) -> None:
    """Their page names the text no longer; what was begun from the record stays bound to its consent. Raises
    NotAllowedError, NoSuchTextError."""
    check_may(by, one.colleague.organisation_id)
    row = locked(one.colleague)
    found = Mention.objects.unscoped(reason="after the check").filter(pk=one.pk, from_record=False)
    if not found.exists():
        raise NoSuchTextError
    found.delete()
    keep(row)
    note("text-unlinked", row, by, one)


def check_text(publication: Publication) -> None:
    """A text that was begun from a record goes out only while a consent stands. Raises ConsentMissingError."""
    rows = Mention.objects.unscoped(reason="what leaves needs a consent")
    for one in rows.filter(publication=publication, from_record=True).select_related("colleague"):
        check_allowed(one.colleague, None)
