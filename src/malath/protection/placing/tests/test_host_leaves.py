"""A host gets a copy of all that is held about them, and is forgotten by two members, over every room."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.protection.cases.models import Case
from malath.protection.hosting import actions as hosting
from malath.protection.hosting.copies import copy_host
from malath.protection.hosting.errors import (
    HomeLivedInError,
    HostErasedError,
    HostErasureBlockedError,
    HostErasureOverError,
    WrongHostEraserError,
)
from malath.protection.hosting.models import Address, Check, Home, HomeStep, Host, HostErasure
from malath.protection.hosting.rules import HomeState
from malath.protection.hosting.selectors import erasure_of, home_of, host_of
from malath.protection.placing.models import Refusal
from malath.protection.placing.rules import Side
from malath.protection.stays.actions import agree_stay, book_stay, confirm_arrival, end_stay
from malath.protection.stays.actions.following import note_incident, settle_incident, write_visit
from malath.protection.stays.models import Incident, Stay, Visit
from malath.protection.stays.rules import EndReason, StayState, WhereNext
from malath.protection.stays.selectors import stay_for
from malath.protection.stays.tests.makers import day
from tests.people import Coalition

pytestmark = pytest.mark.django_db

MARK = "Gwenaelle Inventee"


@pytest.fixture
def home(coalition: Coalition, case: Case, shared: Home) -> Home:
    """A home whose host is named in every text, in which a household lived until today."""
    c = coalition
    host = host_of(c.rima, home_of(c.rima, shared.pk))
    assert host is not None
    facts = {"main": MARK}, {"phones": ["+33639980099"], "mail": "", "how": MARK}, MARK
    hosting.change_host(host, hosting.entering.HostFacts("person", *facts), by=c.rima)
    hosting.set_address(shared, {"lines": f"1 rue {MARK}", "way": "", "door": MARK}, by=c.rima)
    hosting.write_check(shared, "identity", done_on=day(-9), passed=True, outcome=f"{MARK} seen", by=c.rima)
    Refusal(case=case, home=shared, side=Side.HOST, by=c.rima, on=day(-40), details={"why": f"{MARK} away"}).save()
    stay = book_stay(case, shared, from_day=day(-30), to_day=day(60), persons=2, by=c.rima)
    stay = stay_for(c.rima, stay.pk)
    agree_stay(stay, by=c.rima, allowance_shown=True, person_said="Salma is glad", host_said=f"{MARK} welcomes")
    confirm_arrival(stay, on=day(-30), by=c.rima)
    visit = Visit.objects.visible_to(c.rima).filter(stay=stay).select_related("case").order_by("due_on").first()
    said = {"person": "good", "host": "good", "person_said": "Salma sleeps", "host_said": f"{MARK} is tired"}
    write_visit(visit, on=day(0), by=c.rima, **said)
    return home_of(c.rima, shared.pk)


def leave(home: Home, c: Coalition) -> Stay:
    stay = Stay.objects.visible_to(c.rima).select_related("case__head", "home__network__local").get(home=home)
    end_stay(stay, on=day(0), reason=EndReason.THEIR_WISH, where_next=WhereNext.UNKNOWN, by=c.rima)
    return stay


def host_in(home: Home, c: Coalition) -> Host:
    found = host_of(c.rima, home)
    assert found is not None
    return found


def asked(home: Home, c: Coalition) -> HostErasure:
    hosting.ask_host_erasure(host_in(home, c), ground="wish", home=home, by=c.nadim)
    waiting = erasure_of(c.rima, host_in(home, c))
    assert waiting is not None
    return waiting


def everything_readable(c: Coalition) -> str:
    """Every row of every table of the protection side, opened as far as any key still opens it."""
    said: list[Any] = []
    for model in apps.get_models():
        if model.__module__.startswith("malath.protection"):
            rows = getattr(model.objects, "unscoped", lambda reason, m=model: m.objects.all())(reason="test")
            rows = list(rows)
            reveal([row for row in rows if hasattr(row, "sealed_subject")], by=c.rima, why="test")
            said += [row.__dict__ for row in rows]
    return str(said)


def test_the_copy_holds_what_is_the_hosts_and_nothing_of_the_household(coalition: Coalition, home: Home) -> None:
    archive = zipfile.ZipFile(io.BytesIO(copy_host(host_in(home, coalition), language="fr", by=coalition.rima)))
    page, told = archive.read("index.html").decode(), archive.read("all.json").decode()
    for part in (f"1 rue {MARK}", f"{MARK} welcomes", f"{MARK} is tired", f"{MARK} away", "+33639980099"):
        assert part in page and part in told, part
    assert json.loads(told)["parts"]
    for hidden in ("Salma", "sleeps", f"{MARK} seen"):
        assert hidden not in page + told, hidden
    assert OutboxEntry.objects.filter(verb="hosting.host_copied").count() == 1


def test_only_those_who_keep_the_network_hand_out_a_copy_or_ask_for_an_erasure(
    coalition: Coalition, home: Home
) -> None:
    for stranger in (coalition.amal, coalition.omar):
        with pytest.raises(NotAllowedError):
            copy_host(host_in(home, coalition), language="fr", by=stranger)
        with pytest.raises(NotAllowedError):
            hosting.ask_host_erasure(host_in(home, coalition), ground="wish", home=home, by=stranger)


def test_a_stay_that_runs_forbids_it_and_so_does_harm_that_is_not_settled(coalition: Coalition, home: Home) -> None:
    with pytest.raises(HomeLivedInError):
        asked(home, coalition)
    stay = Stay.objects.visible_to(coalition.rima).select_related("case__head", "home__network__local").get(home=home)
    harm = note_incident(stay, on=day(-1), kind="harm", what="hit", by=coalition.rima)
    leave(home, coalition)
    with pytest.raises(HostErasureBlockedError):
        asked(home, coalition)
    harm = Incident.objects.visible_to(coalition.rima).select_related("case__head", "stay").get(pk=harm.pk)
    settle_incident(harm, done="the police was told", by=coalition.rima)
    assert asked(home, coalition).done_on is None


def test_a_stay_booked_between_the_two_steps_forbids_the_second(
    coalition: Coalition, home: Home, other_case: Case
) -> None:
    leave(home, coalition)
    waiting = asked(home, coalition)
    book_stay(other_case, home, from_day=day(5), to_day=day(9), persons=1, by=coalition.rima)
    with pytest.raises(HomeLivedInError):
        hosting.erase_host(waiting, by=coalition.rima)
    assert Host.objects.visible_to(coalition.rima).get(pk=home.host_id).erased_on is None


def test_two_members_erase_a_host_and_no_text_of_theirs_is_left_to_open(coalition: Coalition, home: Home) -> None:
    c = coalition
    stay = leave(home, c)
    assert MARK in everything_readable(c)
    waiting = asked(home, c)
    with pytest.raises(NotAllowedError):
        hosting.erase_host(waiting, by=c.nadim)  # keeps the network, but is none of those who erase
    with pytest.raises(WrongHostEraserError):
        HostErasure.objects.unscoped(reason="test").filter(pk=waiting.pk).update(asked_by=c.rima)
        hosting.erase_host(waiting, by=c.rima)
    HostErasure.objects.unscoped(reason="test").filter(pk=waiting.pk).update(asked_by=c.nadim)

    done = hosting.erase_host(waiting, by=c.rima)

    assert done.done_on == day(0) and done.backups_end_on == day(30)
    assert MARK not in everything_readable(c)
    assert not Address.objects.unscoped(reason="test").filter(host=home.host_id).exists()
    assert not Refusal.objects.unscoped(reason="test").filter(home=home, side=Side.HOST).exists()
    kept = stay_for(c.rima, stay.pk)
    reveal(kept, by=c.rima, why="test")
    assert (kept.state, kept.home_id, kept.persons) == (StayState.ENDED, home.pk, 2)
    assert kept.details["person_said"] == "Salma is glad", "the household's words are theirs"
    assert Home.objects.visible_to(c.rima).get(pk=home.pk).state == HomeState.ENDED
    verbs = list(OutboxEntry.objects.filter(verb__startswith="hosting.host_era").values_list("verb", flat=True))
    assert verbs == ["hosting.host_erasure_asked", "hosting.host_erased"]


def test_nothing_is_written_about_a_host_who_was_erased_and_nothing_is_erased_twice(
    coalition: Coalition, home: Home
) -> None:
    c = coalition
    leave(home, c)
    waiting, host = asked(home, c), host_in(home, c)
    hosting.erase_host(waiting, by=c.rima)
    with pytest.raises(HostErasedError):
        hosting.move_home(home, HomeState.OFFERED, by=c.rima)
    with pytest.raises(HostErasedError):
        hosting.set_address(home, {"lines": "2"}, by=c.rima)
    with pytest.raises(HostErasedError):
        hosting.change_host(host, hosting.entering.HostFacts("person", {"main": "X"}, {}), by=c.rima)
    with pytest.raises((HostErasedError, HostErasureOverError)):
        hosting.erase_host(waiting, by=c.dalia)
    with pytest.raises(HostErasedError):
        copy_host(host, language="fr", by=c.rima)


def test_it_is_done_on_the_pages_by_two_and_the_receipt_stands_on_the_home(
    coalition: Coalition, home: Home, as_member: Any
) -> None:
    c, page = coalition, f"/hosting/homes/{home.pk}/"
    leave(home, c)
    nadim: Client = fresh(c.nadim, as_member)
    assert MARK in nadim.get(f"{page}host/erase/").content.decode()
    assert nadim.post(f"{page}host/erase/", {"ground": "wish"}).status_code == 303
    assert nadim.post(f"{page}host/erase/now/").status_code == 404
    rima: Client = fresh(c.rima, as_member)
    assert "host/erase/now/" in rima.get(f"{page}host/erase/").content.decode()
    archive = rima.post(f"{page}host/copy/", {"language": "ar"})
    assert archive["Content-Type"] == "application/zip" and archive["Content-Security-Policy"] == "sandbox"
    assert rima.post(f"{page}host/erase/now/").status_code == 303
    receipt = rima.get(page).content.decode()
    assert "The host was erased" in receipt and MARK not in receipt
    for gone in ("host/", "host/copy/", "host/erase/"):
        assert rima.get(page + gone).status_code in (302, 404), gone
    assert rima.get("/hosting/homes/?state=ended").status_code == 200


def test_the_sealed_columns_of_an_erased_host_are_empty_in_the_database(coalition: Coalition, home: Home) -> None:
    leave(home, coalition)
    hosting.erase_host(asked(home, coalition), by=coalition.rima)
    with connection.cursor() as cursor:
        cursor.execute("SELECT names, contact, wishes FROM hosting_host WHERE erased_on IS NOT NULL")
        assert all(not bytes(value) for row in cursor.fetchall() for value in row)
    assert not any(Check.objects.unscoped(reason="test").filter(host=home.host_id).values_list("outcome", flat=True)[0])
    steps = HomeStep.objects.unscoped(reason="test").filter(host=home.host_id)
    reveal(steps, by=coalition.rima, why="test")
    assert {step.why for step in steps} == {""}
