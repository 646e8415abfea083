"""A lost line costs no words: what is being written is kept, and never laid over what somebody else wrote since."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from malath.voice.campaigns.actions import begin_undertaking
from malath.voice.remembrance.actions.recording import begin_colleague
from malath.voice.site import actions
from malath.voice.site.tests.conftest import NEWS, House
from malath.voice.statements.tests.conftest import Room

pytestmark = pytest.mark.django_db


def kept_as(client: Client, path: str) -> str:
    found = re.search(r'data-draft="([^"]+)" data-draft-url="/draft/"', client.get(path).content.decode())
    assert found, path
    return found[1]


def test_what_is_being_written_is_kept_until_somebody_else_changes_it(
    house: House, as_member: Callable[..., Client]
) -> None:
    client, row = as_member(house.officer), house.draft()
    first = kept_as(client, f"/site/{row.pk}/write/")
    actions.write_texts(row, NEWS, after=row.revision, by=house.officer)

    assert kept_as(client, f"/site/{row.pk}/write/") != first
    assert client.post("/draft/", {"form": first, "title_en": "A door"}).json()["kept"]
    assert client.get("/draft/", {"form": first}).json()["fields"] == {"title_en": "A door"}


def test_every_long_form_of_the_voice_is_kept(house: House, room: Room, as_member: Callable[..., Client]) -> None:
    client, haven = as_member(house.officer), house.coalition.haven
    out = house.out()
    campaign = begin_undertaking(haven, kind="campaign", by=house.officer)
    texts = {"name": {"en": "Somebody Invented"}}
    colleague = begin_colleague(haven, fate="detained", texts=texts, by=house.officer)
    paths = [
        f"/site/{out.pk}/correct/", f"/undertakings/{campaign.pk}/write/", f"/undertakings/{campaign.pk}/add/addressee/",
        f"/remembrance/{colleague.pk}/write/", f"/remembrance/{colleague.pk}/add/", f"/remembrance/{colleague.pk}/change/",
    ]  # fmt: skip
    keys = [kept_as(client, path) for path in paths]
    keys += [
        kept_as(as_member(room.officer), f"/statements/{room.statement.pk}/{path}/")
        for path in ("write", "translate/fr")
    ]

    assert len(set(keys)) == len(keys) and all("None" not in key for key in keys)
