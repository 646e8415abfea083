"""What leaves and what stays: names of speakers, places, languages, days, and what belongs to what."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.utils.translation import override

from malath.voice.campaigns import actions, errors
from malath.voice.campaigns.building import OCCASIONS, mentions
from malath.voice.campaigns.rules import Guard, demands_of
from malath.voice.campaigns.tests.conftest import CAMPAIGN, DETAILS, LEILA, OMAR, House, pages
from malath.voice.site import actions as site
from malath.voice.site.building import build
from malath.voice.site.tests.conftest import NEWS

pytestmark = pytest.mark.django_db
SECRETS = ("Omar", "عمر", "judge at the harbour", "Mill House", "Ardeche")


def told(house: House) -> str:
    """The address of a conference that is out, with both speakers in its programme."""
    row = house.conference()
    leila, omar = house.speaker(row, LEILA, "name", "words", "programme"), house.speaker(row, OMAR)
    words = {
        "on": "2027-03-04", "starts": "09:30", "ends": "10:15", "speakers": [str(leila.pk), str(omar.pk)],
        "names": {"en": "Omar Haddad and the letters"}, "words": {},
    }  # fmt: skip
    actions.add_part(row, kind="session", words=words, by=house.officer)
    paper = {
        "names": {"en": "On letters"},
        "words": {},
        "url": "https://example.org/omar-haddad",
        "read_on": "2026-11-02",
    }
    actions.add_part(row, kind="paper", words=paper, by=house.officer)
    return actions.put_out(row, by=house.officer).slug


def test_nothing_of_a_speaker_without_consent_and_of_an_undisclosed_place_is_in_any_byte(house: House) -> None:
    slug = told(house)
    files = build()
    everything = b"".join(files.values()).decode("utf-8", "replace") + " ".join(files)
    english = files[f"en/occasions/{slug}/index.html"].decode()

    assert [word for word in SECRETS if word in everything] == []
    # Whoever consented is named, also where a text names both of one family; the hour of both stands there.
    assert "Leila Haddad closes" in english and english.count('<bdi lang="en">Leila Haddad</bdi>') == 1
    assert "a speaker opens it" in english and "a speaker and the letters" in english and "09:30" in english
    assert "Undisclosed" in english and "example.org/omar" not in everything


def test_a_name_is_gone_at_the_next_making_once_its_consent_is_withdrawn(house: House) -> None:
    row = actions.put_out(house.conference(), by=house.officer)
    leila = house.speaker(row, LEILA, "name", "words")
    line = OCCASIONS.fingerprint()
    assert "Leila Haddad" in pages()[f"en/occasions/{row.slug}/index.html"]

    actions.withdraw_consent(leila, by=house.officer)

    assert OCCASIONS.fingerprint() != line
    assert not any("Leila" in text or "ليلى" in text or "Editor of" in text for text in pages().values())
    with pytest.raises(errors.NotThereError):
        actions.withdraw_consent(leila, by=house.officer)


def test_a_consent_is_to_the_words_that_were_shown_and_to_nothing_that_was_written_later(house: House) -> None:
    row = actions.put_out(house.conference(), by=house.officer)
    leila = house.speaker(row, LEILA, "name")
    changed = {**LEILA, "names": {"en": "Leila Haddad of Homs", "ar": "ليلى حداد"}}
    actions.change_part(leila, changed, after=0, by=house.officer)
    found = pages()

    # Her agreed Arabic name stands; the English one is another now, and what is said of her was never agreed to.
    assert not any("Homs" in text or "Editor of" in text for text in found.values())
    assert "ليلى حداد" in found[f"ar/occasions/{row.slug}/index.html"]


def test_a_name_that_may_not_stand_in_the_programme_stands_only_among_the_speakers(house: House) -> None:
    row = actions.put_out(house.conference(), by=house.officer)
    leila = house.speaker(row, LEILA, "name")
    words = {"on": "2027-03-04", "starts": "09:30", "ends": "", "speakers": [str(leila.pk)], "names": {"en": "Opening"}, "words": {}}  # fmt: skip
    actions.add_part(row, kind="session", words=words, by=house.officer)

    programme, speakers = pages()[f"en/occasions/{row.slug}/index.html"].split("<h2>Speakers</h2>")
    assert "Leila" not in programme.split("<h2>Programme</h2>")[1] and "Leila Haddad" in speakers


def test_a_campaign_keeps_what_its_occasions_keep_even_while_these_are_drafts(house: House) -> None:
    campaign = house.campaign()
    told_all = {**CAMPAIGN, "en": {**CAMPAIGN["en"], "aim": "Omar Haddad speaks for us in Ardeche."}}
    campaign = actions.write_undertaking(campaign, told_all, after=1, by=house.officer)
    occasion = house.conference(campaign)
    house.speaker(occasion, OMAR)
    campaign = actions.put_out(campaign, by=house.officer)

    page = pages()[f"en/campaigns/{campaign.slug}/index.html"]
    assert "a speaker speaks for us in an undisclosed place" in page and "What the letters say" not in page


def test_only_the_languages_that_are_ready_go_out_and_the_lists_say_so(house: House) -> None:
    row = actions.put_out(house.campaign(), by=house.officer)
    found = pages()

    assert f"ar/campaigns/{row.slug}/index.html" not in found and f"fr/campaigns/{row.slug}/index.html" in found
    arabic = found["ar/campaigns/index.html"]
    assert f'href="/en/campaigns/{row.slug}/" lang="en"' in arabic and "افتحوا" not in arabic
    assert "<li>Publish the lists</li><li>Let us in</li>" in found[f"en/campaigns/{row.slug}/index.html"]


def test_a_draft_is_on_no_page_and_what_is_taken_down_says_so_and_may_come_back(house: House) -> None:
    before, row = build(), house.campaign()
    assert build() == before
    row = actions.take_down(actions.put_out(row, by=house.officer), by=house.officer)
    page = f"fr/campaigns/{row.slug}/index.html"

    assert "Ouvrez" not in pages()[page] and not any("Open the lists" in text for text in pages().values())
    actions.put_out(row, by=house.officer)
    assert "Ouvrez" in pages()[page]


def test_decision_makers_stand_with_what_they_answered_and_with_their_silence(house: House) -> None:
    row = actions.put_out(house.campaign(), by=house.officer)
    made = actions.add_part(
        row, kind="addressee", words={"names": {"en": "The minister"}, "words": {}, "asked_on": "2026-09-01"},
        by=house.officer,
    )  # fmt: skip
    actions.add_part(
        row, kind="answer", of=made.pk, by=house.officer,
        words={"on": "2026-10-01", "how": "silent", "names": {}, "words": {"en": "Two letters came back."}},
    )  # fmt: skip
    actions.add_part(
        row, kind="initiative", words={"names": {"en": "Unasked"}, "words": {}, "agreed_on": ""}, by=house.officer
    )
    page = pages()[f"en/campaigns/{row.slug}/index.html"]

    assert "Silent until this day" in page and "Two letters came back." in page and "changed on" in page
    assert "Unasked" not in page


def test_an_occasion_becomes_past_with_the_day_and_the_pages_follow(house: House) -> None:
    row = actions.put_out(house.conference(), by=house.officer)
    with time_machine.travel(date(2027, 3, 5)):
        assert "<h2>Ahead</h2>" in pages()["en/occasions/index.html"]
        line = OCCASIONS.fingerprint()
    with time_machine.travel(date(2027, 3, 6)):
        assert "<h2>Past occasions</h2>" in pages()["en/occasions/index.html"] and OCCASIONS.fingerprint() != line
    actions.close(row, by=house.officer)
    assert "EventCancelled" in pages()[f"en/occasions/{row.slug}/index.html"]


def test_texts_lead_to_what_they_belong_to_and_back(house: House) -> None:
    news = site.begin_publication(house.coalition.haven, kind="news", subject="return", by=house.officer)
    news = site.publish(site.write_texts(news, NEWS, after=0, by=house.officer), by=house.officer)
    row = actions.put_out(house.campaign(), by=house.officer)
    actions.choose_publications(row, [news.pk], by=house.officer)
    files = build()

    assert f'href="/en/{news.slug}/"' in files[f"en/campaigns/{row.slug}/index.html"].decode()
    assert f'href="/en/campaigns/{row.slug}/"' in files[f"en/{news.slug}/index.html"].decode()
    # French readers are led to the text in the language in which it is.
    assert f'href="/en/{news.slug}/" lang="en"' in files[f"fr/campaigns/{row.slug}/index.html"].decode()
    site.take_down(news, by=house.officer)
    with override("en"):
        assert news.slug not in str(pages()) and list(mentions("en")) == [news.pk]


def test_hostile_texts_do_nothing_on_public_pages(house: House) -> None:
    bad = '<img src=x onerror=alert(1)>"><script>alert(2)</script>[x](javascript:alert(3))'
    campaign = house.campaign()
    row = actions.write_undertaking(
        campaign, {"en": dict.fromkeys(("title", "excerpt", "aim", "demands", "asked", "reached"), bad)}, after=1, by=house.officer
    )  # fmt: skip
    actions.put_out(row, by=house.officer)
    occasion = actions.write_undertaking(
        house.conference(), {"en": {"title": bad, "excerpt": bad, "body": bad}}, after=1, by=house.officer,
        details={**DETAILS, "open": True, "place": {"en": bad}},
    )  # fmt: skip
    actions.put_out(occasion, by=house.officer)
    house.speaker(occasion, {"names": {"en": bad}, "words": {"en": bad}}, "name", "words", "programme")
    text = " ".join(pages().values())

    assert "alert(2)" in text and not any(sign in text for sign in ("<script", "<img", 'href="javascript'))


def test_what_is_not_whole_does_not_go_out_nor_stay_out(house: House) -> None:
    undated = house.conference(first=None, last=None)
    with pytest.raises(errors.NoDayError):
        actions.put_out(undated, by=house.officer)
    row = actions.put_out(house.campaign(), by=house.officer)
    with pytest.raises(errors.NothingReadyError):
        actions.write_undertaking(row, {"en": {"title": "Only a title"}}, after=1, by=house.officer)

    assert house.now(row).texts["en"]["aim"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Omar Haddad", "X"),
        ("لعمر حدّاد كلمة", "لX كلمة"),
        ("OMAR  HADDAD said", "X said"),
        ("Leila Haddad", "Leila Haddad"),
        ("near Ardeche and Ardecheville", "near Y and Ardecheville"),
        ("بالطاحونة القديمة، والطاحونة", "بY، والطاحونة"),
    ],
)
def test_the_guard_finds_names_and_places_as_people_write_them(text: str, shown: str) -> None:
    guard = Guard(
        ("Omar Haddad", "عمر حداد"),
        ("Leila Haddad",),
        ("Mill House, Ardeche", "Mill House", "Ardeche", "الطاحونة القديمة"),
    )

    assert guard.clean(text, "X", "Y") == shown


def test_demands_stand_one_on_a_line() -> None:
    assert demands_of("1) One\n\n - Two\n3 days of hearing") == ["One", "Two", "3 days of hearing"]
