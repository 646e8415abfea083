"""The forms of signing in and of second factors: allauth's, with our words (settings ACCOUNT_FORMS, MFA_FORMS)."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.utils.translation import gettext_lazy as _

from malath.platform.access.passwords import LONGEST_PASSWORD, check_password_is_good
from malath.platform.access.second_factor import pending_secret

# What readers of a forged passkey raise: of JSON, of CBOR, of keys and signatures.
_MALFORMED = (
    *(
        LookupError,
        TypeError,
        ValueError,
        ArithmeticError,
        AttributeError,
        AssertionError,
        RecursionError,
        struct.error,
    ),
    *(InvalidSignature, UnsupportedAlgorithm),
)


def _latin(kind: type[forms.TextInput | forms.PasswordInput], autocomplete: str, **attributes: str) -> forms.Widget:
    """A control for what is typed from left to right in every language: handles, passwords, codes."""
    return kind(attrs={"autocomplete": autocomplete, "dir": "ltr", "spellcheck": "false", **attributes})


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """One password, as it is typed: nothing stripped."""
    widget = _latin(forms.PasswordInput, autocomplete)
    return forms.CharField(label=label, widget=widget, strip=False, max_length=LONGEST_PASSWORD, **options)


def code_field() -> forms.CharField:
    """The code of an authenticator, or a recovery code."""
    widget = _latin(forms.TextInput, "one-time-code", inputmode="numeric")
    return forms.CharField(label=_("Code"), widget=widget, max_length=20)


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    """Handle and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Handle"), max_length=40, widget=_latin(forms.TextInput, "username", autocapitalize="none")
        )
        self.fields["password"] = password_field(_("Password"), "current-password")
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password, again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Password"), "current-password")


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The present password, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Present password"), "current-password")
        self.fields["password1"] = password_field(
            _("New password"), "new-password", help_text=_("At least 12 characters; three or four words do well.")
        )
        self.fields["password2"] = password_field(_("New password, again"), "new-password")

    def clean_password1(self) -> str:
        check_password_is_good(self.cleaned_data["password1"], self.user)
        return str(self.cleaned_data["password1"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class AuthenticateForm(mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ReauthenticateCodeForm(mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code, again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field()


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator, whose secret waits in the session encrypted (allauth's waits in clear)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        self.fields["code"] = code_field()
        self.secret = pending_secret(context.request.session, fresh=not self.is_bound)


class PasskeyField(forms.JSONField):
    """A passkey's answer. Numbers of five thousand digits and a hundred thousand brackets are JSON too: refused."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as problem:
            raise get_adapter().validation_error("incorrect_code") from problem

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was refused is not shown again: the next one comes from the device."""
        return None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class ForgedPasskeys(forms.Form):
    """A passkey's answer is JSON from outside: whatever is not one is refused in words. allauth checks the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = PasskeyField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _MALFORMED as problem:
            raise get_adapter().validation_error("incorrect_code") from problem


class LoginPasskeyForm(ForgedPasskeys, webauthn_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by a passkey alone."""


class AuthenticatePasskeyForm(ForgedPasskeys, webauthn_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class ReauthenticatePasskeyForm(ForgedPasskeys, webauthn_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, again."""


DEVICES = [
    ("computer", _("This computer")),
    ("telephone", _("A telephone")),
    ("security_key", _("A security key")),
    ("manager", _("A password manager")),
]


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey. Its name is chosen, never typed: a device's name often holds its owner's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = PasskeyField()
        self.fields["name"] = forms.ChoiceField(label=_("Where does it lie?"), choices=DEVICES)
        self.initial["name"] = "computer"
        # Every passkey may sign in by itself: it asks for a finger, a face or a PIN.
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.initial["passwordless"] = True

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()  # type: ignore[no-any-return]
        except _MALFORMED as problem:
            raise get_adapter().validation_error("incorrect_code") from problem
