"""Hate speech and incitement are recorded without a victim; nothing that is done to somebody is (SC7)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from malath.accountability.violations.editing import Answers, say
from malath.accountability.violations.leaving import load_export, write_export
from malath.accountability.violations.models import Act, Person
from malath.accountability.violations.recording import recording
from malath.accountability.violations.speech import HEAD, VictimMissingError, may_be_against_nobody
from malath.accountability.violations.tests.pages import VICTIM, tell_all
from malath.platform.access.scoped import whole_block_unscoped

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
SPEECH, TORTURE = "12.01.01", "02.01"


def test_only_what_is_said_to_the_public_needs_nobody() -> None:
    needs_nobody = [one for one in ("12.01", "12.01.05", "12.02.03", "12.02.06") if may_be_against_nobody(one)]
    against_somebody = ["12.02.04", "12.02.05", "12.03", "12.010", "02.01", ""]

    assert needs_nobody == ["12.01", "12.01.05", "12.02.03", "12.02.06"]
    assert [one for one in against_somebody if may_be_against_nobody(one)] == []


def speech(documenters: Any) -> Act:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="story") as change:
        event = change.event({"title": "A broadcast"})
        return change.act(event, None, {"kind": SPEECH})


def test_an_act_is_added_from_its_page_without_a_victim_and_torture_is_not(
    documenters: Any, as_member: AsMember
) -> None:
    act, client = speech(documenters), as_member(documenters.yara)
    address = f"/violations/{act.event_id}/act/"

    assert client.post(address, {"kind": SPEECH}).status_code == 303
    refused = client.post(address, {"kind": TORTURE})

    assert refused.status_code == 422 and "Say to whom it was done" in refused.content.decode()
    assert Act.objects.visible_to(documenters.yara).filter(victim=None).count() == 2
    page = client.get(f"/violations/{act.event_id}/").content.decode()
    assert page.count("said to the public") == 2 and "a protected person" not in page


def test_an_act_against_nobody_does_not_become_one_that_is_done_to_somebody(documenters: Any) -> None:
    act = speech(documenters)

    with pytest.raises(VictimMissingError):
        say(act, Answers({"kind": TORTURE}, based_on=act.last_change), by=documenters.yara)
    with pytest.raises(VictimMissingError):
        say(act, Answers({"kind": None}, based_on=act.last_change), by=documenters.yara)
    say(act, Answers({"kind": "12.02.02"}, based_on=act.last_change), by=documenters.yara)

    assert Act.objects.visible_to(documenters.yara).get().kind == "12.02.02"


def test_a_story_of_speech_makes_no_unnamed_victim(documenters: Any, as_member: AsMember) -> None:
    told = {"way": "nobody", "narrative": "A sermon on the radio", "act-1-kind": SPEECH, "act-2-kind": TORTURE}

    answer = as_member(documenters.yara).post(
        "/violations/stories/tell/", {**told, "key": uuid.uuid4(), "do": "finish"}
    )

    assert answer.status_code == 303, answer.content.decode()
    acts = {one.kind: one.victim_id for one in Act.objects.visible_to(documenters.yara)}
    assert acts[SPEECH] is None and acts[TORTURE] is not None


def test_it_leaves_and_comes_back_as_it_was(documenters: Any, tmp_path: Path) -> None:
    speech(documenters)
    first = write_export(tmp_path / "first", viewer=documenters.yara)
    with whole_block_unscoped(reason="an empty instance"):
        for model in reversed(list(apps.get_app_config("violations").get_models())):
            model._base_manager.all()._raw_delete("default")  # type: ignore[attr-defined]

    load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)

    second = write_export(tmp_path / "second", viewer=documenters.yara)
    assert second.digest == first.digest
    assert not Person.objects.visible_to(documenters.yara).exists()


SAID = {
    "outlet_kind": "05", "outlet": "The account of the square", "quote": "هم جرذان", "quote_language": "Arabic",
    "translation": "They are rats", "reach": "12,000 followers, by the account itself",
}  # fmt: skip


def test_the_words_their_outlet_and_its_reach_are_kept_and_watched_over_time(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    act, client = speech(documenters), as_member(documenters.yara)
    with commits():
        answer = client.post(f"/violations/{act.event_id}/act/", {"kind": SPEECH, "when": "2015-03", **SAID})
    assert answer.status_code == 303
    tell_all(documenters)

    page = client.get("/violations/speech/").content.decode()

    assert page.index("They are rats") < page.rindex("Neither the words nor the outlet are said yet")
    assert all(words in page for words in (*list(SAID.values())[1:], "Account on a social network", "March 2015"))
    assert VICTIM not in page
    for words in ("square account", "جرذان", "rats"):
        found = client.post("/violations/find/", {"text": words, "kind": HEAD})
        assert client.get(found["Location"]).context["answer"].count.number == 2, words
    assert "They are rats" not in as_member(documenters.lea).get("/violations/speech/").content.decode()


def test_other_acts_are_not_asked_for_them(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    words, asked = speech(documenters), "How many it reached"

    refused = client.post(f"/violations/{told.event.pk}/act/", {"kind": TORTURE, "victim_name": "S", "quote": "…!"})

    assert refused.status_code == 422 and "hate speech and incitement alone" in refused.content.decode()
    assert asked not in client.get(f"/violations/record/act/{told.act.pk}/").content.decode()
    assert asked in client.get(f"/violations/record/act/{words.pk}/").content.decode()
