"""What a case needs done by itself: reminders, which go out while the server is sealed too because they carry no content;
and the move of documents into the vault, which waits until it is open."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.people.selectors import people_with_papers_ending
from malath.platform.access.models import Grant, Member
from malath.platform.interface.jobs import Later
from malath.platform.keeper.errors import KeeperGoneError, SealedError
from malath.platform.notices.actions import remind
from malath.platform.sealed.files import move_into_vault
from malath.protection.cases.models import Case, Document, HouseholdMember, TeamSeat
from malath.protection.cases.rules import Part, Stage

later = Later()

GRANT_DAYS_BEFORE = 3
PAPERS_AGAIN_DAYS = 30


def remind_of_papers() -> int:
    """Tell those who lead a case that a permit in its household ends within 60 days; once a month. How many cases."""
    why = "reminders go to those who lead the case"
    people = people_with_papers_ending()
    households = HouseholdMember.objects.unscoped(reason=why).filter(
        person__in=people, until=None, case__stage=Stage.OPEN, case__erased_on=None
    )
    seats = TeamSeat.objects.unscoped(reason=why).filter(case__in=households.values("case"), part=Part.LEAD, until=None)
    for seat in seats.select_related("member"):
        remind([seat.member], "papers.expiring", f"/cases/{seat.case_id}/", again_after=PAPERS_AGAIN_DAYS)
    return len(seats)


def remind_of_grants() -> int:
    """Tell a member, and the member who gave it, that an access to a case ends within three days; once. How many."""
    now = timezone.now()
    cases = Case.objects.unscoped(reason="accesses to cases, not those to evidence").values("pk")
    ending = Grant.objects.unscoped(reason="reminders go to those whom the grant concerns").filter(
        subject__in=cases,
        kind=Grant.Kind.SHARED,
        withdrawn_on=None,
        ends_at__gt=now,
        ends_at__lte=now + timedelta(days=GRANT_DAYS_BEFORE),
    )
    for grant in ending.select_related("member", "given_by"):
        concerned: list[Member] = [one for one in (grant.member, grant.given_by) if one is not None]
        remind(concerned, "access.grant_ending", f"/cases/{grant.subject}/", again_after=GRANT_DAYS_BEFORE + 1)
    return len(ending)


def move_documents_into_vault() -> int:
    """Documents that an earlier release kept outside the vault become its items; how many. One that does not open is told
    in the ledger by the keeper, stays where it is, and does not keep the others from moving."""
    outside = Document.objects.unscoped(reason="every document moves into the vault").filter(file__item="")
    moved = 0
    for document in outside.select_related("file").exclude(pk__in=later.waiting()).iterator(chunk_size=20):
        facts = {"added_on": document.added_on.isoformat()}
        try:
            move_into_vault(document.file, by=str(document.added_by_id), facts=facts)
            moved += 1
        except (SealedError, KeeperGoneError):
            raise
        except Exception:
            later.put_off(document.pk, "a document did not move into the vault")
    return moved
