"""The first organisation and its first member, made at the terminal."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from malath.platform.access.models import Member, Membership, Organisation, OrganisationName
from malath.platform.access.rules import Role
from malath.platform.audit.actions import record
from malath.platform.keeper.client import keeper


@transaction.atomic
def found_organisation(*, name: str, handle: str, password: str) -> Member:
    """Make the first organisation, which screens alerts, and its director. The keeper must be open."""
    organisation = Organisation.objects.create(
        slug=slugify(name, allow_unicode=True)[:40] or "first", screens_alerts=True, in_coalition=True
    )
    OrganisationName.objects.create(organisation=organisation, language="en", name=name)
    keeper().create_subject(organisation.pk, organisation.pk)
    member = Member.objects.create_user(handle, password, home_organisation=organisation, display_name=handle)
    Membership.objects.create(member=member, organisation=organisation, role=Role.DIRECTOR, since=timezone.localdate())
    record("organisation.founded", by=member, row=organisation.pk, organisation=organisation.pk)
    return member
