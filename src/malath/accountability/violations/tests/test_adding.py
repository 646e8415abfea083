"""Adding events, acts, parts in them, sources, places of a detention, links, people and bodies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.evidence.models import Evidence
from malath.accountability.violations.models import (
    Act,
    Body,
    Change,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Tie,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.rules import SEXUAL_ACTS
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.pages import first_code, tell_all

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def send(client: Client, page: str, /, *args: Any, **typed: Any) -> Any:
    return client.post(reverse(page, args=args), typed)


def test_an_event_is_entered_and_its_acts_after_it(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)

    response = send(client, "violations_add", title="Arrest at dawn", when="حوالي 2013", narrative="They came.")
    event = Event.objects.visible_to(documenters.karim).get()
    assert response.status_code == 303 and response["Location"] == reverse("violations_event", args=[event.pk])
    assert (event.when, event.organisation) == ("2013~", documenters.archive)

    kind = first_code("acts")
    assert send(client, "violations_add_act", event.pk, victim_name="سليم", kind=kind, age="30").status_code == 303
    act = Act.objects.visible_to(documenters.karim).get()
    assert act.kind == kind and act.event_id == event.pk
    victim = Person.objects.visible_to(documenters.karim).get()
    assert said_of(documenters.karim, [victim])[victim.pk].main("name") == "سليم"

    person = {"victim_number": victim.number.lower(), "kind": kind}
    assert send(client, "violations_add_act", event.pk, **person).status_code == 303
    assert Person.objects.visible_to(documenters.karim).count() == 1


def test_who_did_it_may_be_a_person_a_unit_or_a_kind_alone(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    name, act = "violations_add_involvement", told.act.pk

    assert send(client, name, act, person_name="Colonel X", degree=first_code("involvement")).status_code == 303
    assert send(client, name, act, body_number=told.unit.number).status_code == 303
    assert send(client, name, act, kind=first_code("perpetrators")).status_code == 303
    assert send(client, name, act).status_code == 422
    assert send(client, name, act, person_name="A", person_number=told.officer.number).status_code == 422

    assert Involvement.objects.visible_to(documenters.yara).filter(act=act).count() == 4


def test_places_of_a_detention_form_a_chain(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)

    assert send(client, "violations_add_holding", told.act.pk, place=str(told.site.pk), when="2014").status_code == 303
    assert send(client, "violations_add_holding", told.act.pk, place_name="A school").status_code == 303
    assert send(client, "violations_add_holding", told.act.pk, site="somewhere in the north").status_code == 303
    assert send(client, "violations_add_holding", told.act.pk).status_code == 422

    chain = Holding.objects.visible_to(documenters.yara).filter(act=told.act).order_by("order")
    assert list(chain.values_list("order", flat=True)) == [1, 2, 3, 4]
    page = client.get(reverse("violations_event", args=[told.event.pk])).content.decode()
    assert page.index("A school") < page.index("somewhere in the north") and page.count("transferred") == 3


def test_a_source_says_its_values_and_may_point_to_evidence(
    documenters: Any, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    typed = {"told_by_name": "The grocer", "text": "I saw it.", "reliability": first_code("reliability")}

    assert send(client, "violations_add_information", told.event.pk, **typed).status_code == 303
    assert send(client, "violations_add_information", told.event.pk, **typed, evidence="E-NONE").status_code == 422
    assert send(client, "violations_add_information", told.event.pk).status_code == 422
    assert not Evidence.objects.visible_to(documenters.yara).exists()

    row = Information.objects.visible_to(documenters.yara).latest("made_in")
    known = said_of(documenters.yara, [row])[row.pk].by_field
    assert known["text"][0].source_id == row.source_id is not None


def test_what_was_done_about_it(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)

    typed = {"kind": first_code("interventions"), "party_name": "Haven", "party_group": "on"}
    assert send(client, "violations_add_intervention", told.event.pk, **typed).status_code == 303
    assert send(client, "violations_add_intervention", told.event.pk).status_code == 422

    row = Intervention.objects.visible_to(documenters.yara).latest("made_in")
    assert Person.objects.visible_to(documenters.yara).get(pk=row.party_id).kind == Person.Kind.GROUP


def test_events_are_linked_and_a_circle_is_refused(documenters: Any, as_member: AsMember) -> None:
    first, second, third = (tell_all(documenters).event for _number in range(3))
    client, kind = as_member(documenters.yara), first_code("chain_types")

    for one, other in ((first, second), (second, third)):
        assert send(client, "violations_link", one.pk, kind=kind, number=other.number.lower()).status_code == 303
    refused = send(client, "violations_link", third.pk, kind=kind, number=first.number)
    assert refused.status_code == 422 and "would come before each other" in refused.content.decode()
    assert send(client, "violations_link", first.pk, kind=kind, number=first.number).status_code == 422
    assert send(client, "violations_link", first.pk, kind=kind, number="V-222222").status_code == 422
    assert send(client, "violations_link", first.pk, kind="nothing", number=third.number).status_code == 422

    assert EventLink.objects.visible_to(documenters.yara).count() == 2
    page = client.get(reverse("violations_event", args=[second.pk])).content.decode()
    assert reverse("violations_event", args=[first.pk]) in page and reverse("violations_event", args=[third.pk]) in page


def test_a_link_to_what_the_viewer_may_not_see_is_not_there(documenters: Any, as_member: AsMember) -> None:
    told, kind = tell_all(documenters), first_code("chain_types")
    with recording(organisation=documenters.archive, by=documenters.hala, kind=Change.Kind.STORY) as change:
        closed = change.event({"title": "Behind closed doors"}, restricted=True)

    assert (
        send(as_member(documenters.yara), "violations_link", told.event.pk, kind=kind, number=closed.number).status_code
        == 422
    )
    assert (
        send(as_member(documenters.hala), "violations_link", told.event.pk, kind=kind, number=closed.number).status_code
        == 303
    )
    page = as_member(documenters.yara).get(reverse("violations_event", args=[told.event.pk])).content.decode()
    assert "It stands alone." in page and closed.number not in page and "Behind closed doors" not in page


def test_people_bodies_and_ties_are_entered(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)

    assert (
        send(client, "violations_add_person", name="Rana", person_kind="individual", names="Rana A\nرنا").status_code
        == 303
    )
    assert (
        send(client, "violations_add_person", name="The committee", person_kind="group", size="12").status_code == 303
    )
    assert send(client, "violations_add_person", name="", person_kind="individual").status_code == 422
    rana, group = Person.objects.visible_to(documenters.karim).order_by("made_in_id")
    assert (rana.kind, group.kind) == ("individual", "group")
    assert said_of(documenters.karim, [rana])[rana.pk].main("names") == ["Rana A", "رنا"]

    kind = first_code("relationships")
    assert send(client, "violations_tie", rana.pk, other_number=group.number, tie_kind=kind).status_code == 303
    assert send(client, "violations_tie", rana.pk, other_number=rana.number, tie_kind=kind).status_code == 422
    assert send(client, "violations_tie", rana.pk, tie_kind=kind).status_code == 422
    assert Tie.objects.visible_to(documenters.karim).count() == 1

    assert send(client, "violations_add_body", name="Fourth Division", body_kind="unit").status_code == 303
    above = Body.objects.visible_to(documenters.karim).get()
    typed = {"name": "42nd Brigade", "body_kind": "unit", "above_number": above.number, "place": "SY-02"}
    assert send(client, "violations_add_body", **typed).status_code == 303
    below = Body.objects.visible_to(documenters.karim).exclude(pk=above.pk).get()
    assert "Fourth Division" in client.get(reverse("violations_body", args=[below.pk])).content.decode()
    assert "42nd Brigade" in client.get(reverse("violations_body", args=[above.pk])).content.decode()


@pytest.mark.parametrize("typed", [{"kind": SEXUAL_ACTS[0]}, {"age": "17"}])
def test_a_new_act_restricts_its_event_where_it_must(
    documenters: Any, as_member: AsMember, typed: dict[str, str]
) -> None:
    told = tell_all(documenters)

    response = send(
        as_member(documenters.yara), "violations_add_act", told.event.pk, victim=str(told.victim.pk), **typed
    )

    assert response.status_code == 303
    assert Event.objects.visible_to(documenters.yara).get().is_restricted
    assert not Event.objects.visible_to(documenters.karim).exists()


@pytest.mark.parametrize("name", ["a\x00b", "\u202eelas", "x" * 301])
def test_a_hostile_name_is_refused_in_words(documenters: Any, as_member: AsMember, name: str) -> None:
    client = as_member(documenters.yara)

    assert send(client, "violations_add_person", name=name, person_kind="individual").status_code == 422
    assert send(client, "violations_add", title=name).status_code == 422
    assert not Person.objects.visible_to(documenters.yara).exists()


def test_what_says_nothing_is_not_entered(documenters: Any, as_member: AsMember) -> None:
    assert send(as_member(documenters.yara), "violations_add").status_code == 422
    assert not Change.objects.visible_to(documenters.yara).exists()
