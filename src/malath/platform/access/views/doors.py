"""allauth's own views behind Malath's doors: only those that are used, each said to be public or for members."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from malath.platform.access.guard import members_only, public

View = Callable[..., HttpResponseBase]


def _answers_as_ours(view: View) -> View:
    """422 when a form is invalid, 303 after success, as everywhere in Malath."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200 and isinstance(response, TemplateResponse):
            response.status_code = 422
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            response.status_code = 303
        return response

    return answering


def _forgotten_by_the_browser(view: View) -> View:
    """Who signs out leaves nothing in the browser: no page that back would show, no draft kept while the line was lost.

    The cookies stay: the session's is dead, the language's belongs to nobody, and a browser that is told to drop them
    drops those that the same answer sets.
    """

    @wraps(view)
    def forgetting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return forgetting


def _for_all(view: View) -> View:
    return public(_answers_as_ours(view))


def _for_members(view: View) -> View:
    return members_only(_answers_as_ours(view))


login = _for_all(account.login)
logout = _for_all(_forgotten_by_the_browser(account.logout))
inactive = _for_all(account.account_inactive)
# The second step of signing in: there is no member yet, allauth keeps who gave the right password.
authenticate = _for_all(mfa.authenticate)
login_by_passkey = _for_all(webauthn.login_webauthn)

reauthenticate = _for_members(account.reauthenticate)
change_password = _for_members(account.password_change)
second_factor = _for_members(mfa.index)
reauthenticate_by_code = _for_members(mfa.reauthenticate)
reauthenticate_by_passkey = _for_members(webauthn.reauthenticate_webauthn)
activate_totp = _for_members(totp.activate_totp)
deactivate_totp = _for_members(totp.deactivate_totp)
view_codes = _for_members(codes.view_recovery_codes)
generate_codes = _for_members(codes.generate_recovery_codes)
add_passkey = _for_members(webauthn.add_webauthn)
remove_passkey = _for_members(webauthn.remove_webauthn)


@members_only
def passkeys(request: HttpRequest) -> HttpResponseBase:
    """allauth goes here after a passkey was removed: the list stands on the page of second factors."""
    return redirect("mfa_index")
