"""Every address that takes a form receives what no form expects: no broken page, no half-done act, a clear message."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import plan, values
from tests.hostile.answers import faults_of
from tests.hostile.posting import posts
from tests.hostile.world import World, answered, column_for, read_forms, right_values, state, takes_posts
from tests.permissions.addresses import Address
from tests.permissions.table import NOBODY

# pytest-django makes the database only when some test of the session says that it wants one.
pytestmark = pytest.mark.django_db
POSTED = takes_posts()
# Pages whose forms are made by a script, or that are closed to everybody but in the demo.
ENDS_THE_SESSION = {"account/sign-out/", "account/password/"}
# What only a script sends: it stands in no form of a page.
BY_SCRIPT = {
    "draft/",
    "people/find/alike/",
    "evidence/add/piece/",
    "evidence/add/finish/",
    "give/<str:secret>/piece/",
    "give/<str:secret>/finish/",
}
GUESSED = {
    "": {"next": ["/"]},
    "draft/": {"form": ["case-1"], "text": ["{}"], "values": ["{}"]},
    "unseal/": {"passphrase": ["wrong"], "share": ["academic acid"]},
}


@pytest.fixture(scope="module")
def forms(world: World) -> World:
    """The world, with the forms of all its pages."""
    read_forms(world)
    return world


def _choices(world: World, address: Address) -> list[tuple[str, str, dict[str, list[str]], list[str]]]:
    """(who comes, where to, a right form, its file fields) for each form of the address."""
    found = []
    for column, form in world.forms.get(f"post {address.route}", []):
        files = sorted({control.name for control in form.fields if control.kind == "file"})
        found.append((column, form.action, right_values(form), files))
    if not found:
        right = GUESSED.get(address.route, {"reason": ["Zumurruda"], "text": ["Zumurruda"]})
        found.append((column_for(address.route, "POST"), world.path(address), right, []))
    return found


@pytest.mark.parametrize("address", POSTED, ids=[one.route or "home" for one in POSTED])
def test_no_post_breaks_a_page_or_half_does_an_act(forms: World, address: Address) -> None:
    world = forms
    choices = _choices(world, address)
    foreign = values.foreign_ids(world.made.ids)

    @plan.examples(usual=4, soak=72)
    @given(data=st.data())
    def holds(data: Any) -> None:
        column, path, right, files = data.draw(st.sampled_from(choices))
        post = data.draw(posts(right, files, foreign))

        with world.visit(column, post.language) as client:
            response = answered(client, lambda one: post.send(one, path))
            # A page without a cookie is told its language by its address.
            asked = QueryDict(path.partition("?")[2]).get("in", post.language)
            assert faults_of(world, response, asked) == []
            to = response.get("Location", "")
            if column != NOBODY and address.route not in ENDS_THE_SESSION:
                assert not to.startswith("/account/sign-in/"), "nobody was signed in"
            if to:
                # What was taken is shown: it must not break the page that shows it.
                assert answered(client, lambda one: one.get(to)).status_code < 400
        plan.count("forms")

    holds()


def test_most_addresses_show_the_form_that_is_sent_to_them(forms: World) -> None:
    written = [one.route for one in POSTED if one.route not in BY_SCRIPT]
    guessed = [route for route in written if not forms.forms.get(f"post {route}")]

    assert len(guessed) <= 0.25 * len(written), guessed


def test_whatever_is_changed_is_seen(world: World) -> None:
    with world.visit("owning coordinator", "en"):
        type(world.made.rows["case"]).objects.unscoped(reason="a test changes a row").update(place=b"elsewhere")
        assert state() != world.before

    assert state() == world.before


def test_enough_was_sent(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        short = plan.enough("forms")

    assert short == ""
