"""A story is told on one page and becomes the records of one event, each value with its source."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations import vocabulary
from malath.accountability.violations.models import (
    Act,
    Body,
    Change,
    Event,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Story,
)
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.pages import tell_all

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
ARREST, DISAPPEARANCE, TORTURE = "03.01.04", "03.03", "02.01"


def label(terms: str, code: str, language: str = "ar") -> str:
    return vocabulary.label(terms, code, language)


WHOLE = {
    "way": "person",
    "teller": "أم سليم",
    "connection": "03.01",
    "language": "العربية",
    "told": "آذار 2020",
    "reliability": "02",
    "sure": "02",
    "title": "اعتقال عند حاجز",
    "narrative": "أوقفوه عند الحاجز وأخذوه.",
    "when": "ربيع 2013",
    "place": "حمص",
    "place_words": "حاجز المدخل الشمالي",
    "known": "unknown",
    "victim_status": "03.01",
    "act-1-kind": label("acts", ARREST),
    "act-1-method": "",
    "act-2-kind": label("acts", DISAPPEARANCE),
    "victim-1-name": "سليم العابد",
    "victim-1-age": "٣٤",
    "victim-1-sex": "02",
    "victim-1-occupation": "خباز",
    "victim-2-name": "عائلة العابد",
    "victim-2-is_group": "on",
    "victim-2-size": "5",
    "victim-2-acts": ["1"],
    "doer-1-kind": label("perpetrators", "02.01"),
    "doer-1-unit": "فرع متخيَّل",
    "doer-1-degree": "01",
    "stay-1-site": "مدرسة في الحي",
    "stay-1-when": "2013",
    "stay-1-of": "1",
    "stay-2-site": "فرع في المدينة",
    "stay-2-when": "2014",
    "stay-2-of": "1",
    "step-1-kind": "01.02",
    "step-1-party": "أم سليم",
    "step-1-asked": "أن يقولوا أين هو",
}


def send(client: Client, key: Any, do: str = "finish", **typed: Any) -> Any:
    return client.post(reverse("violations_tell"), {"key": str(key), "do": do, **typed})


def rows(model: Any, viewer: Any) -> list[Any]:
    return list(model.objects.visible_to(viewer).order_by("pk"))


def test_a_whole_story_makes_every_record_with_its_source(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)

    response = send(client, uuid.uuid4(), **WHOLE)

    event = Event.objects.visible_to(documenters.karim).get()
    assert response.status_code == 303 and response["Location"] == reverse("violations_event", args=[event.pk])
    viewer = documenters.karim
    acts = rows(Act, viewer)
    assert sorted(act.kind for act in acts) == [ARREST, ARREST, DISAPPEARANCE]
    assert {act.place for act in acts} == {"SY-04"} and {act.when for act in acts} == {"2013-21"}
    information = Information.objects.visible_to(viewer).get()
    said = said_of(viewer, [event, *acts, *rows(Person, viewer), *rows(Holding, viewer)])
    every = [one for each in said.values() for several in each.by_field.values() for one in several]
    teller = information.source_id
    assert said[teller].main("name") == "أم سليم"
    assert {one.source_id for one in every if one.record != teller} == {teller}
    assert {one.confidence for one in every if one.record != teller} == {"02"}
    assert len(rows(Involvement, viewer)) == 3 and len(rows(Body, viewer)) == 1
    assert [said[one.pk].main("site") for one in Holding.objects.visible_to(viewer).order_by("order")] == [
        "مدرسة في الحي",
        "فرع في المدينة",
    ]
    assert Intervention.objects.visible_to(viewer).get().party_id == teller
    alone = next(act for act in acts if act.kind == DISAPPEARANCE)
    assert said[alone.pk].main("age") == 34 and said[alone.pk].main("fate") == {"fate": "", "known": "unknown"}
    group = next(one for one in rows(Person, viewer) if one.kind == Person.Kind.GROUP)
    assert said[group.pk].main("size") == 5
    assert Change.objects.visible_to(viewer).get().kind == Change.Kind.STORY


def test_a_second_press_of_the_button_makes_no_second_event(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    first = send(client, key, **WHOLE)
    second = send(client, key, **WHOLE)
    later = client.post(reverse("violations_story", args=[key]), {**WHOLE, "key": str(key), "do": "finish"})

    assert first["Location"] == second["Location"] == later["Location"]
    assert Event.objects.visible_to(documenters.yara).count() == 1
    assert client.get(reverse("violations_story", args=[key]))["Location"] == first["Location"]


def test_a_story_is_left_and_gone_on_with_by_its_writer_alone(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    left = send(client, key, "later", narrative="He was taken at", when="a day I do not kn", **{"act-1-kind": "x"})

    assert left["Location"] == reverse("violations_stories")
    address = reverse("violations_story", args=[key])
    page = client.get(address).content.decode()
    assert "He was taken at" in page and "a day I do not kn" in page and 'aria-invalid="true"' not in page
    assert "He was taken at" in client.get(reverse("violations_stories")).content.decode()
    assert "He was taken at" in client.get(reverse("today")).content.decode()
    for other in (documenters.karim, documenters.hala, documenters.lea):
        theirs = as_member(other)
        assert theirs.get(address).status_code == theirs.post(address, {"do": "finish"}).status_code == 404
        assert "He was taken at" not in theirs.get(reverse("today")).content.decode()
    assert send(as_member(documenters.karim), key, **WHOLE).status_code == 404
    assert not Event.objects.visible_to(documenters.yara).exists()
    assert client.post(reverse("violations_story_drop", args=[key])).status_code == 303
    assert client.get(address).status_code == 404


def test_nothing_typed_is_lost_when_something_is_wrong(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()
    typed = {**WHOLE, "when": "the day after", "act-1-kind": "arrest", "victim-1-name": "Salim\u202eal-Abed"}

    refused = send(client, key, **typed)

    page = refused.content.decode()
    assert refused.status_code == 422
    for words in ("the day after", "أوقفوه عند الحاجز", "حاجز المدخل الشمالي", "فرع متخيَّل", "Several fit"):
        assert words in page, words
    assert not Event.objects.visible_to(documenters.yara).exists()
    assert Story.objects.visible_to(documenters.yara).get().pk == key


@pytest.mark.parametrize(
    "wrong",
    [
        {"narrative": "a\x00b"},
        {"title": "x" * 5000},
        {"when": "31 February 2013"},
        {"when": "9999-99-99"},
        {"victim-1-age": "-4"},
        {"victim-1-age": "9" * 400},
        {"victim-1-sex": "77"},
        {"act-1-kind": "'; drop table"},
        {"act-1-kind": "\u202e"},
        {"others": "\n".join(f"Person {n}" for n in range(1000))},
        {f"victim-{n}-name": f"Person {n}" for n in range(1, 1001)},
        {"teller": "P-222222"},
        {"evidence": "E-222222"},
        {"way": "nonsense"},
        {"way": "person", "teller": ""},
        {"fate": "03.01", "known": ""},
        {"stay-1-of": "77"},
        {"victim-2-acts": ["9"]},
    ],
)
def test_what_nobody_types_is_refused_and_kept(documenters: Any, as_member: AsMember, wrong: dict[str, Any]) -> None:
    response = send(as_member(documenters.yara), uuid.uuid4(), **{**WHOLE, **wrong})

    assert response.status_code == 422
    assert "حاجز المدخل الشمالي" in response.content.decode()
    assert not Event.objects.visible_to(documenters.yara).exists()


def test_a_thousand_rows_come_back_as_they_were_sent(documenters: Any, as_member: AsMember) -> None:
    many = {f"victim-{n}-name": f"Person {n}" for n in range(1, 1001)}

    page = send(as_member(documenters.yara), uuid.uuid4(), **{**WHOLE, **many}).content.decode()

    assert all(f'value="Person {n}"' in page for n in (1, 40, 41, 500, 1000))


def test_a_story_that_is_far_too_long_is_refused_whole(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    response = send(client, key, **{**WHOLE, "narrative": "x" * 400_000})

    assert response.status_code == 422 and "x" * 400_000 in response.content.decode()
    assert not Story.objects.visible_to(documenters.yara).exists()


def test_an_ambiguous_date_is_confirmed_once(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    asked = send(client, key, **{**WHOLE, "when": "03/05/2013"})
    assert asked.status_code == 422 and 'value="2013-05-03"' in asked.content.decode()

    kept = send(client, key, **{**WHOLE, "when": "03/05/2013", "when-understood": "2013-05-03"})
    assert kept.status_code == 303
    assert Event.objects.visible_to(documenters.yara).get().when == "2013-05-03"


@pytest.mark.parametrize("more", [{"victim-1-age": "12"}, {"act-2-kind": label("acts", "02.03")}])
def test_a_minor_or_sexual_violence_is_restricted_and_the_page_says_so(
    documenters: Any, as_member: AsMember, more: dict[str, str]
) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    send(client, key, "look", **{**WHOLE, **more})
    page = client.get(reverse("violations_story", args=[key])).content.decode()
    assert "restricted from the start" in page

    assert send(client, key, **{**WHOLE, **more}).status_code == 303
    assert Event.objects.visible_to(documenters.yara).get().is_restricted
    assert not Event.objects.visible_to(documenters.karim).exists()
    assert not Act.objects.visible_to(documenters.karim).exists()


def test_another_row_is_added_without_a_script_and_nothing_is_lost(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    added = send(client, key, "more-victim", **WHOLE)

    assert added.status_code == 303 and added["Location"].endswith("#victims")
    page = client.get(added["Location"]).content.decode()
    assert 'name="victim-3-name"' in page and "سليم العابد" in page


def test_the_script_keeps_texts_beside_what_was_said(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()
    address = reverse("violations_story_keep")

    assert client.post(address, {"form": f"story-{key}", "narrative": "They"}).status_code == 200
    assert client.post(address, {"form": f"story-{key}", "title": "A title"}).status_code == 200
    assert client.post(address, {"form": "story-nonsense", "title": "x"}).status_code == 404
    assert as_member(documenters.karim).post(address, {"form": f"story-{key}", "title": "x"}).status_code == 404

    page = client.get(reverse("violations_story", args=[key])).content.decode()
    assert "They" in page and "A title" in page


def test_who_was_there_and_who_is_not_named_are_sources_too(documenters: Any, as_member: AsMember) -> None:
    client, viewer = as_member(documenters.yara), documenters.yara

    send(client, uuid.uuid4(), way="self", narrative="I saw it.")
    send(client, uuid.uuid4(), way="nobody", narrative="They saw it.")
    send(client, uuid.uuid4(), way="item", material="02.01", narrative="It shows it.")

    told = list(Information.objects.visible_to(viewer).order_by("made_in_id"))
    named = said_of(viewer, Person.objects.visible_to(viewer), ("name",))
    assert told[0].connection == "02.01" and named[told[0].source_id].main("name")
    assert told[1].source_id and named[told[1].source_id].main("name") is None
    assert told[2].source_id is None and told[2].material == "02.01"


def test_somebody_known_here_is_offered_only_to_who_sees_them(
    documenters: Any, as_member: AsMember, commits: Any
) -> None:
    with commits():
        told = tell_all(documenters)
    typed = {**WHOLE, "victim-1-name": "سليم العابد", "teller_known": "new"}

    asked = send(as_member(documenters.karim), uuid.uuid4(), **typed)
    assert asked.status_code == 422 and told.victim.number in asked.content.decode()
    kept = send(as_member(documenters.karim), uuid.uuid4(), **typed, **{"victim-1-name_known": told.victim.number})
    assert kept.status_code == 303 and Act.objects.visible_to(documenters.karim).filter(victim=told.victim).count() > 1

    Person.objects.unscoped(reason="test").filter(pk=told.victim.pk).update(is_restricted=True)
    unasked = send(as_member(documenters.karim), uuid.uuid4(), **typed, **{"victim-1-name_known": told.victim.number})
    assert unasked.status_code == 422 and "Nobody whom you see" in unasked.content.decode()
    assert send(as_member(documenters.karim), uuid.uuid4(), **typed).status_code == 303


def test_the_page_asks_the_database_as_often_for_two_rows_as_for_thirty(
    documenters: Any, as_member: AsMember, django_assert_max_num_queries: Any
) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()
    many = {f"victim-{n}-name": f"Person {n}" for n in range(1, 31)}
    send(client, key, "look", **{**WHOLE, **many})

    with django_assert_max_num_queries(12):
        client.get(reverse("violations_story", args=[key]))


def test_the_page_says_what_is_missing_for_which_use(documenters: Any, as_member: AsMember) -> None:
    client, key = as_member(documenters.yara), uuid.uuid4()

    send(client, key, "look", way="nobody", narrative="x", when="2013", **{"act-1-kind": label("acts", DISAPPEARANCE)})
    page = client.get(reverse("violations_story", args=[key]))

    missing = {one.use.code: len(one.needs) for one in page.context["missing"]}
    assert set(missing) == {"review", "analysis", "wgeid", "letter"}
    assert missing["wgeid"] == 5 and missing["analysis"] == 2


def test_only_those_who_document_tell_stories(documenters: Any, as_member: AsMember, coalition: Any) -> None:
    for name in ("violations_tell", "violations_stories", "violations_story_keep"):
        for member in (documenters.amal, coalition.chadia):
            assert as_member(member).get(reverse(name)).status_code == 404
        assert Client().get(reverse(name)).status_code == 302


def test_the_finished_event_says_what_is_missing_too(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)
    made = send(client, uuid.uuid4(), way="nobody", narrative="x", **{"act-1-kind": label("acts", ARREST)})

    page = client.get(made["Location"])

    missing = {one.use.code: one.needs for one in page.context["missing"]}
    assert set(missing) == {"review", "analysis", "wgad", "letter"}
    assert b"For the UN group on arbitrary detention" in page.content and missing["analysis"]
