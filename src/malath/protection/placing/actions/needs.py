"""What a household needs of a home, and whom it must not be near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.protection.cases.writing import check_may_write
from malath.protection.placing.errors import NeedMissingError, SameCaseError
from malath.protection.placing.models import KeptApart, Need
from malath.protection.placing.rules import NeedState, Scope, Wanted

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


@transaction.atomic
def write_need(case: Case, *, wanted: Wanted, by: Member) -> Need:
    """Write down, or change, what the household needs; it looks for a home from now on.

    Raises NotAllowedError, CaseClosedError.
    """
    check_may_write(case, by)
    rows = Need.objects.unscoped(reason="the need of a case that the member may write in")
    need: Need | None = rows.filter(case=case).first()
    if need is None:
        need = Need(case=case, since=timezone.localdate(), written_by=by)
    elif need.state == NeedState.CLOSED:
        need.since = timezone.localdate()
    need.state, need.written_by, need.details = NeedState.LOOKING, by, wanted.as_details()
    need.save()
    record("home_need.written", by=by, subject=case.pk, row=need.pk, organisation=case.organisation_id)
    return need


@transaction.atomic
def close_need(case: Case, *, by: Member) -> None:
    """The household no longer looks for a home. Raises NeedMissingError, NotAllowedError, CaseClosedError."""
    check_may_write(case, by)
    rows = Need.objects.unscoped(reason="the need of a case that the member may write in")
    if not rows.filter(case=case, state=NeedState.LOOKING).update(state=NeedState.CLOSED):
        raise NeedMissingError
    record("home_need.closed", by=by, subject=case.pk, organisation=case.organisation_id)


@transaction.atomic
def keep_apart(case: Case, other: Case, *, scope: str, by: Member) -> KeptApart:
    """Two households must not be near one another, whoever plans. The member may write in both cases.

    Raises SameCaseError, NotAllowedError, CaseClosedError.
    """
    check_may_write(case, by)
    check_may_write(other, by)
    if case.pk == other.pk:
        raise SameCaseError
    one, two = sorted([case, other], key=lambda row: str(row.pk))
    row, _new = KeptApart.objects.unscoped(reason="one rule for two households").update_or_create(
        one_id=one.pk, other_id=two.pk, defaults={"scope": Scope(scope), "by": by, "on": timezone.localdate()}
    )
    for held in (case, other):
        record("home.kept_apart", by=by, subject=held.pk, row=row.pk, organisation=held.organisation_id, scope=scope)
    return row  # type: ignore[no-any-return]


@transaction.atomic
def let_near(row: KeptApart, case: Case, *, by: Member) -> None:
    """The two may live near one another again. Raises NotAllowedError, CaseClosedError."""
    check_may_write(case, by)
    record("home.let_near", by=by, subject=case.pk, row=row.pk, organisation=case.organisation_id)
    row.delete()
