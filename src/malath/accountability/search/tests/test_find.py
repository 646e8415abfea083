"""The search as members use it: asked in words, answered at an address of codes, kept and looked at again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from malath.accountability.search.actions import keep_search
from malath.accountability.search.models import Search
from malath.accountability.violations import vocabulary
from malath.accountability.violations.models import Act, Body, Change
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.test_searching_words import tell
from malath.accountability.violations.tests.worlds import World, invent_world
from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from tests.people import Coalition, member

FIND = "/violations/find/"
# Counts of many narrower questions stand in a few statements; nothing is asked row by row.
MOST_QUERIES = 24


@pytest.fixture
def people(coalition: Coalition) -> Any:
    class People:
        archive = coalition.archive
        yara = member("yara", coalition.archive, Role.DOCUMENTER)
        karim = member("karim", coalition.archive, Role.DOCUMENTER)
        hala = member("hala", coalition.archive, Role.LEGAL_OFFICER)
        lea, amal = coalition.lea, coalition.amal

    return People()


@pytest.fixture
def world(people: Any) -> World:
    owners = [(people.archive, [people.yara, people.hala]), (people.lea.home_organisation, [people.lea])]
    return invent_world(random.Random(11), owners, [people.yara])


def asked(client: Client, **said: Any) -> tuple[str, Any]:
    """What a browser gets after it sent the form: the address, and the page."""
    answer = client.post(FIND, said)
    assert answer.status_code == 303, answer.context["form"].errors
    return answer["Location"], client.get(answer["Location"])


def counted(page: Any) -> int:
    return int(page.context["answer"].count.number)


@pytest.mark.django_db
def test_an_address_holds_codes_and_never_a_word(people: Any, as_member: Callable[..., Client], commits: Any) -> None:
    with commits():
        tell(people, people.yara, "Zumurrud Halabi", "They closed the olive press")
    client = as_member(people.yara)

    url, page = asked(client, text="olive", name="Zumurud Halaby", kind="01", first="2013", place="SY")

    assert re.fullmatch(r"/violations/find/\?kind=01&place=SY&first=2013-01-01&words=[0-9a-f-]{36}", url)
    assert counted(page) == 0
    url, page = asked(client, text="olive", name="Zumurud Halaby", kind="01", place="SY")
    assert counted(page) == 1
    assert "Zumurrud Halabi" in page.content.decode()
    assert "1 documented act fits" in page.content.decode()


@pytest.mark.django_db
def test_several_kinds_and_places_are_asked_at_once(
    people: Any, as_member: Callable[..., Client], commits: Any
) -> None:
    with commits():
        for name, kind, place in (("Salim", "01", "SY-02"), ("Lamia", "03.03", "SY-05"), ("Nour", "05", "SY-02")):
            tell(people, people.yara, name, f"what {name} saw", kind=kind, place=place)
    client = as_member(people.yara)

    url, page = asked(client, kind=["03", "01", "03.03"], place=["SY-02", "SY-05"])

    assert url == f"{FIND}?kind=01,03&place=SY-02,SY-05" and counted(page) == 2
    (chip, _places) = page.context["answer"].chips
    assert [url for _words, url in chip.values] == [f"{FIND}?kind={one}&place=SY-02,SY-05" for one in ("03", "01")]
    assert 'value="03" checked' in page.content.decode() and 'value="03.03" checked' not in page.content.decode()
    facets = {facet.label: facet.several for facet in client.get(f"{FIND}counts/?kind=01").context["facets"]}
    (beside,) = [one for one in facets["Kind of act"] if one.both and one.url == f"{FIND}?kind=05"]
    assert beside.both == f"{FIND}?kind=01,05" and counted(client.get(beside.both)) == 2
    assert counted(asked(client, not_kind=["01", "05"])[1]) == 1
    keep_search(called="As kept before", query="kind=01&place=SY-02", text="", name="", by=people.yara)
    (kept,) = client.get(f"{FIND}kept/").context["searches"]
    assert kept.is_readable and kept.question == f"{FIND}?kind=01&place=SY-02"
    many = [code for code in vocabulary.terms("acts") if code.count(".") == 1][:31]
    refused = client.post(FIND, {"kind": many})
    assert refused.status_code == 422 and "too many at once" in refused.content.decode()
    assert 'id="counts"' not in refused.content.decode(), "what was not asked is not answered"
    assert client.get(f"{FIND}?kind={','.join(many)}").status_code == 404


@pytest.mark.django_db
def test_methods_rights_and_fates_are_asked_and_said(
    people: Any, as_member: Callable[..., Client], commits: Any
) -> None:
    with commits():
        tell(people, people.yara, "Salim", "taken", methods=["01"], fate={"fate": "02.02", "known": "claimed"})
        tell(people, people.karim, "Lamia", "taken too", methods=["03"], fate={"fate": "", "known": "unknown"})
        tell(people, people.yara, "Nour", "hidden", methods=["01"], age=9)
    client = as_member(people.karim)

    url, page = asked(client, method=["01", "03"], known="claimed", fate=["02"])

    assert url == f"{FIND}?method=01,03&known=claimed&fate=02" and counted(page) == 1
    body = page.content.decode()
    assert "Salim" in body and "claimed, not confirmed" in body and "Fate claimed, not confirmed" in body
    assert counted(client.get(f"{FIND}?method=01,03")) == 2
    assert counted(as_member(people.hala).get(f"{FIND}?method=01,03")) == 3
    facets = {facet.label: facet.several for facet in client.get(f"{FIND}counts/?method=01,03").context["facets"]}
    assert [one.count.number for one in facets["How far the fate is known"]] == [1, 1]
    assert client.get(f"{FIND}?method=none").status_code == client.get(f"{FIND}?known=perhaps").status_code == 404


@pytest.mark.django_db
def test_a_unit_is_asked_for_by_any_of_its_names_and_stands_in_no_address(
    people: Any, as_member: Callable[..., Client], commits: Any
) -> None:
    units = []
    with commits():
        for number, name in enumerate(("Zumurrud Battalion", "Zumurrud Brigade", "Zumurrud Company")):
            with recording(organisation=people.archive, by=people.yara, kind=Change.Kind.STORY) as change:
                unit = change.body("unit", {"name": name})
                change.body_name(unit, {"name": "كتيبة الفجر" if number == 0 else f"Name {name}"})
                event = change.event({"title": "—"}, restricted=number == 2)
                act = change.act(event, change.person({"name": f"Person {number}"}), {"kind": "01"})
                change.involvement(act, {}, body=unit)
            units.append(unit)
        Body.objects.unscoped(reason="a test").filter(pk=units[2].pk).update(is_restricted=True)
    client = as_member(people.karim)

    url, page = asked(client, unit_name="كتيبه الفجر")
    assert url == f"{FIND}?unit={units[0].pk}" and counted(page) == 1
    assert "Zumurrud Battalion" in page.content.decode() and "Keep this search" in page.content.decode()

    several = client.post(FIND, {"unit_name": "Zumurrud", "kind": "01"})
    assert several.status_code == 422 and "Zumurrud Company" not in several.content.decode()
    assert {pk for pk, _words in several.context["form"].fields["unit"].choices} == {str(one.pk) for one in units[:2]}
    url, page = asked(client, unit_name="Zumurrud", unit=str(units[1].pk), kind="01")
    assert url == f"{FIND}?kind=01&unit={units[1].pk}" and counted(page) == 1
    assert client.post(FIND, {"unit_name": "Zumurrud", "unit": str(units[2].pk)}).status_code == 422
    for absent in ("Zumurrud Company", "Nobody of this name", units[2].number):
        answer = client.post(FIND, {"unit_name": absent})
        assert str(units[2].pk) not in answer.content.decode() and units[2].number not in str(answer.headers)
    assert client.post(FIND, {"unit_name": units[0].number})["Location"] == f"{FIND}?unit={units[0].pk}"
    assert counted(client.get(f"{FIND}?unit={units[2].pk}")) == 0


@pytest.mark.django_db
def test_what_a_page_counts_stands_behind_its_link(people: Any, world: World, as_member: Callable[..., Client]) -> None:
    client = as_member(people.yara)
    for show in ("", "&show=timeline", "&show=map"):
        page = client.get(f"{FIND}?not_place=SY-05{show}").content.decode()
        page += client.get(f"{FIND}counts/?not_place=SY-05").content.decode()
        links = re.findall(r'<a href="([^"]+)"><span class="num">([\d,]+)</span>', page)

        assert len(links) > 5
        for url, count in links[:40]:
            assert counted(client.get(url.replace("&amp;", "&"))) == int(count.replace(",", "")), url


@pytest.mark.django_db
def test_pages_hold_fifty_and_together_all_that_is_seen(
    people: Any, world: World, as_member: Callable[..., Client]
) -> None:
    client, found, url = as_member(people.hala), [], FIND
    while url:
        answer = client.get(url).context["answer"]
        found += [line.row.act.pk for line in answer.lines]
        assert len(answer.lines) <= 50
        url = answer.older

    assert found == list(Act.objects.visible_to(people.hala).order_by("-day", "pk").values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", ["kind=zz", "place=XX-9", "first=2013", "words=7", "person=7", "show=all", "stage=secret"]
)
def test_what_cannot_be_read_is_refused(people: Any, as_member: Callable[..., Client], said: str) -> None:
    assert as_member(people.yara).get(f"{FIND}?{said}").status_code == 404


@pytest.mark.django_db
def test_a_date_that_is_not_understood_is_said_and_nothing_lost(people: Any, as_member: Callable[..., Client]) -> None:
    answer = as_member(people.yara).post(FIND, {"first": "the day of the bread", "text": "olive"})

    assert answer.status_code == 422
    assert "olive" in answer.content.decode()
    assert not Search.objects.unscoped(reason="a test").exists()


@pytest.mark.django_db
def test_words_and_kept_searches_are_their_owners_alone(
    people: Any, as_member: Callable[..., Client], commits: Any
) -> None:
    mine, other = as_member(people.yara), as_member(people.karim)
    url, _page = asked(mine, text="olive")
    kept = mine.post(f"{FIND}keep/{url.partition(FIND)[2]}", {"called": "Olive presses"})
    search = Search.objects.unscoped(reason="a test").get(is_kept=True)

    assert kept.status_code == 303
    assert "Olive presses" in mine.get(f"{FIND}kept/").content.decode()
    assert other.get(url).status_code == 404
    assert "Olive" not in other.get(f"{FIND}kept/").content.decode()
    assert other.post(f"{FIND}kept/{search.pk}/run/").status_code == 404
    assert other.post(f"{FIND}kept/{search.pk}/forget/").status_code == 404
    assert b"olive" not in bytes(search.asked.blob).lower()


@pytest.mark.django_db
def test_a_kept_search_says_what_is_new_until_it_is_looked_at(
    people: Any, as_member: Callable[..., Client], commits: Any
) -> None:
    client = as_member(people.yara)
    with commits():
        tell(people, people.yara, "Salim", "an old press")
    client.post(f"{FIND}keep/?kind=01", {"called": "Killings"})
    assert "Nothing is new" in client.get(f"{FIND}kept/").content.decode()

    with commits():
        tell(people, people.karim, "Lamia", "a new press")
        tell(people, people.karim, "Nour", "hidden", age=10)

    assert "1 documented act is new" in client.get(f"{FIND}kept/").content.decode()
    search = Search.objects.unscoped(reason="a test").get()
    assert client.post(f"{FIND}kept/{search.pk}/run/")["Location"] == f"{FIND}?kind=01"
    assert "Nothing is new" in client.get(f"{FIND}kept/").content.decode()
    client.post(f"{FIND}kept/{search.pk}/forget/")
    assert not Search.objects.unscoped(reason="a test").exists()


@pytest.mark.django_db
def test_what_is_new_of_a_followed_search_stands_on_today_until_it_is_marked_as_seen(
    people: Any, as_member: Callable[..., Client], commits: Any
) -> None:
    client, other = as_member(people.yara), as_member(people.karim)
    with commits():
        tell(people, people.karim, "Salim", "an old press")
    client.post(f"{FIND}keep/?kind=01", {"called": "Killings", "is_followed": "on"})
    search = Search.objects.unscoped(reason="a test").get()
    new = f"{FIND}kept/{search.pk}/new/"
    assert new not in client.get("/today/").content.decode()

    with commits():
        tell(people, people.karim, "Lamia", "a new press")
        tell(people, people.karim, "Nour", "hidden", age=10)

    today = client.get("/today/").content.decode()
    assert "1 documented act is new in a search that you follow" in today and "Killings" in today and new in today
    assert new not in other.get("/today/").content.decode() and other.get(new).status_code == 404
    page = client.get(new)
    assert (
        "Lamia" in page.content.decode()
        and "Salim" not in page.content.decode()
        and "Nour" not in page.content.decode()
    )
    with commits():
        tell(people, people.karim, "Rima", "while the page was read")
    client.post(new, {"upto": page.context["seen"]})
    page = client.get(new).content.decode()
    assert "Rima" in page and "Lamia" not in page, "what came while it was read is not seen"
    client.post(new, {"upto": "9" * 18})
    assert new not in client.get("/today/").content.decode()
    with commits():
        tell(people, people.karim, "Hala", "later")
    assert new in client.get("/today/").content.decode(), "a number that nobody reached hides nothing"
    client.post(f"{FIND}kept/{search.pk}/follow/")
    assert new not in client.get("/today/").content.decode()


@pytest.mark.django_db
def test_ten_searches_are_followed_and_no_more(people: Any, as_member: Callable[..., Client]) -> None:
    for number in range(10):
        keep_search(called=str(number), query="kind=01", text="", name="", by=people.yara, is_followed=True)
    client = as_member(people.yara)

    refused = client.post(f"{FIND}keep/?kind=01", {"called": "Eleven", "is_followed": "on"})
    kept = client.post(f"{FIND}keep/?kind=01", {"called": "Eleven"})

    assert (refused.status_code, kept.status_code) == (422, 303)
    one = Search.objects.unscoped(reason="a test").get(is_followed=False)
    client.post(f"{FIND}kept/{one.pk}/follow/", {"follow": "1"})
    assert not Search.objects.unscoped(reason="a test").get(pk=one.pk).is_followed


def visible_counts(client: Client, query: str) -> Any:
    answer = client.get(f"{FIND}?{query}").context["answer"]
    facets = client.get(f"{FIND}counts/?{query}").context["facets"]
    return (
        answer.count,
        [line.row.act.pk for line in answer.lines],
        answer.timeline and [(bar.label, bar.possibly, bar.surely) for bar in answer.timeline.bars],
        answer.map and [(one.code, one.count) for one in answer.map.tiles + answer.map.others],
        [(facet.label, [(one.label, one.count) for one in facet.several]) for facet in facets],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("show", ["table", "timeline", "map"])
def test_what_is_hidden_changes_no_page(people: Any, world: World, as_member: Callable[..., Client], show: str) -> None:
    viewer: Member = people.karim
    client, query = as_member(viewer), f"show={show}&not_kind=03"
    before = visible_counts(client, query)

    seen = Act.objects.visible_to(viewer).values_list("pk", flat=True)
    hidden = Act.objects.unscoped(reason="a test").exclude(pk__in=list(seen))
    assert hidden.count() > 20
    hidden.update(is_gone=True)

    assert visible_counts(client, query) == before


@pytest.mark.django_db
def test_questions_to_the_database_do_not_grow_with_the_record(
    people: Any, as_member: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    client = as_member(people.yara)
    owners = [(people.archive, [people.yara, people.hala])]
    for seed, events in ((1, 10), (2, 200)):
        invent_world(random.Random(seed), owners, [people.lea], events)
        for url in (FIND, f"{FIND}?show=map", f"{FIND}?show=timeline", f"{FIND}counts/", f"{FIND}?kind=01&place=SY-02"):
            with django_assert_max_num_queries(MOST_QUERIES):
                assert client.get(url).status_code == 200
