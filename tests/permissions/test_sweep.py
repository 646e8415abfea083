"""No list, count, search or export gives away what a member may not see: not a name, not an identifier, not a number."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from malath.platform.sealed.finder.client import finder
from tests.everything import MARK, Everything, everything
from tests.people import Coalition
from tests.permissions.addresses import addresses
from tests.permissions.table import read_table
from tests.permissions.walking import Walker

BLIND = ("focal_point", "documenter", "communications_officer", "victims_delegate", "auditor", "administrator")


@pytest.fixture
def made(coalition: Coalition, commits: Callable[..., object]) -> Everything:
    """Everything, known to the finder too."""
    with commits():  # type: ignore[attr-defined]
        return everything(coalition)


def pages_open_to(column: str) -> list[str]:
    """The pages without a part that changes, which answer the column's members."""
    table = read_table()
    return [
        "/" + address.route
        for address in addresses()
        if not address.parameters and table[address.route, "GET"].codes[column] in {"ok", "ok+"}
    ]


def owned_words(made: Everything) -> list[str]:
    """What must not be read elsewhere: the mark, identifiers, the case's code, the person's pseudonym."""
    named = {"kind", "part", "version", "secret", "token", "handle", "pk", "key", "sign_in", "organisation"}
    # That a city has a network is known to all who work on cases, which organisations are victims' associations to all who
    # run the system; the kind of a record, and of a use, are words of addresses.
    named |= {"network_id", "record_kind", "use_code", "association_id", "code", "term_list", "term_code", "line_kind"}
    # A text that they lead, and would hand to ours.
    named |= {"handover_id"}
    named |= {"desk_organisation", "list_organisation_id", "carries", "enclosed"}
    ids = [str(value) for name, value in made.ids.items() if name not in named]
    return [MARK, "زمردة", made.rows["case"].code, made.rows["person"].pseudonym, *ids]


@pytest.mark.parametrize(
    "role", ["case_worker", "coordinator", "network_coordinator", "director", "legal_officer", *BLIND]
)
def test_no_page_of_another_organisation_holds_a_word_of_ours(
    made: Everything, role: str, as_member: Callable[..., Client]
) -> None:
    walker = Walker(made, f"other {role}", as_member)
    walker.cookies = walker.fresh
    told = []

    for path in pages_open_to(f"other {role}"):
        body = walker.ask("GET", path).content.decode("utf-8", "replace")  # type: ignore[attr-defined]
        told += [f"{path}: {word}" for word in owned_words(made) if word in body]

    assert told == []


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_no_page_of_our_own_tells_an_auditor_or_an_administrator_a_name(
    made: Everything, role: str, as_member: Callable[..., Client]
) -> None:
    walker = Walker(made, f"owning {role}", as_member)
    walker.cookies = walker.fresh

    told = [
        path
        for path in pages_open_to(f"owning {role}")
        if MARK in walker.ask("GET", path).content.decode("utf-8", "replace")  # type: ignore[attr-defined]
    ]

    assert told == []


@pytest.mark.parametrize("text", [MARK, MARK.lower(), "زمردة", "Haddad", "+33639980012", "39980012"])
@pytest.mark.parametrize("role", ["case_worker", "coordinator", "network_coordinator", "director", "legal_officer"])
def test_a_search_elsewhere_is_answered_as_one_that_finds_nothing(
    made: Everything, role: str, text: str, as_member: Callable[..., Client]
) -> None:
    theirs, ours = as_member(made.other[role]), as_member(made.owning["coordinator"])

    found = theirs.post("/people/find/", {"q": text}).content.decode()
    nothing = theirs.post("/people/find/", {"q": "x" * len(text)}).content.decode()

    assert str(made.ids["person_id"]) in ours.post("/people/find/", {"q": MARK}).content.decode()
    assert str(made.ids["person_id"]) not in found
    assert said(found, text) == said(nothing, "x" * len(text))


@pytest.mark.parametrize("role", ["case_worker", "coordinator", "director"])
def test_counts_elsewhere_do_not_move_when_something_of_ours_is_added(
    coalition: Coalition, role: str, as_member: Callable[..., Client]
) -> None:
    from tests.everything import staff

    theirs = as_member(staff(coalition, coalition.archive)[role])
    before = {path: visible_text(theirs.get(path)) for path in ("/today/", "/cases/", "/plans/", "/agenda/")}

    everything_of_haven(coalition)

    assert {path: visible_text(theirs.get(path)) for path in before} == before


def everything_of_haven(coalition: Coalition) -> None:
    """As `everything`, with the other organisation's members there already."""
    from tests import everything as module

    made = Everything(coalition, module.staff(coalition, coalition.haven), {})
    for part in (module._alerts, module._case, module._papers, module._work, module._plan):
        part(made)


def visible_text(response: object) -> str:
    """A page's words and numbers without its tokens."""
    return said(response.content.decode("utf-8", "replace"))  # type: ignore[attr-defined]


def said(body: str, asked: str = "") -> str:
    """The words and numbers of a page, without its tags, its tokens and the words that were asked."""
    words = re.sub(r"<[^>]+>|\b[A-Za-z0-9]{64}\b", " ", body)
    return re.sub(r"\s+", " ", words.replace(asked, "ASKED") if asked else words)


def test_the_finder_itself_gives_only_identifiers_that_pass_through_visible_to(made: Everything) -> None:
    from malath.people.finding import MOST_CANDIDATES
    from malath.people.selectors import people_found

    assert made.ids["person_id"] in [found[0] for found in finder().find(MARK, limit=MOST_CANDIDATES)]
    assert [p for p in people_found(made.other["coordinator"], MARK, limit=20)] == []
