"""The workspace: who comes in, two who write at once, what each step leaves, and the list's price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.voice.campaigns import actions, errors
from malath.voice.campaigns.models import Part, SpeakerConsent
from malath.voice.campaigns.tests.conftest import CAMPAIGN, LEILA, OMAR, House, pages
from malath.voice.site import actions as site
from malath.voice.site.tests.conftest import NEWS

pytestmark = pytest.mark.django_db


def test_a_campaign_goes_from_nothing_to_the_public_by_its_pages(
    house: House, as_member: Callable[..., Client]
) -> None:
    client = as_member(house.officer)
    gone = client.post(reverse("campaign_new"), {"organisation": str(house.coalition.haven.pk)})
    assert gone.status_code == 303
    pk = gone.url.split("/")[2]  # type: ignore[attr-defined]
    texts = {f"{part}_{code}": text for code, told in CAMPAIGN.items() for part, text in told.items()}
    assert client.post(reverse("undertaking_write", args=[pk]), {"after": 0, **texts}).status_code == 303
    asked = client.post(
        reverse("undertaking_add", args=[pk, "addressee"]),
        {"after": 0, "names_en": "The minister", "asked_on": "2026-09-01"},
    )
    assert asked.status_code == 303
    minister = Part.objects.visible_to(house.officer).get(undertaking=pk)
    answer = reverse("undertaking_add", args=[pk, "answer"])
    said = {"after": 0, "on": "2026-10-01", "how": "refused", "words_en": "It is not their matter."}
    assert client.post(f"{answer}?of={minister.pk}", said).status_code == 303
    assert client.post(answer, said).status_code == 404
    shown = client.get(reverse("undertaking", args=[pk])).content.decode()
    assert "It is not their matter." in shown and "Families learn" in shown

    assert client.post(reverse("undertaking_out", args=[pk])).status_code == 303
    assert any("It is not their matter." in page for page in pages().values())
    assert client.post(reverse("undertaking_out", args=[pk])).status_code == 409


def test_consent_is_recorded_for_what_stands_on_the_page_and_for_no_day_ahead(
    house: House, as_member: Callable[..., Client]
) -> None:
    client, row = as_member(house.officer), house.conference()
    leila = house.speaker(row, LEILA)
    address = reverse("speaker_consent", args=[leila.pk])
    given = {"after": 0, "covers": ["name"], "given_on": "2026-11-01", "way": "written", "note": ""}
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for wrong in ({"covers": ["programme"]}, {"given_on": tomorrow}, {"way": "rumour"}):
        assert client.post(address, {**given, **wrong}).status_code == 422
    actions.change_part(leila, OMAR, after=0, by=house.officer)

    stale = client.post(address, given)

    assert stale.status_code == 422 and "changed this" in stale.content.decode()
    assert not SpeakerConsent.objects.visible_to(house.officer).exists()
    assert client.post(address, {**given, "after": 1}).status_code == 303


def test_the_second_of_two_who_write_at_once_is_told_and_keeps_their_text(
    house: House, as_member: Callable[..., Client]
) -> None:
    row = house.campaign()
    actions.write_undertaking(row, CAMPAIGN, after=1, by=house.officer)

    late = {"after": 1, "title_en": "My own title", "aim_en": "x", "demands_en": "y"}
    answer = as_member(house.officer).post(reverse("undertaking_write", args=[row.pk]), late)

    assert answer.status_code == 422
    assert "Somebody changed this" in answer.content.decode() and "My own title" in answer.content.decode()
    part = actions.add_part(row, kind="addressee", words={"names": {"en": "A"}, "words": {}}, by=house.officer)
    actions.change_part(part, {"names": {"en": "B"}, "words": {}}, after=0, by=house.officer)
    with pytest.raises(ChangedMeanwhileError):
        actions.change_part(part, {"names": {"en": "C"}, "words": {}}, after=0, by=house.officer)


def test_nobody_elsewhere_sees_or_does_any_of_it(house: House, as_member: Callable[..., Client]) -> None:
    campaign, row = house.campaign(), house.conference()
    leila, by, today = house.speaker(row, LEILA, "name"), house.elsewhere, date(2026, 11, 1)
    client = as_member(by)
    for name, pk in (("undertaking", row.pk), ("undertaking_line", leila.pk), ("speaker_consent", leila.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert "What the letters say" not in client.get(reverse("occasions")).content.decode()
    consent = {"covers": ["name"], "way": "written", "note": "", "given_on": today, "after": 0}
    for act in (
        lambda: actions.begin_undertaking(house.coalition.haven, kind="campaign", by=by),
        lambda: actions.write_undertaking(row, {}, after=1, by=by),
        lambda: actions.put_out(row, by=by),
        lambda: actions.add_part(row, kind="paper", words={}, by=by),
        lambda: actions.change_part(leila, OMAR, after=0, by=by),
        lambda: actions.remove_part(leila, by=by),
        lambda: actions.record_consent(leila, by=by, **consent),  # type: ignore[arg-type]
        lambda: actions.withdraw_consent(leila, by=by),
        lambda: actions.choose_publications(campaign, [], by=by),
    ):
        with pytest.raises(NotAllowedError):
            act()
    theirs = actions.begin_undertaking(house.coalition.archive, kind="occasion", by=by)
    with pytest.raises(NotFoundError):
        actions.write_undertaking(theirs, {}, details={}, campaign=campaign.pk, after=0, by=by)
    news = site.begin_publication(house.coalition.haven, kind="news", subject="return", by=house.officer)
    news = site.publish(site.write_texts(news, NEWS, after=0, by=house.officer), by=house.officer)
    with pytest.raises(NotFoundError):
        actions.choose_publications(theirs, [news.pk], by=by)
    assert house.now(row).revision == 3


def test_a_speaker_goes_with_their_consents_and_a_decision_maker_with_their_answers(house: House) -> None:
    row, campaign = house.conference(), house.campaign()
    leila = house.speaker(row, LEILA, "name")
    one = actions.add_part(campaign, kind="addressee", words={"names": {"en": "A"}, "words": {}}, by=house.officer)
    actions.add_part(campaign, kind="answer", of=one.pk, words={"on": "2026-10-01"}, by=house.officer)
    with pytest.raises(NotFoundError):
        actions.add_part(row, kind="answer", of=one.pk, words={}, by=house.officer)

    actions.remove_part(leila, by=house.officer)
    actions.remove_part(one, by=house.officer)

    assert not Part.objects.visible_to(house.officer).exists()
    assert not SpeakerConsent.objects.visible_to(house.officer).exists()
    with pytest.raises(errors.NotThereError):
        actions.withdraw_consent(leila, by=house.officer)


def test_what_goes_out_stays_sealed_where_it_stands_and_every_act_leaves_its_entry(house: House) -> None:
    row = actions.put_out(house.conference(), by=house.officer)
    house.speaker(row, LEILA, "name")
    with connection.cursor() as cursor:
        held = b""
        for table in ("undertaking", "part", "speakerconsent"):
            cursor.execute(f"select * from campaigns_{table}")  # noqa: S608
            held += b"".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for r in cursor for v in r
            )

    assert not any(word.encode() in held for word in ("Leila", "letters", "Mill", "programme"))
    verbs = OutboxEntry.objects.filter(verb__startswith="campaigns.").order_by("number").values_list("verb", flat=True)
    assert [verb.removeprefix("campaigns.") for verb in verbs] == ["begun", "written", "put-out", "part-added", "consent-recorded"]  # fmt: skip


def test_the_list_asks_as_often_for_many_as_for_few(house: House, as_member: Callable[..., Client]) -> None:
    client, counts = as_member(house.officer), []
    for _ in range(2):
        for _ in range(3):
            house.campaign()
        client.get(reverse("campaigns"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("campaigns")).content.decode().count("Open the lists") >= 3
        counts.append(len(asked))

    assert counts[0] == counts[1]
