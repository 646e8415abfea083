"""The rule of consents, as tables: what was said, who asks for what, and the answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from malath.accountability.testimony.rules import (
    DAYS_AFTER_SEAT,
    Answer,
    NameUse,
    Proposed,
    Purpose,
    Said,
    Why,
    all_of,
    fits_name_use,
    may_leave,
    same_recipient,
    seat_binds,
)

ON = date(2026, 11, 22)
BEFORE, LATER = ON - timedelta(days=30), ON + timedelta(days=30)
PUBLIC, UN, ARCHIVE, SHARING = Purpose.PUBLICATION, Purpose.SUBMISSION, Purpose.ARCHIVE, Purpose.SHARING


def yes(purpose: str, *recipients: str, **more: object) -> Said:
    return Said(purpose, True, BEFORE, recipients, name_use=NameUse.NAME, **more)  # type: ignore[arg-type]


def no(purpose: str, *recipients: str, turn: int = 9) -> Said:
    return Said(purpose, False, BEFORE, recipients, turn=turn)


ANSWERS = [
    ("nobody asked", [], PUBLIC, "", Why.NOT_ASKED),
    ("asked for another purpose", [yes(Purpose.ANALYSIS)], PUBLIC, "", Why.NOT_ASKED),
    ("agreed", [yes(PUBLIC)], PUBLIC, "", Why.AGREED),
    ("agreed for one recipient", [yes(UN, "wgeid")], UN, "wgeid", Why.AGREED),
    ("letters and spaces of a name", [yes(SHARING, "Open  Door")], SHARING, "open door", Why.AGREED),
    ("another recipient", [yes(UN, "wgeid")], UN, "ced", Why.OTHER_RECIPIENT),
    ("a recipient is needed and none named", [yes(UN)], UN, "wgeid", Why.OTHER_RECIPIENT),
    ("the person said no", [no(PUBLIC)], PUBLIC, "", Why.REFUSED),
    ("a no to everybody", [yes(SHARING, "a"), no(SHARING)], SHARING, "a", Why.REFUSED),
    ("a no to another", [yes(SHARING, "a"), no(SHARING, "b")], SHARING, "a", Why.AGREED),
    ("withdrawn", [yes(PUBLIC, withdrawn_on=ON)], PUBLIC, "", Why.WITHDRAWN),
    ("an older yes stays silent", [yes(PUBLIC), yes(PUBLIC, withdrawn_on=ON, turn=2)], PUBLIC, "", Why.WITHDRAWN),
    (
        "said again after it",
        [yes(PUBLIC, withdrawn_on=BEFORE, turn=1), Said(PUBLIC, True, ON, turn=2)],
        PUBLIC,
        "",
        Why.AGREED,
    ),
    (
        "an old paper found after it",
        [yes(PUBLIC, withdrawn_on=ON, turn=1), Said(PUBLIC, True, BEFORE, turn=2)],
        PUBLIC,
        "",
        Why.WITHDRAWN,
    ),
    ("ended", [yes(PUBLIC, until=ON - timedelta(days=1))], PUBLIC, "", Why.ENDED),
    ("the last day counts", [yes(PUBLIC, until=ON)], PUBLIC, "", Why.AGREED),
    ("given on a later day", [Said(PUBLIC, True, LATER)], PUBLIC, "", Why.NOT_ASKED),
    ("not told of letter and summary", [yes(UN, "ced", told=False)], UN, "ced", Why.NOT_TOLD),
    ("kept though nobody asked", [], ARCHIVE, "x", Why.NOBODY_ASKED),
    ("kept no more", [no(ARCHIVE)], ARCHIVE, "x", Why.REFUSED),
    ("kept no more, taken back", [yes(ARCHIVE, withdrawn_on=ON)], ARCHIVE, "x", Why.WITHDRAWN),
]


@pytest.mark.parametrize(("case", "said", "purpose", "recipient", "why"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_what_was_said_decides(case: str, said: list[Said], purpose: str, recipient: str, why: Why) -> None:
    answer = may_leave(said, purpose, recipient, ON)

    assert answer.why is why
    assert answer.allowed is (why in {Why.AGREED, Why.NOBODY_ASKED})
    assert answer.allowed or answer.name_use == NameUse.NONE


SEATS = [
    ("no proposal", [], PUBLIC, Why.SEAT_WAITS),
    ("no answer yet", [Proposed(PUBLIC, "", None)], PUBLIC, Why.SEAT_WAITS),
    ("agreed", [Proposed(PUBLIC, "", True, LATER)], PUBLIC, Why.AGREED),
    ("agreed until yesterday", [Proposed(PUBLIC, "", True, BEFORE)], PUBLIC, Why.SEAT_WAITS),
    ("agreed for another", [Proposed(PUBLIC, "the press", True, LATER)], PUBLIC, Why.SEAT_WAITS),
    ("refused", [Proposed(PUBLIC, "", False, LATER)], PUBLIC, Why.SEAT_REFUSED),
    ("refused, then agreed", [Proposed(PUBLIC, "", False), Proposed(PUBLIC, "", True, turn=2)], PUBLIC, Why.AGREED),
    ("agreed, then refused", [Proposed(PUBLIC, "", True), Proposed(PUBLIC, "", False, turn=2)], PUBLIC, Why.SEAT_REFUSED),
    ("a longer yes waits", [Proposed(PUBLIC, "", True, LATER), Proposed(PUBLIC, "", None, turn=2)], PUBLIC, Why.AGREED),
    ("asked again", [Proposed(PUBLIC, "", False), Proposed(PUBLIC, "", None, turn=2)], PUBLIC, Why.SEAT_REFUSED),
    ("the archive is not proposed", [], ARCHIVE, Why.AGREED),
    ("the archive is refused", [Proposed(ARCHIVE, "", False)], ARCHIVE, Why.SEAT_REFUSED),
]  # fmt: skip


@pytest.mark.parametrize(("case", "proposed", "purpose", "why"), SEATS, ids=[row[0] for row in SEATS])
def test_a_seated_testimony_waits_for_its_association(
    case: str, proposed: list[Proposed], purpose: str, why: Why
) -> None:
    said = [yes(PUBLIC), yes(ARCHIVE)]

    assert may_leave(said, purpose, "", ON, seated=True, proposed=proposed).why is why


def test_an_association_cannot_agree_in_the_place_of_the_person() -> None:
    proposed = [Proposed(PUBLIC, "", True)]

    assert may_leave([no(PUBLIC)], PUBLIC, "", ON, seated=True, proposed=proposed).why is Why.REFUSED


def test_several_together_leave_under_the_least_name_and_not_at_all_where_one_says_no() -> None:
    full, initials = (Answer(True, use, Why.AGREED) for use in (NameUse.NAME, NameUse.INITIALS))
    refused = Answer(False, NameUse.NONE, Why.REFUSED)

    assert all_of([full, initials]) == initials
    assert all_of([full, refused, initials]) == refused
    assert all_of([]).why is Why.NOBODY_ASKED


days = some.dates(date(2026, 1, 1), date(2026, 12, 31))
recipients = some.lists(some.sampled_from(["a", "b", "A ", "wgeid"]), max_size=2).map(tuple)
statements = some.builds(
    Said, purpose=some.sampled_from(list(Purpose)), agrees=some.booleans(), given_on=days, recipients=recipients,
    until=some.none() | days, withdrawn_on=some.none() | days, name_use=some.sampled_from(list(NameUse)),
    told=some.booleans(), turn=some.integers(0, 50),
)  # fmt: skip


@given(some.lists(statements, max_size=6), some.sampled_from(list(Purpose)), some.sampled_from(["a", "b", ""]), days)
def test_what_leaves_was_agreed_for_that_purpose_and_that_recipient(
    said: list[Said], purpose: Purpose, recipient: str, on: date
) -> None:
    answer = may_leave(said, purpose, recipient, on)

    if answer.why is Why.AGREED:
        assert any(
            one.agrees
            and one.purpose == purpose
            and one.given_on <= on
            and one.withdrawn_on is None
            and (one.until is None or one.until >= on)
            and (not one.recipients or same_recipient(recipient) in map(same_recipient, one.recipients))
            for one in said
        )


@given(some.lists(statements, max_size=6), some.sampled_from(list(Purpose)), days)
def test_a_no_to_everybody_that_is_said_last_stops_everything(said: list[Said], purpose: Purpose, on: date) -> None:
    last = Said(purpose, False, date(2026, 12, 31), turn=99)

    assert not may_leave([*said, last], purpose, "a", date(2026, 12, 31)).allowed


@pytest.mark.parametrize(
    ("person", "association", "least"),
    [
        (NameUse.NAME, NameUse.INITIALS, NameUse.INITIALS),
        (NameUse.INITIALS, NameUse.NAME, NameUse.INITIALS),
        (NameUse.NONE, NameUse.NAME, NameUse.NONE),
        (NameUse.NAME, NameUse.NONE, NameUse.NONE),
    ],
)
def test_the_least_name_leaves_of_what_the_person_and_the_association_allow(
    person: NameUse, association: NameUse, least: NameUse
) -> None:
    said = [Said(PUBLIC, True, BEFORE, name_use=person)]
    proposed = [Proposed(PUBLIC, "", True, name_use=association)]

    assert may_leave(said, PUBLIC, "", ON, seated=True, proposed=proposed).name_use == least


@pytest.mark.parametrize(
    ("known_as", "name_use", "fits"),
    [
        ("", NameUse.NONE, True),
        ("S.", NameUse.NONE, False),
        ("S. A.", NameUse.INITIALS, True),
        ("س. ع.", NameUse.INITIALS, True),
        ("", NameUse.INITIALS, True),
        ("Salim", NameUse.INITIALS, False),
        ("S al-Abed", NameUse.INITIALS, False),
        ("A B C D E", NameUse.INITIALS, False),
        ("Salim al-Abed", NameUse.NAME, True),
    ],
)
def test_how_an_association_knows_somebody_is_what_they_allow(known_as: str, name_use: NameUse, fits: bool) -> None:
    assert fits_name_use(known_as, name_use) is fits


@pytest.mark.parametrize(
    ("days", "binds"), [(None, True), (0, True), (DAYS_AFTER_SEAT, True), (DAYS_AFTER_SEAT + 1, False)]
)
def test_a_seat_binds_until_three_days_after_its_end(days: int | None, binds: bool) -> None:
    assert seat_binds(None if days is None else ON - timedelta(days=days), ON) is binds
