"""What access hears from allauth's second factors: entries for the ledger, days instead of seconds."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from malath.platform.audit.actions import record


def listen_to_allauth() -> None:
    """Connect to allauth's signals: the one way in which it tells of what happened; called in apps.py."""
    from allauth.mfa import signals
    from allauth.mfa.models import Authenticator
    from django.db.models.signals import pre_save

    # allauth's table keeps seconds; Malath keeps days outside what is sealed (security.md, Minimal metadata).
    pre_save.connect(_keep_days_only, sender=Authenticator, dispatch_uid="malath.days")
    signals.authenticator_added.connect(_added, dispatch_uid="malath.added")
    signals.authenticator_reset.connect(_renewed, dispatch_uid="malath.renewed")
    signals.authenticator_removed.connect(_removed, dispatch_uid="malath.removed")


def _keep_days_only(sender: Any, instance: Any, **_details: Any) -> None:
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    instance.created_at = instance.created_at.replace(**midnight)
    if instance.last_used_at:
        instance.last_used_at = instance.last_used_at.replace(**midnight)
    if viewed := instance.data.get("viewed_at"):
        instance.data["viewed_at"] = viewed - viewed % 86400


def _write(verb: str, user: Any, authenticator: Any) -> None:
    with transaction.atomic():
        record(verb, by=user, row=user.pk, organisation=user.home_organisation_id, kind=str(authenticator.type))


def _added(user: Any, authenticator: Any, **_details: Any) -> None:
    _write("access.second_factor_added", user, authenticator)


def _renewed(user: Any, authenticator: Any, **_details: Any) -> None:
    _write("access.recovery_codes_renewed", user, authenticator)


def _removed(request: HttpRequest, user: Any, authenticator: Any, **_details: Any) -> None:
    # Whoever needs a second factor sets one up again before the next page.
    request.session.pop("second_factor_done", None)
    _write("access.second_factor_removed", user, authenticator)
