"""Organisations of the coalition and the local networks of its host cities."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.text import slugify

from malath.platform.access.models import LocalNetwork, Member, Organisation, OrganisationName
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper

LANGUAGES = ("en", "fr", "ar")


def _check_may_organise(by: Member) -> None:
    if not by.can("manage_system"):
        raise NotAllowedError


def _free_slug(model: type[Organisation] | type[LocalNetwork], name: str) -> str:
    """A short name for addresses and seeds, with a number where it is taken."""
    base = slugify(name)[:40] or "organisation"
    slug, number = base, 1
    while model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _write_names(organisation: Organisation, names: dict[str, str]) -> None:
    for language in LANGUAGES:
        OrganisationName.objects.update_or_create(
            organisation=organisation, language=language, defaults={"name": names[language]}
        )


@transaction.atomic
def add_organisation(*, names: dict[str, str], in_coalition: bool, screens_alerts: bool, by: Member) -> Organisation:
    """Add an organisation and make its key. `names` by language: en, fr, ar. Raises NotAllowedError, SealedError."""
    _check_may_organise(by)
    organisation = Organisation(
        pk=uuid.uuid4(),
        slug=_free_slug(Organisation, names["en"]),
        in_coalition=in_coalition,
        screens_alerts=screens_alerts and in_coalition,
    )
    # Its id is also the subject under which names and addresses of its members are sealed.
    keeper().create_subject(organisation.pk, organisation.pk)
    organisation.save(force_insert=True)
    _write_names(organisation, names)
    record("access.organisation_added", by=by, row=organisation.pk, organisation=organisation.pk)
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, names: dict[str, str], in_coalition: bool, screens_alerts: bool, by: Member
) -> None:
    """Change an organisation's names, and whether it decides on alerts. Raises NotAllowedError."""
    _check_may_organise(by)
    organisation.in_coalition = in_coalition
    organisation.screens_alerts = screens_alerts and in_coalition
    organisation.save(update_fields=["in_coalition", "screens_alerts"])
    _write_names(organisation, names)
    record(
        "access.organisation_changed",
        by=by,
        row=organisation.pk,
        organisation=organisation.pk,
        screens_alerts=organisation.screens_alerts,
        in_coalition=in_coalition,
    )


@transaction.atomic
def add_network(*, names: dict[str, str], by: Member) -> LocalNetwork:
    """Add a host city's local network. Raises NotAllowedError."""
    _check_may_organise(by)
    network = LocalNetwork.objects.create(
        slug=_free_slug(LocalNetwork, names["en"]), name_en=names["en"], name_fr=names["fr"], name_ar=names["ar"]
    )
    record("access.network_added", by=by, row=network.pk)
    return network
