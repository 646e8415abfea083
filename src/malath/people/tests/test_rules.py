"""May somebody be contacted now; does a paper end soon; does a consent hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from malath.people.rules import (
    Contact,
    consent_covers,
    consent_holds,
    contact_now,
    hours_of,
    paper_urgency,
)
from malath.people.zones import ZONES, zone_of

RULES = {"only": ["signal", "in_person"], "never": ["call"], "hours": "10:00-14:00"}
NIGHT = {"hours": "22:00-02:00"}


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("10:00-14:00", [(time(10), time(14))]),
        ("10-14", [(time(10), time(14))]),
        ("10h-14h30", [(time(10), time(14, 30))]),
        ("10:00 to 14:00", [(time(10), time(14))]),
        ("10:00 – 14:00", [(time(10), time(14))]),
        ("١٠:٠٠-١٤:٠٠", [(time(10), time(14))]),
        ("10:00-14:00, 18:30-20:00", [(time(10), time(14)), (time(18, 30), time(20))]),
        ("10-12 et 15-17", [(time(10), time(12)), (time(15), time(17))]),
        ("20-24", [(time(20), time(0))]),
        ("", []),
        ("in the evening", None),
        ("25-26", None),
        ("10:70-12", None),
        ("10-14, after dark", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: object) -> None:
    assert hours_of(text) == spans


@pytest.mark.parametrize(
    ("rules", "channel", "when", "zone", "state"),
    [
        (RULES, "signal", at(10), None, Contact.ALLOWED),
        (RULES, "signal", at(13, 59), None, Contact.ALLOWED),
        (RULES, "signal", at(14), None, Contact.OUTSIDE_HOURS),
        (RULES, "signal", at(9, 59), None, Contact.OUTSIDE_HOURS),
        (RULES, "call", at(11), None, Contact.NEVER),
        (RULES, "call", at(3), None, Contact.NEVER),
        (RULES, "sms", at(11), None, Contact.NOT_AGREED),
        ({"only": ["call"], "never": ["call"]}, "call", at(11), None, Contact.NEVER),
        ({"never": ["call"]}, "sms", at(3), None, Contact.ALLOWED),
        ({}, "call", at(3), None, Contact.ALLOWED),
        ({"hours": "when the children sleep"}, "sms", at(11), None, Contact.UNCLEAR),
        ({"hours": "when the children sleep", "never": ["sms"]}, "sms", at(11), None, Contact.NEVER),
        (NIGHT, "sms", at(23), None, Contact.ALLOWED),
        (NIGHT, "sms", at(1, 59), None, Contact.ALLOWED),
        (NIGHT, "sms", at(2), None, Contact.OUTSIDE_HOURS),
        (RULES, "signal", at(8), "Europe/Istanbul", Contact.ALLOWED),
        (RULES, "signal", at(12), "Europe/Istanbul", Contact.OUTSIDE_HOURS),
        ({"hours": "20-24"}, "sms", at(23), None, Contact.ALLOWED),
        ({"hours": "10-12, 15-17"}, "sms", at(13), None, Contact.OUTSIDE_HOURS),
        ({"hours": "10-12, 15-17"}, "sms", at(16), None, Contact.ALLOWED),
    ],
)
def test_a_contact_is_judged_by_channel_then_hour(
    rules: dict[str, object], channel: str, when: datetime, zone: str | None, state: Contact
) -> None:
    verdict = contact_now(rules, when, channel, zone=zone)

    assert verdict.state == state
    assert verdict.is_allowed == (state == Contact.ALLOWED)


def test_outside_the_hours_the_next_opening_is_told_in_the_persons_own_time() -> None:
    verdict = contact_now(RULES, at(12), "signal", zone="Europe/Istanbul")

    assert verdict.local.hour == 15
    assert verdict.opens is not None
    assert (verdict.opens.day, verdict.opens.hour) == (22, 10)


def test_every_zone_of_the_table_exists() -> None:
    for country in ZONES:
        contact_now(RULES, at(12), "signal", zone=zone_of(country))
    assert zone_of("") is None
    assert zone_of("ZZ") is None


@pytest.mark.parametrize(
    ("end", "urgency"),
    [
        (None, ""),
        (date(2026, 11, 20), "over"),
        (date(2026, 11, 21), "urgent"),
        (date(2026, 11, 30), "urgent"),
        (date(2026, 12, 1), "soon"),
        (date(2027, 1, 20), "soon"),
        (date(2027, 1, 21), ""),
    ],
)
def test_a_paper_is_urgent_from_nine_days_and_soon_from_sixty(end: date | None, urgency: str) -> None:
    assert paper_urgency(end, date(2026, 11, 21)) == urgency


@pytest.mark.parametrize(
    ("given", "until", "withdrawn", "holds"),
    [
        (date(2026, 11, 1), None, None, True),
        (date(2026, 11, 1), date(2026, 11, 21), None, True),
        (date(2026, 11, 1), date(2026, 11, 20), None, False),
        (date(2026, 11, 1), None, date(2026, 11, 21), False),
        (date(2026, 11, 22), None, None, False),
    ],
)
def test_a_consent_holds_until_its_last_day_or_its_withdrawal(
    given: date, until: date | None, withdrawn: date | None, holds: bool
) -> None:
    assert consent_holds(given, until, withdrawn, date(2026, 11, 21)) is holds


def test_a_consent_covers_only_the_recipients_that_it_names() -> None:
    assert consent_covers(["City of Lyon"], "city of lyon ")
    assert not consent_covers(["City of Lyon"], "Prefecture")
    assert not consent_covers([], "Prefecture")
    assert consent_covers([], None)
