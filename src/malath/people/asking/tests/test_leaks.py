"""No match, a refusal, silence and "let it pass" are one and the same to the asker: pages byte for byte, their sizes and
queries, notices, Today, the ledger's lines and their order, on every day of a question's life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from malath.people.asking.models import Question
from malath.people.asking.rounds import asking_round
from malath.people.asking.tests.conftest import START, AsMember, Days, answers, ask, known
from malath.people.models import Person
from malath.platform.access.models import Member
from malath.platform.audit.actions import move_outbox
from malath.platform.keeper.client import keeper
from malath.platform.notices.models import Notice
from tests.people import Coalition

pytestmark = pytest.mark.django_db
WORLDS = ("no match", "refuse", "pass", "silence", "looked at, then silence")
# What is random in every page: identifiers, the form's token, the session's draft key, the nonce.
_CHANGING = re.compile(r"""[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Za-z0-9]{64}\b|nonce="[^"]+"|draft-key" content="[^"]+\"""")
# Asked; answered by noon; the round after; the last day; settled.
_DAYS_LOOKED_AT = (0, 2, 3, 7, 8)


def seen_by(client: Client, paths: list[str]) -> list[tuple[str, int, int, int, str]]:
    """Each page as it is: status, size, number of queries, and its text without what is random in every page."""
    found = []
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        text = _CHANGING.sub("#", response.content.decode())
        found.append((_CHANGING.sub("#", path), response.status_code, len(response.content), len(queries), text))
    return found


def answered_in(world: str, boris: Client) -> None:
    """What the other side does, as a member does it: through the pages."""
    found = answers()
    if world == "no match":
        assert found == []
        return
    page = f"/asking/to-us/{found[0].pk}/"
    assert boris.get("/asking/to-us/").status_code == 200
    if world != "silence":
        assert boris.get(page).status_code == 200
    if world in ("looked at, then silence", "refuse"):
        assert boris.post(f"{page}look/").status_code == 303
        assert boris.get(page).status_code == 200
    if world in ("refuse", "pass"):
        reply = {"reply": world, "ground": "consent", "days": "14"}
        assert boris.post(page, reply).status_code == 303


def first_difference(here: str, there: str) -> str:
    """Where two texts part, in a few words; nothing where they are equal byte for byte."""
    if here == there:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    return f"{here[max(0, at - 80) : at + 80]!r} is not {there[max(0, at - 80) : at + 80]!r}"


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lines_since(size: int, others: set[str]) -> tuple[list[tuple[Any, ...]], set[tuple[str, str]]]:
    """The ledger's new lines as an auditor of the asking organisation reads them, and, apart, what the other
    organisation's members left: only the openings that any work on people leaves."""
    entries = [entry for entry in keeper().entries(limit=500) if entry["index"] >= size][::-1]
    ours = [
        (entry["verb"], entry.get("member"), entry.get("organisation"), (entry.get("facts") or {}).get("why"))
        for entry in entries
        if entry.get("member") not in others
    ]
    theirs = {
        (entry["verb"], str((entry.get("facts") or {}).get("why", "")))
        for entry in entries
        if entry.get("member") in others
    }
    return ours, theirs


class Walk:
    """One world from the question to the day after its end, as the asking organisation sees it."""

    def __init__(self, coalition: Coalition, as_member: AsMember, days: Days) -> None:
        self.coalition, self.as_member, self.days = coalition, as_member, days
        self.theirs = {str(member.pk) for member in (coalition.boris, coalition.bilal)}

    @staticmethod
    def pages(question: Question, salma: Person) -> dict[str, list[str]]:
        """Who asked, a director beside them, and an auditor."""
        own = ["/asking/", f"/asking/{question.pk}/", f"/people/{salma.pk}/"]
        return {"rima": [*own, "/today/", "/notices/"], "dalia": own[:2], "omar": ["/notices/"]}

    def through(self, world: str, salma: Person, their: Person) -> dict[str, Any]:
        self.days.traveller.move_to(START)
        if world == "no match":
            Person.objects.unscoped(reason="a test takes them away").filter(pk=their.pk).update(
                organisation=self.coalition.partner
            )
        move_outbox()
        size = keeper().status()["size"]
        question = ask(salma, self.coalition.rima)
        seen = {}
        for day in range(_DAYS_LOOKED_AT[-1] + 1):
            asking_round()
            move_outbox()
            if day == 2:
                answered_in(world, self.as_member(self.coalition.boris))
            if day in _DAYS_LOOKED_AT:
                for name, paths in self.pages(question, salma).items():
                    client = self.as_member(getattr(self.coalition, name))
                    seen[f"{name} on day {day}"] = seen_by(client, paths)
            self.days.traveller.shift(86400)
        told = Notice.objects.unscoped(reason="a test looks").filter(member__home_organisation=self.coalition.haven)
        seen["notices"] = sorted(told.values_list("member__handle", "code", "on"))
        move_outbox()
        seen["ledger"], seen["others"] = lines_since(size, self.theirs)
        return seen


def test_no_match_refusal_and_silence_are_one_to_the_asker(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember, days: Days
) -> None:
    seen = {}

    for world in WORLDS:
        with rolled_back():
            seen[world] = Walk(coalition, as_member, days).through(world, salma, their_salma)

    nothing = seen.pop("no match")
    for world, found in seen.items():
        others = found.pop("others")
        assert others <= {("opened", "person"), ("opened", "people"), ("opened", "today")}, world
        for what, was in found.items():
            assert not (difference := first_difference(str(was), str(nothing[what]))), f"{world}: {what}: {difference}"
    assert ("dalia", "asking.ended") not in {(who, code) for who, code, _on in nothing["notices"]}
    assert ("rima", "asking.ended") in {(who, code) for who, code, _on in nothing["notices"]}
    assert [line[0] for line in nothing["ledger"]].count("asking.settled") == 1


def test_the_settling_line_is_a_digest_like_any_other(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember, days: Days
) -> None:
    from malath.platform.audit.models import OutboxEntry

    said = []
    for world in ("no match", "refuse", "silence"):
        with rolled_back():
            Walk(coalition, as_member, days).days.traveller.move_to(START)
            if world == "no match":
                Person.objects.unscoped(reason="a test").filter(pk=their_salma.pk).update(
                    organisation=coalition.partner
                )
            ask(salma, coalition.rima)
            asking_round()
            answered_in(world, as_member(coalition.boris))
            days.go_on(8)
            (entry,) = OutboxEntry.objects.filter(verb="asking.settled")
            assert (entry.organisation, entry.member, entry.subject) == (coalition.archive.pk, None, None)
            said.append(entry.facts["said"])

    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in said)
    assert len(set(said)) == 3


@pytest.mark.parametrize("who", ["rima", "dalia"])
def test_the_asker_cannot_reach_what_the_other_side_sees(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember, who: str
) -> None:
    ask(salma, coalition.rima)
    asking_round()
    member: Member = getattr(coalition, who)
    client, answer = as_member(member), answers()[0]

    missing = client.get("/asking/to-us/00000000-0000-4000-8000-000000000000/")
    for response in (client.get(f"/asking/to-us/{answer.pk}/"), client.post(f"/asking/to-us/{answer.pk}/", {})):
        assert (response.status_code, len(response.content)) == (404, len(missing.content))
    assert "Witness Archive" not in client.get("/asking/to-us/").content.decode()


def test_more_people_on_the_other_side_change_nothing_for_the_asker(
    coalition: Coalition, salma: Person, as_member: AsMember, days: Days
) -> None:
    with rolled_back():
        ask(salma, coalition.rima)
        asking_round()
        alone = seen_by(as_member(coalition.rima), ["/asking/"])
    for name in ("Salma Khalid Hadad", "سلمى خالد الحداد", "Salma Khaled Haddad"):
        known(coalition.archive, coalition.boris, name)

    ask(salma, coalition.rima)
    asking_round()

    now = seen_by(as_member(coalition.rima), ["/asking/"])
    assert first_difference(str(now), str(alone)) == ""
    assert len(answers()) == 1
