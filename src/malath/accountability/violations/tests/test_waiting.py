"""What waits for a member's review: on Today with a number, on its page exactly these, and nothing of what they may not review."""

from __future__ import annotations

from typing import Any

import pytest

from malath.accountability.violations.models import Change, Event
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import name_tie, review_event, set_restricted
from malath.accountability.violations.tests.pages import tell_all
from malath.accountability.violations.waiting import waiting_for

pytestmark = pytest.mark.django_db


def waiting(member: Any) -> set[Any]:
    return set(waiting_for(member).values_list("pk", flat=True))


def test_what_waits_for_a_members_review_is_on_today_and_on_a_page(documenters: Any, as_member: Any) -> None:
    d = documenters
    first, second = tell_all(d).event, tell_all(d).event
    assert waiting(d.yara) == set() and waiting(d.lea) == set()
    assert waiting(d.karim) == waiting(d.hala) == {first.pk, second.pk}

    today, page = as_member(d.karim).get("/today/"), as_member(d.karim).get("/violations/waiting/")
    assert "2 documented events wait for your review" in today.content.decode()
    assert {line.event.pk for line in page.context["page"].lines} == {first.pk, second.pk}
    assert "wait for your review" not in as_member(d.yara).get("/today/").content.decode()
    assert as_member(d.amal).get("/violations/waiting/").status_code == 404

    read = Event.objects.visible_to(d.karim).get(pk=first.pk).last_change
    review_event(first, to="checked", words="Read.", by=d.karim, seen_change=read, is_untied=True)
    assert waiting(d.karim) == {second.pk} and waiting(d.hala) == {first.pk, second.pk}
    name_tie(second, tie="A cousin.", by=d.karim)
    assert waiting(d.karim) == set()
    set_restricted(second, restricted=True, words="In danger.", by=d.hala)
    with recording(organisation=d.archive, by=d.hala, kind=Change.Kind.EDIT) as change:
        change.state(first, {"place_words": "the bridge"})
    assert waiting(d.hala) == {second.pk}, "she wrote in the first"
    assert waiting(d.karim) == {first.pk}, "it is a draft again; the other one is hidden from him, and he is tied"
