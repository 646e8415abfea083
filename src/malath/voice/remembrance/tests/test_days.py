"""Anniversaries stand on Today until somebody says something; a change of fate reaches every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from malath.platform.audit.models import OutboxEntry
from malath.platform.notices.models import Notice
from malath.voice.remembrance import errors
from malath.voice.remembrance.actions import keeping, publishing
from malath.voice.remembrance.actions.fates import change_fate
from malath.voice.remembrance.models import Happening, Observance
from malath.voice.remembrance.selectors import fingerprint
from malath.voice.remembrance.tests.conftest import NAME, House, in_days
from malath.voice.remembrance.today import keep_watch
from malath.voice.site.actions import begin_publication, publish, write_texts
from malath.voice.site.building import build
from malath.voice.site.models import Publication

pytestmark = pytest.mark.django_db
Signed = Callable[..., Client]


def page(house: House, language: str = "en") -> str:
    return build()[f"{language}/colleagues/{house.row.slug}/index.html"].decode()


def listed(language: str = "en") -> str:
    return build()[f"{language}/colleagues/index.html"].decode()


def told(member: Any) -> list[str]:
    rows = Notice.objects.unscoped(reason="a test looks").filter(member=member, code__startswith="remembrance.")
    return list(rows.order_by("on", "pk").values_list("code", flat=True))


def due(line: Happening) -> Any:
    return Happening.objects.unscoped(reason="a test looks").get(pk=line.pk).due_on


def test_one_change_reaches_page_list_and_count(house: House) -> None:
    begun = timezone.localdate() - timedelta(days=100)
    house.add("arrest", begun.isoformat())
    house.consent()
    house.out()
    assert "100 days since" in page(house) and "Detained" in listed() and "100 days since" in listed()
    running = fingerprint()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        # A day later the stored page is behind; it says on which day it was counted.
        assert fingerprint() != running and "101 days since" in page(house)

    freed = (begun + timedelta(days=40)).isoformat()
    change_fate(
        house.now(), "freed", when=freed, words={"en": "She came home.", "fr": "Elle est rentrée."},
        after=house.now().revision, by=house.officer,
    )  # fmt: skip

    assert "Free again" in page(house) and "40 days, from" in page(house) and "She came home." in page(house)
    assert "Elle est rentrée." in page(house, "fr") and "Free again" in listed() and "Detained" not in listed()
    still = fingerprint()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert fingerprint() == still
    entry = OutboxEntry.objects.get(verb="remembrance.changed")
    assert entry.facts == {"change": "freed", "before": "detained", "fate": "freed"}
    with pytest.raises(errors.NoSuchChangeError):
        change_fate(house.now(), "moved", when=freed, words={"en": "x"}, after=house.now().revision, by=house.officer)


def test_those_who_publish_hear_60_14_and_3_days_before_on_the_day_and_each_week_after(house: House) -> None:
    line = house.add("arrest", in_days(61), yearly=True)
    start, officer = timezone.now(), house.officer
    heard = {}
    for day in range(0, 78):
        with time_machine.travel(start + timedelta(days=day)):
            before = len(told(officer))
            keep_watch()
            Notice.objects.unscoped(reason="they look").filter(member=officer).update(read_on=timezone.localdate())
            if fresh := told(officer)[before:]:
                heard[61 - day] = fresh

    assert heard == {
        60: ["remembrance.ahead"],
        14: ["remembrance.soon"],
        3: ["remembrance.soon"],
        0: ["remembrance.today"],
        -1: ["remembrance.passed"],
        -8: ["remembrance.passed"],
        -15: ["remembrance.passed"],
    }
    assert told(house.elsewhere) == [] and due(line) is not None


def test_what_passed_stays_on_today_until_somebody_says_why(house: House, as_member: Signed) -> None:
    line = house.add("arrest", in_days(2), yearly=True)
    later = timezone.now() + timedelta(days=400)
    with time_machine.travel(later, tick=False):
        today = as_member(house.officer).get("/today/").content.decode()
        assert f"/remembrance/day/{line.pk}/" in today and "Arrest, 4 years on" in today
        assert f"/remembrance/day/{line.pk}/" not in as_member(house.elsewhere).get("/today/").content.decode()

        first = due(line)
        with pytest.raises(errors.NothingSaidError):
            keeping.leave_out(line, " ", due_on=first, by=house.officer)
        keeping.leave_out(line, "The family asked for quiet.", due_on=first, by=house.officer)

        # The next year passed too, and waits for its own word.
        assert due(line) == first.replace(year=first.year + 1)
        with pytest.raises(errors.NotDueError):
            keeping.leave_out(line, "Again.", due_on=first, by=house.officer)


def test_a_draft_says_what_is_allowed_and_settles_the_day_when_it_is_out(house: House, commits: Any) -> None:
    line = house.add("arrest", in_days(40), yearly=True)
    first = line.due_on
    assert first is not None
    with pytest.raises(errors.ConsentMissingError):
        keeping.begin_text(line, due_on=first, by=house.officer)
    house.consent(["name", "timeline"])
    made = keeping.begin_text(line, due_on=first, by=house.officer)
    with pytest.raises(errors.DraftBegunError):
        keeping.begin_text(line, due_on=first, by=house.officer)

    assert made.texts["en"]["title"] == f"4 years since the arrest of {NAME['en']}"
    assert made.texts["ar"]["title"] == f"4 أعوام على اعتقال {NAME['ar']}"
    assert "Write to the ministry." in made.texts["en"]["body"] and "old mill" not in str(made.texts)
    assert due(line) == first
    with commits():
        publish(made, by=house.officer)
    assert due(line) == first.replace(year=first.year + 1)
    house.out()
    assert made.texts["en"]["title"] in page(house)


def test_a_text_that_is_out_keeps_a_day_and_stands_on_the_page(house: House) -> None:
    line = house.add("arrest", in_days(1), yearly=True)
    house.consent()
    house.out()
    row = begin_publication(house.coalition.archive, kind="news", subject="media", by=house.elsewhere)
    row = write_texts(row, {"en": {"title": "We ask for her", "body": "Now."}}, after=0, by=house.elsewhere)
    with pytest.raises(errors.NoSuchTextError):
        keeping.keep_by_text(line, "https://news.example/en/nothing/", due_on=line.due_on, by=house.officer)  # type: ignore[arg-type]
    row = publish(row, by=house.elsewhere)

    keeping.keep_by_text(line, f"https://site.example/en/{row.slug}/", due_on=line.due_on, by=house.officer)  # type: ignore[arg-type]

    assert "We ask for her" in page(house) and Observance.objects.unscoped(reason="a test looks").get().settled
    again = publishing.link_text(house.now(), row.slug, by=house.officer)
    publishing.unlink_text(again, by=house.officer)
    assert "We ask for her" not in page(house)
    assert Publication.objects.unscoped(reason="a test looks").get(pk=row.pk).state == "out"


def test_today_asks_as_often_for_many_days_as_for_one(house: House, as_member: Signed) -> None:
    client = as_member(house.officer)
    house.consent(until=timezone.localdate() + timedelta(days=5))
    house.out()

    def asked() -> int:
        client.get("/today/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/today/").status_code == 200
        return len(queries)

    house.add("arrest", in_days(10), yearly=True)
    few = asked()
    for days in (2, 20, 30, 40):
        house.add("verdict", in_days(days), yearly=True)

    assert asked() == few


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3)) \u202eevil"


def test_what_somebody_writes_is_harmless_on_the_public_page(house: House) -> None:
    from malath.voice.remembrance.actions.recording import Told, add_happening, write_texts

    texts = {part: {"en": HOSTILE} for part in ("name", "portrait", "place", "family", "help")}
    write_texts(house.now(), texts, after=house.now().revision, by=house.officer)
    source = {"title": HOSTILE, "url": "https://example.org/a?b=1&c=2", "read_on": "2026-11-01"}
    told = Told("arrest", "2020-03-05", {"en": HOSTILE}, sources=[source])
    add_happening(house.now(), told, after=house.now().revision, by=house.officer)
    for url in ("javascript:alert(1)", 'https://a.example/"onclick="x', "https://", "//a.example/", "data:text/html,x"):
        with pytest.raises(errors.SourceAddressError):
            add_happening(
                house.now(), Told("news", "2021", {"en": "x"}, sources=[{**source, "url": url}]),
                after=house.now().revision, by=house.officer,
            )  # fmt: skip
    house.consent()
    house.out()

    for text in (page(house), listed()):
        assert "<script" not in text and "<img" not in text and 'href="javascript' not in text
    # What turns the direction round ends with the name, and reaches no word of ours.
    assert f'<bdi lang="en">{HOSTILE[:8]}'.replace("<script>", "&lt;script") in page(house)
