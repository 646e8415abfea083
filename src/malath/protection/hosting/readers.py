"""Homes that readers of the public site offer: the same questions as on the workspace's own page, and the same offer."""

from __future__ import annotations

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import LocalNetwork
from malath.platform.interface.fields import Line
from malath.platform.sealed.readers import City, ReadersForm, ReadersLetter
from malath.protection.hosting.actions.offering import keep_offer
from malath.protection.hosting.models import Network
from malath.protection.hosting.offer_form import OfferForm, open_cities
from malath.protection.hosting.selectors import network_by_city


class ReadersOfferForm(OfferForm):
    """Of a stored page: it was shown at no known time."""

    stamp = None  # type: ignore[assignment]
    phone = Line(
        label=_("Telephone"), required=False,
        help_text=_("Leave a telephone number or an e-mail address, so that we can answer."),
    )  # fmt: skip


def _form() -> forms.Form | None:
    known = open_cities()
    return ReadersOfferForm(cities=known) if known else None


def _take(letter: ReadersLetter) -> bool:
    form = ReadersOfferForm(MultiValueDict({name: list(values) for name, values in letter.given.items()}), cities=open_cities())  # fmt: skip
    if not form.is_valid():
        return False
    keep_offer(network_by_city(form.cleaned_data["city"]), form.details(), letter=letter.id, on=letter.on)
    return True


def cities_wanting_letters() -> list[City]:
    """The cities that take offers, with the organisation that answers for each."""
    rows = Network.objects.unscoped(reason="that a network exists is public").filter(takes_offers=True)
    by_local = dict(rows.values_list("local", "organisation"))
    return [City(local, by_local[local.pk]) for local in LocalNetwork.objects.filter(pk__in=by_local)]


OFFER = ReadersForm(_form, _take, either=("phone", "mail"))
