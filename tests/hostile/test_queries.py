"""Every page is asked for with what no address expects, in its parts and behind its question mark."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import plan, values
from tests.hostile.answers import faults_of
from tests.hostile.posting import HEADERS
from tests.hostile.world import World, column_for, state
from tests.permissions.addresses import Address, addresses

pytestmark = pytest.mark.django_db
ASKED = addresses()
# That a plan was printed is kept in the ledger, on purpose.
LEAVES_AN_ENTRY = {"plans/<uuid:plan_id>/print/"}
NAMES = (
    "after", "before", "q", "page", "kind", "filter", "state", "sort", "organisation", "person", "domain", "tab", "month", "day",
    "language", "key", "next", "restriction", "mine", "role",
)  # fmt: skip
IN_PATHS = {
    "int": st.sampled_from(["0", "1", "99999999999999999999", "-1", "٣", "1.5", "9" * 300]),
    "uuid": st.sampled_from(values.IDS),
    "slug": st.sampled_from(["-", "_", "x" * 3_000, "..", "aaa", "0"]),
    "str": st.sampled_from(["%00", "%ff%fe", "%ED%A0%80", "x" * 3_000, "%E2%80%AE", "..", "%2e%2e", "%0d%0aA:b", "alert", "case"]),
}  # fmt: skip


def _queries(foreign: list[str]) -> st.SearchStrategy[str]:
    short = values.of_field(foreign).map(lambda raw: quote_from_bytes(raw[:5_000]))
    pairs = st.tuples(st.sampled_from(NAMES), short).map("=".join)
    odd = st.sampled_from(["", "&&&", "=", "%", "%zz=%", "a" * 3_000, "after", "q[]=1", "%00=%00", "after=1&after=2"])
    return st.lists(st.one_of(pairs, pairs, pairs, odd), max_size=4).map("&".join)


@pytest.mark.parametrize("address", ASKED, ids=[one.route or "home" for one in ASKED])
def test_no_question_breaks_a_page_or_writes(world: World, address: Address) -> None:
    queries = _queries(values.foreign_ids(world.made.ids))
    column = column_for(address.route, "GET")
    known = world.path(address)

    @plan.examples(usual=2, soak=18)
    @given(data=st.data())
    def holds(data: Any) -> None:
        path, parts = known, {name: kind for kind, name in address.parameters}
        if parts and data.draw(st.integers(0, 3)) == 0:
            path = address.path({name: data.draw(IN_PATHS.get(kind, IN_PATHS["str"])) for name, kind in parts.items()})
        query, language = data.draw(queries), data.draw(st.sampled_from(("ar", "fr", "en")))
        headers = data.draw(st.sampled_from(HEADERS))

        def look(response: Any) -> None:
            assert faults_of(world, response, language) == []
            if address.route not in LEAVES_AN_ENTRY:
                assert state() == world.before, "a question wrote something"

        world.ask(column, language, lambda client: client.generic("GET", path, QUERY_STRING=query, **headers), look)
        plan.count("queries")

    holds()


def test_enough_was_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        short = plan.enough("queries")

    assert short == ""
