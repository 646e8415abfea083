"""Nothing of a colleague is seen outside without a consent that stands and allows it; withdrawn, it goes at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.voice.remembrance import errors
from malath.voice.remembrance.actions import consenting, keeping, publishing, recording
from malath.voice.remembrance.actions.fates import change_fate
from malath.voice.remembrance.rules import State
from malath.voice.remembrance.selectors import fingerprint
from malath.voice.remembrance.tests.conftest import NAME, TEXTS, House, in_days
from malath.voice.remembrance.today import keep_watch
from malath.voice.site.actions import publish
from malath.voice.site.building import build
from malath.voice.site.models import Publication
from malath.voice.site.outside.folder import read
from malath.voice.site.putting_out import bring_up_to_date, public_folder

pytestmark = pytest.mark.django_db
PAGE = "{}/colleagues/{}/index.html"


def outside() -> str:
    """Everything that is public, addresses too."""
    return "\n".join(f"{path}\n{body.decode('utf-8', 'replace')}" for path, body in build().items())


def told_of(text: str) -> bool:
    return any(name.split()[0] in text for name in NAME.values())


def test_without_a_consent_nothing_is_seen_and_nothing_goes_out(house: House) -> None:
    house.add()
    before = fingerprint()
    with pytest.raises(errors.ConsentMissingError):
        house.out()
    house.consent(["portrait", "timeline"])
    with pytest.raises(errors.ConsentMissingError):
        house.out()

    assert not told_of(outside()) and fingerprint() == before


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("portrait", "<strong>taught</strong>"),
        ("timeline", "Taken from work."),
        ("place", "old mill"),
        ("family", "mother waits"),
        ("birthday", "Birth"),
    ],
)
def test_each_part_is_seen_only_when_it_is_allowed(house: House, part: str, words: str) -> None:
    house.add()
    house.add("birth", "1990-06-01", "")
    house.consent(["name"])
    house.out()
    assert told_of(outside()) and words not in outside()

    house.consent(["name", part])

    assert words in outside()


def test_a_line_that_gives_away_a_place_needs_that_too(house: House) -> None:
    house.add("moved", "2021-01-02", "Moved to the old mill.", names=["place"])
    house.consent(["name", "timeline"])
    house.out()
    assert "old mill" not in outside()

    house.consent(["name", "timeline", "place"])

    assert "Moved to the old mill." in outside()


def test_between_a_withdrawal_and_the_next_making_the_site_is_known_to_be_behind(house: House) -> None:
    house.consent()
    house.out()
    bring_up_to_date()
    folder = public_folder()
    files = folder / "pages" if (folder / "pages").exists() else folder
    assert PAGE.format("en", house.row.slug) in read(files)
    line = fingerprint()

    consenting.withdraw_consent(house.row, silent=True, by=house.officer)

    assert fingerprint() != line and house.now().state == State.DOWN
    assert bring_up_to_date()
    left = "".join(f"{path} {body.decode('utf-8', 'replace')}" for path, body in read(files).items())
    assert house.row.slug not in left and not told_of(left)


def test_what_is_withdrawn_aloud_says_only_that_it_was_taken_down(house: House) -> None:
    house.consent()
    house.out()
    consenting.withdraw_consent(house.row, silent=False, by=house.officer)

    page = build()[PAGE.format("en", house.row.slug)].decode()
    assert "Taken down" in page and not told_of(outside())
    with pytest.raises(errors.AlreadyWithdrawnError):
        consenting.withdraw_consent(house.row, silent=False, by=house.officer)
    with pytest.raises(errors.ConsentMissingError):
        house.out()
    # A new consent is no order to publish.
    house.consent()
    assert not told_of(outside())


def test_a_consent_that_ends_by_itself_takes_everything_with_it(house: House) -> None:
    line = house.add("arrest", in_days(10), yearly=True)
    house.consent(until=timezone.localdate() + timedelta(days=3))
    house.out()
    assert line.due_on is not None
    made = keeping.begin_text(line, due_on=line.due_on, by=house.officer)
    publish(made, by=house.officer)
    assert told_of(outside())
    before = fingerprint()

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert fingerprint() != before
        keep_watch()
        assert not told_of(outside())


def test_texts_begun_from_the_record_go_with_the_consent_and_do_not_go_out_after_it(house: House) -> None:
    lines = [house.add("arrest", in_days(days), yearly=True) for days in (5, 6, 7)]
    house.consent()
    made = [keeping.begin_text(line, due_on=line.due_on, by=house.officer) for line in lines if line.due_on]
    publish(made[0], by=house.officer)
    publish(made[1], at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)
    assert told_of(outside())

    consenting.withdraw_consent(house.row, silent=True, by=house.officer)

    assert not told_of(outside()) and "salma" not in outside().lower()
    with pytest.raises(errors.ConsentMissingError):
        publish(made[2], by=house.officer)
    states = Publication.objects.unscoped(reason="a test looks").order_by("begun_on").values_list("state", flat=True)
    assert sorted(states) == ["down", "draft", "draft"]


def test_a_relative_does_not_widen_what_they_said_themselves_while_they_live(house: House) -> None:
    house.consent(["name"], relation="self")
    with pytest.raises(errors.OwnWordStandsError):
        house.consent(["name", "portrait"])
    consenting.withdraw_consent(house.row, silent=False, by=house.officer)
    with pytest.raises(errors.OwnWordStandsError):
        house.consent(["name"])

    change_fate(house.now(), "died", when="2026-01-02", words={"en": "x"}, after=house.now().revision, by=house.officer)
    with pytest.raises(errors.DeadDoNotConsentError):
        house.consent(["name"], relation="self")
    house.consent(["name", "portrait"])
    house.out()
    assert told_of(outside())
    # The death was reported wrongly: their own word is in force again.
    change_fate(
        house.now(), "found", when="2026-02-02", words={"en": "x"}, after=house.now().revision, by=house.officer
    )
    assert not told_of(outside()) and house.now().state == State.DOWN


def test_a_consent_without_the_name_is_as_none(house: House) -> None:
    line = house.add("arrest", in_days(5), yearly=True)
    house.consent()
    house.out()
    assert line.due_on is not None
    publish(keeping.begin_text(line, due_on=line.due_on, by=house.officer), by=house.officer)

    house.consent(["portrait", "timeline"])

    assert not told_of(outside())


def test_two_members_never_overwrite_each_other(house: House) -> None:
    seen = house.now().revision
    recording.write_texts(house.row, TEXTS, after=seen, by=house.officer)

    with pytest.raises(ChangedMeanwhileError):
        recording.write_texts(house.row, {"name": NAME}, after=seen, by=house.officer)
    with pytest.raises(ChangedMeanwhileError):
        change_fate(house.row, "freed", when="2026-01-02", words={"en": "x"}, after=seen, by=house.officer)


def test_nobody_elsewhere_does_any_of_it(house: House) -> None:
    line = house.add("arrest", in_days(10), yearly=True)
    house.consent()
    assert line.due_on is not None
    told = recording.Told("news", "2021", {"en": "x"})
    given = consenting.Given("self", "x", "x", ["name"], timezone.localdate())
    row, by, after, due_on = house.now(), house.elsewhere, house.now().revision, line.due_on
    for act in (
        lambda: recording.begin_colleague(house.coalition.haven, fate="killed", texts={"name": NAME}, by=by),
        lambda: recording.write_texts(row, TEXTS, after=after, by=by),
        lambda: recording.add_happening(row, told, after=after, by=by),
        lambda: recording.write_happening(line, told, after=after, by=by),
        lambda: recording.strike_happening(line, after=after, by=by),
        lambda: consenting.give_consent(row, given, after=after, by=by),
        lambda: consenting.withdraw_consent(row, silent=False, by=by),
        lambda: change_fate(row, "freed", when="2021", words={"en": "x"}, after=after, by=by),
        lambda: publishing.put_out(row, after=after, by=by),
        lambda: publishing.take_down(row, silent=False, by=by),
        lambda: publishing.link_text(row, "/en/x/", by=by),
        lambda: keeping.begin_text(line, due_on=due_on, by=by),
        lambda: keeping.keep_by_text(line, "/en/x/", due_on=due_on, by=by),
        lambda: keeping.leave_out(line, "no", due_on=due_on, by=by),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert house.now().revision == after
