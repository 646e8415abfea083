"""Forty organisations answer in random order, with changes, refusals, lapses and withdrawals in between: at no time does
a page show a signature on a text that was not signed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.platform.errors import DomainError
from malath.voice.statements.actions.answering import answer_by_link, answer_text
from malath.voice.statements.actions.drafting import begin_statement, write_text
from malath.voice.statements.actions.freezing import freeze_text, judge_change, note_release
from malath.voice.statements.actions.inviting import invite_organisation, invite_outside, link_of, make_link, open_again
from malath.voice.statements.models import Edition, Signatory, Statement
from malath.voice.statements.tests.conftest import signing
from tests.people import Coalition, member, organisation

pytestmark = pytest.mark.django_db
FORTY, INSIDE = 40, 8
QUICK = settings(
    max_examples=5, stateful_step_count=30, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
BEGUN = datetime(2026, 11, 2, 9, tzinfo=timezone.get_default_timezone())


@dataclass
class Known:
    """What the test itself remembers of one organisation, without asking the room."""

    name: str
    signed: str = ""
    named: bool = True
    until: datetime | None = None


@dataclass
class Story:
    """The whole of it, told by hand: texts in order, which of them are in force, which only changed the form."""

    digests: list[str] = field(default_factory=list)
    carried: dict[str, set[str]] = field(default_factory=dict)
    waiting: Edition | None = None
    released: bool = False

    @property
    def in_force(self) -> str:
        return self.digests[-1] if self.digests else ""


class Forty(RuleBasedStateMachine):
    """Drives the real actions, and looks at the real page after every step."""

    coalition: Coalition
    directors: list[Member]
    enter: Callable[..., Client]

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.clock = time_machine.travel(BEGUN, tick=False)
        self.now = self.clock.start()
        self.client = type(self).enter(self.coalition.rima)
        officer = self.officer
        self.statement = begin_statement(
            self.coalition.haven, kind="joint", language="en", title="T", body="Text 0.", by=officer
        )
        self.rows: list[Signatory] = []
        self.story, self.known, self.texts = Story(), [], 1
        for number in range(FORTY):
            name = f"Organisation {number:02d}"
            names = {"ar": name, "en": name, "fr": name}
            if number < INSIDE:
                row = invite_organisation(self.statement, self.directors[number].home_organisation, by=officer)
            else:
                row = invite_outside(self.statement, names=names, by=officer)
            self.rows.append(row)
            self.known.append(Known(name))
        self.freeze(days=3, form=False)

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @property
    def officer(self) -> Member:
        return self.coalition.rima

    def edition(self, digest: str) -> Edition:
        found: Edition = Edition.objects.unscoped(reason="a test looks").select_related("statement").get(digest=digest)
        return found

    def everybody_is_asked_again(self, digest: str, until: datetime) -> None:
        self.story.digests.append(digest)
        self.story.carried[digest] = {digest}
        for one in self.known:
            one.signed, one.until = "", until

    # ── what happens ──
    @precondition(lambda self: not self.story.released and self.story.waiting is None)
    @rule(days=st.integers(1, 4), form=st.booleans())
    def freeze(self, days: int, form: bool) -> None:
        write_text(self.statement, title="T", body=f"Text {self.texts}.", after=self.texts, by=self.officer)
        self.texts += 1
        until = timezone.now() + timedelta(days=days)
        edition = freeze_text(
            self.statement, answer_by=until, lead_says="form" if form else "substance", by=self.officer
        )
        if form and any(one.signed for one in self.known):
            self.story.waiting = edition
        else:
            self.everybody_is_asked_again(edition.digest, until)

    @precondition(lambda self: self.story.waiting is not None)
    @rule(who=st.integers(-1, INSIDE - 1), form=st.booleans())
    def say_what_the_change_is(self, who: int, form: bool) -> None:
        assert self.story.waiting is not None
        edition, one = self.edition(self.story.waiting.digest), self.known[who]
        says, by = ("form" if form else "substance"), self.officer if who < 0 else self.directors[who]
        try:
            judge_change(edition, signatory=None if who < 0 else self.rows[who], says=says, by=by)
        except DomainError:
            assert who >= 0 and not one.signed, "one that signed may say what the change is"
            return
        assert who < 0 or one.signed
        self.story.waiting = None
        if who >= 0 and form:
            last = self.story.in_force
            self.story.digests.append(edition.digest)
            self.story.carried[edition.digest] = self.story.carried[last] | {edition.digest}
        else:
            assert edition.answer_by is not None
            until = max(edition.answer_by, timezone.now() + timedelta(days=3))
            self.everybody_is_asked_again(edition.digest, until)

    @rule(
        who=st.integers(0, FORTY - 1),
        act=st.sampled_from(["sign", "sign", "sign", "reserve", "change", "abstain", "decline", "withdraw"]),
        named=st.booleans(), old=st.sampled_from([0, 0, 0, 1, 2]),
    )  # fmt: skip
    def answer(self, who: int, act: str, named: bool, old: int) -> None:
        """An organisation answers, now and then to a text that it read before it was replaced."""
        one, story = self.known[who], self.story
        digest = story.digests[max(0, len(story.digests) - 1 - old)]
        names = dict.fromkeys(("ar", "en", "fr"), one.name)
        said = signing(self.edition(digest), act, words="" if act == "sign" else "so", named=named, names=names)
        try:
            if who < INSIDE:
                answer_text(self.rows[who], said, by=self.directors[who])
            else:
                secret, _code = make_link(self.rows[who], by=self.officer)
                answer_by_link(link_of(secret), said)
        except DomainError:
            return
        if act in {"sign", "reserve"}:
            assert one.until is not None and timezone.now() < one.until, "silence at the deadline is no signature"
            assert digest == story.in_force
            one.signed, one.named = digest, named
        else:
            assert act == "withdraw" or not one.signed
            one.signed = ""

    @rule(hours=st.integers(1, 60))
    def time_goes_on(self, hours: int) -> None:
        self.now.shift(timedelta(hours=hours))
        self.client = type(self).enter(self.coalition.rima)  # a session lasts ten hours

    @rule(who=st.integers(0, FORTY - 1))
    def one_may_answer_later(self, who: int) -> None:
        until = timezone.now() + timedelta(days=2)
        rows = Signatory.objects.unscoped(reason="a test").select_related("statement")
        open_again(rows.get(pk=self.rows[who].pk), answer_by=until, by=self.officer)
        self.known[who].until = until

    @precondition(lambda self: not self.story.released and self.story.waiting is None and len(self.story.digests) > 2)
    @rule()
    def the_text_is_released(self) -> None:
        note_release(self.statement, on=timezone.localdate(), by=self.officer)
        self.story.released = True

    # ── what must hold ──
    @invariant()
    def no_page_shows_a_signature_on_a_text_that_was_not_signed(self) -> None:
        if not hasattr(self, "rows") or not self.story.digests:
            return
        page = self.client.get(reverse("statement", args=[self.statement.pk])).content.decode()
        signatories = html.unescape(page[page.index("<h2>Signatories") : page.index("<h2>What was signed")])
        stands = signatories.split("Signatures withdrawn")[0]

        current = self.story.in_force
        assert f">{current}</code>" in page
        wanted = {one.name for one in self.known if one.named and one.signed in self.story.carried[current]}
        assert set(re.findall(r"Organisation \d\d", stands)) == wanted
        unnamed = sum(not one.named and one.signed in self.story.carried[current] for one in self.known)
        told = re.search(r"and (\d+) organisations? that signs?", stands)
        assert (int(told[1]) if told else 0) == unnamed
        for one in self.known:
            if one.name in wanted and one.signed != current:
                at = stands.index(one.name)
                assert one.signed[:16] in stands[at : at + 900], "an earlier text that was signed is named"


def test_forty_organisations_answer_in_any_order(coalition: Coalition, as_member: Callable[..., Client]) -> None:
    from malath.platform.access.models import Membership

    Membership.objects.filter(member=coalition.rima).update(role=Role.DIRECTOR)
    houses = [organisation(f"house-{number}", f"House {number}") for number in range(INSIDE)]
    Forty.coalition, Forty.enter = coalition, staticmethod(as_member)
    Forty.directors = [member(f"head-{number}", house, Role.DIRECTOR) for number, house in enumerate(houses)]
    for one in Forty.directors:
        one.home_organisation = next(house for house in houses if house.pk == one.home_organisation_id)

    fast = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with fast:
        run_state_machine_as_test(Forty, settings=QUICK)
    assert not Statement.objects.unscoped(reason="a test looks").exists()
