"""How Malath wants django-allauth to behave: closed, equal in its answers, and forgetting addresses and agents."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from malath.platform.access import second_factor
from malath.platform.access.fresh import proved_recently
from malath.platform.access.passwords import check_password_is_good
from malath.platform.access.sessions import end_all_sign_ins, forget_sign_in
from malath.platform.audit.actions import record

# Addresses are told apart for the rate limits only, in memory, under a key that ends with the process.
_ADDRESS_KEY = secrets.token_bytes(32)

_SIGN_IN_REFUSED = _("The handle or the password is not right, or this account is closed.")
_TOO_MANY = _("Too many attempts. Wait a quarter of an hour, then try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by handle. Accounts come from invitations alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _SIGN_IN_REFUSED,
        "account_inactive": _SIGN_IN_REFUSED,
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code does not fit. Codes change every half minute; try the next one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        address = request.META.get("REMOTE_ADDR") or "local"
        return hmac.new(_ADDRESS_KEY, address.encode(), hashlib.sha256).hexdigest()[:24]

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return str(credentials.get("username", "")).strip().lower()

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """As allauth's, but a closed account answers exactly as a wrong password, and uses up an attempt like one."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.pre_authenticate(request, **credentials)
            return None
        return user  # type: ignore[no-any-return]

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        set_language_cookie(response, user.language)
        return response

    def logout(self, request: HttpRequest) -> None:
        forget_sign_in(request.session.session_key)
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:
        """A new password ends every other session of the member."""
        with transaction.atomic():
            super().set_password(user, password)
            # This session gets a new key now; it is noted anew with the next page.
            end_all_sign_ins(user, but=self.request.session.session_key)
            forget_sign_in(self.request.session.session_key)
            record("access.password_changed", by=user, row=user.pk, organisation=user.home_organisation_id)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        check_password_is_good(password, user)
        return password

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        return not proved_recently(self.request)

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Mail about an account would carry its address and agent; the member's own notices tell of changes."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets encrypted under the host key, members called by their handle."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This cannot be removed."),
        "cannot_generate_recovery_codes": _("Set up an authenticator or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return second_factor.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> SafeString:
        return second_factor.qr_svg(url)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.handle)

    def _get_site_name(self) -> str:
        return "Malath"

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.handle, "name": user.handle}

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """See AccountAdapter."""


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """The pages follow the member's language from now on, on this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.BEHIND_TLS
    )
