"""Forms on members, invitations, organisations and one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.access.passwords import check_password_is_good
from malath.platform.access.rules import LockOutReason, Role
from malath.platform.access.selectors import networks
from malath.platform.access.sign_in_forms import password_field
from malath.platform.interface.fields import Line

_LATIN = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none"}

# Each language in its own words, in every language.
OWN_NAMES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]
THEMES = [("system", _("As this device")), ("light", _("Light")), ("dark", _("Dark"))]
DIGITS = [("latin", "0 1 2 3"), ("eastern", "٠ ١ ٢ ٣")]

_handle_is_plain = RegexValidator(
    r"^[a-z0-9][a-z0-9_-]{2,39}$", _("Use 3 to 40 small Latin letters, digits, hyphens or underscores.")
)


class NetworkChoice(forms.ModelChoiceField):
    """A local network, by its name in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=LocalNetwork.objects.none(), required=False, label=_("Local network"), empty_label="—", **kwargs
        )


class RolesForm(forms.Form):
    """The roles that a member holds in one organisation."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    network = NetworkChoice(help_text=_("Only for a local network coordinator."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks()  # type: ignore[attr-defined]


class LockOutForm(forms.Form):
    """Why a member is locked out."""

    reason = forms.ChoiceField(label=_("Why"), choices=LockOutReason.choices, widget=forms.RadioSelect)


class InviteForm(forms.Form):
    """Who is invited, as what."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Organisation"), empty_label=None
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    network = NetworkChoice(help_text=_("Only for a local network coordinator."))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["organisation"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        self.fields["network"].queryset = networks()  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """The account of somebody who was invited."""

    handle = forms.CharField(
        label=_("Handle"),
        help_text=_("With this you sign in. Others on the team see it. It need not be your name."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", **_LATIN}),
    )
    display_name = Line(
        label=_("Name shown to colleagues"), max_length=80, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    password1 = password_field(
        _("Password"), "new-password", help_text=_("At least 12 characters; three or four words do well.")
    )
    password2 = password_field(_("Password, again"), "new-password")
    language = forms.ChoiceField(label=_("Language"), choices=OWN_NAMES)

    def clean_handle(self) -> str:
        handle = str(self.cleaned_data["handle"]).strip().lower()
        _handle_is_plain(handle)
        return handle

    def clean_password1(self) -> str:
        check_password_is_good(self.cleaned_data["password1"], Member(handle=self.cleaned_data.get("handle", "")))
        return str(self.cleaned_data["password1"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class RenewalForm(forms.Form):
    """What a way back in leaves of the account."""

    without_second_factor = forms.BooleanField(
        label=_("Their second factors are lost as well"),
        help_text=_("They are removed when the link is used; only a director may decide it."),
        required=False,
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password1 = password_field(
        _("New password"), "new-password", help_text=_("At least 12 characters; three or four words do well.")
    )
    password2 = password_field(_("New password, again"), "new-password")

    def clean_password1(self) -> str:
        check_password_is_good(self.cleaned_data["password1"])
        return str(self.cleaned_data["password1"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class ProfileForm(forms.Form):
    """What a member says of themselves, and how they see the pages."""

    display_name = Line(
        label=_("Name shown to colleagues"), max_length=80, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    mail_address = forms.EmailField(
        label=_("Mail address"),
        help_text=_("Kept encrypted. Only for notices; never for signing in."),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email", **_LATIN}),
    )
    wants_mail = forms.BooleanField(
        label=_("Tell me by mail that there is something new"),
        help_text=_("The mail names nobody and says nothing of what it is."),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=OWN_NAMES)
    theme = forms.ChoiceField(label=_("Colours"), choices=THEMES)
    digits = forms.ChoiceField(label=_("Digits in Arabic"), choices=DIGITS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wants_mail") and not cleaned.get("mail_address") and "mail_address" not in self.errors:
            self.add_error("mail_address", _("Give an address, or do without mail."))
        return cleaned


def _written_in(language: str, direction: str) -> forms.TextInput:
    return forms.TextInput(attrs={"lang": language, "dir": direction})


class NamesForm(forms.Form):
    """A name in three languages."""

    name_en = Line(label=_("Name in English"), max_length=100, widget=_written_in("en", "ltr"))
    name_fr = Line(label=_("Name in French"), max_length=100, widget=_written_in("fr", "ltr"))
    name_ar = Line(label=_("Name in Arabic"), max_length=100, widget=_written_in("ar", "rtl"))

    @property
    def names(self) -> dict[str, str]:
        """The names by language."""
        return {language: self.cleaned_data[f"name_{language}"] for language, _name in settings.LANGUAGES}


class OrganisationForm(NamesForm):
    """An organisation of the coalition, or a partner of it."""

    in_coalition = forms.BooleanField(
        label=_("Belongs to the coalition"), help_text=_("A partner outside it only sends alerts."), required=False
    )
    screens_alerts = forms.BooleanField(
        label=_("Decides on alerts"), help_text=_("Partners can address their alerts to it."), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("screens_alerts") and not cleaned.get("in_coalition"):
            raise ValidationError(_("Only an organisation of the coalition can decide on alerts."))
        return cleaned
