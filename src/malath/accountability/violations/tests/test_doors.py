"""Who may come to which page: the organisation's own, another organisation's, and outsiders, to whom nothing exists."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations.models import Change, Event
from malath.accountability.violations.tests.pages import Told, tell_all

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def doors(told: Told) -> list[tuple[str, list[Any]]]:
    """Every address that names something of the event."""
    event = [told.event.pk]
    change = Change.objects.unscoped(reason="test").latest("pk").key
    records = [
        ("event", told.event), ("act", told.act), ("involvement", told.involvement), ("information", told.information),
        ("intervention", told.intervention), ("holding", told.holding), ("tie", told.tie), ("person", told.victim),
        ("body", told.site),
    ]  # fmt: skip
    return [
        *((f"violations_{name}", event) for name in ("event", "history", "add_act", "add_information")),
        *((f"violations_{name}", event) for name in ("add_intervention", "link", "review", "disagree", "restrict")),
        ("violations_undo", [told.event.pk, change]),
        ("violations_bring_back", [change]),
        ("violations_person", [told.victim.pk]),
        ("violations_tie", [told.victim.pk]),
        ("violations_body", [told.site.pk]),
        ("violations_add_involvement", [told.act.pk]),
        ("violations_add_holding", [told.act.pk]),
        *(("violations_change", [kind, row.pk]) for kind, row in records),
        ("violations_share", event),
        ("violations_share_withdraw", [told.event.pk, uuid.uuid4()]),
    ]


def answers(client: Client, name: str, args: list[Any]) -> set[int]:
    url = reverse(name, args=args)
    return {client.get(url).status_code, client.post(url, {}).status_code} - {405}


def test_the_owning_organisation_comes_in(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)

    for name, args in doors(told):
        expected = {404} if "share" in name or "back" in name else {200, 303, 422}
        if name == "violations_undo":
            continue
        assert answers(client, name, args) <= expected, (name, args)


@pytest.mark.parametrize("who", ["lea", "amal"])
def test_to_others_nothing_of_it_exists(documenters: Any, as_member: AsMember, who: str) -> None:
    told, client = tell_all(documenters), as_member(getattr(documenters, who))
    before = Change.objects.unscoped(reason="test").count()

    for name, args in doors(told):
        assert answers(client, name, args) == {404}, (name, args)

    assert Change.objects.unscoped(reason="test").count() == before


def test_outsiders_find_no_room_and_strangers_sign_in_first(
    documenters: Any, as_member: AsMember, coalition: Any
) -> None:
    told = tell_all(documenters)
    names = ("violations", "violations_add", "violations_gone", "violations_add_person", "violations_add_body")
    places = [(name, list[Any]()) for name in names]

    for name, args in [*places, *doors(told)]:
        assert answers(as_member(coalition.chadia), name, args) == {404}, name
        assert answers(as_member(documenters.amal), name, args) == {404}, name
        assert answers(Client(), name, args) <= {302}, name


def test_a_restricted_event_is_found_by_no_address_list_or_number(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters, age=12), as_member(documenters.karim)
    closed = [door for door in doors(told) if door[0] not in {"violations_person", "violations_tie", "violations_body"}]

    for name, args in closed:
        if args[0] not in {"tie", "person", "body"}:
            assert answers(client, name, args) == {404}, (name, args)

    page = client.get(reverse("violations")).content.decode()
    assert "Nothing is documented here yet" in page
    assert str(told.event.pk) not in client.get(reverse("violations_person", args=[told.victim.pk])).content.decode()


@pytest.mark.parametrize("kind", ["change", "story", "review", "nonsense"])
def test_only_records_of_the_table_have_a_page_of_their_own(documenters: Any, as_member: AsMember, kind: str) -> None:
    told = tell_all(documenters)

    assert answers(as_member(documenters.yara), "violations_change", [kind, told.event.pk]) == {404}


def test_a_record_is_not_found_under_another_kind(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)

    assert answers(as_member(documenters.yara), "violations_change", ["act", told.event.pk]) == {404}
    assert Event.objects.visible_to(documenters.yara).count() == 1
