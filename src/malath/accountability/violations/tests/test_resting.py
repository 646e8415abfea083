"""The page of an item of evidence leads to the events that rest on it, as far as its reader sees them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.violations.models import Change
from malath.accountability.violations.recording import recording
from malath.accountability.violations.resting import events_resting_on

pytestmark = pytest.mark.django_db


def test_an_item_leads_to_the_events_that_rest_on_it(documenters: Any, as_member: Callable[..., Client]) -> None:
    archive, yara = documenters.archive, documenters.yara
    item = receive(io.BytesIO(b"a photograph"), name="gate.txt", organisation=archive, by=yara, told=Told(title="Gate"))
    assert item is not None
    with recording(organisation=archive, by=yara, kind=Change.Kind.STORY) as change:
        open_one, closed = (
            change.event({"title": "At the gate"}),
            change.event({"title": "Behind the door"}, restricted=True),
        )
        for event in (open_one, closed):
            change.information(event, {"text": "It shows the gate."}, evidence=item.pk)

    pages = {
        one.handle: as_member(one).get(f"/evidence/{item.pk}/").content.decode() for one in (yara, documenters.karim)
    }

    assert f"/violations/{open_one.pk}/" in pages["karim"] and "At the gate" in pages["karim"]
    assert str(closed.pk) not in pages["karim"] and "Behind the door" not in pages["karim"]
    assert str(closed.pk) in pages["yara"]
    assert events_resting_on(documenters.lea, item.pk).records == ()
