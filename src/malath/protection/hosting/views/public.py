"""The page by which anybody offers a home, without an account. It names no home, no member and no number of either.

No cookie is set: the language is in the address, and what keeps the form from being forged is its signed, timed stamp.
The form acts for nobody, so that a request from another site gains nothing by a visitor's session.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from malath.platform.access.guard import public
from malath.platform.access.viewer import posted
from malath.platform.interface.responses import done, see_other
from malath.protection.hosting import actions
from malath.protection.hosting.actions.offering import new_stamp
from malath.protection.hosting.offer_form import OfferForm, open_cities
from malath.protection.hosting.selectors import network_by_city


def _speak(request: HttpRequest) -> str:
    """The language that the address asks for, else the browser's; the middleware puts it back afterwards."""
    asked = request.GET.get("in", "")
    if asked in dict(settings.LANGUAGES):
        translation.activate(asked)
    return translation.get_language() or "en"


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
def offer_a_home(request: HttpRequest) -> HttpResponse:
    """Tell of a home. Works while the server is sealed."""
    language = _speak(request)
    # A browser that comes back with the page of before keeps its stamp; a new one is given with each answer.
    form = OfferForm(posted(request), cities=open_cities(), initial={"stamp": new_stamp(), "language": language})
    # Filled by programmes, which fill what they find; people do not see it. They are told the same as everybody.
    trapped = bool(request.POST.get("website"))
    if form.is_valid() and (trapped or done(form, lambda: _receive(form))):
        return see_other(f"{reverse('offer_a_home_thanks')}?in={language}")
    if form.is_bound:
        form.data = form.data.copy()
        form.data["stamp"] = new_stamp() if form.non_field_errors() else form.data.get("stamp") or new_stamp()
    context = {"form": form, "here": request.path, "language": language, "bare": True}
    return render(request, "hosting/offer_a_home.html", context, status=422 if form.is_bound else 200)


def _receive(form: OfferForm) -> None:
    given = form.cleaned_data
    actions.receive_offer(network_by_city(given["city"]), form.details(), stamp=given["stamp"])


@require_GET
@public
def thanks(request: HttpRequest) -> HttpResponse:
    """It arrived; what happens now."""
    language = _speak(request)
    return render(request, "hosting/offer_thanks.html", {"here": request.path, "language": language, "bare": True})
