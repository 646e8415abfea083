"""What a text rests on can end: then it does not go out, and what is out goes with its address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from malath.platform.errors import DomainError
from malath.voice.site import actions, gates
from malath.voice.site.building import build
from malath.voice.site.models import Publication
from malath.voice.site.putting_out import keep_site
from malath.voice.site.rules import State
from malath.voice.site.tests.conftest import House

pytestmark = pytest.mark.django_db


def refuse(_row: Publication) -> None:
    raise DomainError


def test_what_a_rule_of_another_room_forbids_does_not_go_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), by=house.officer)
    monkeypatch.setattr(gates, "_GATES", [refuse])

    with pytest.raises(DomainError):
        actions.publish(house.draft(), by=house.officer)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert keep_site() == 0

    assert house.now(waiting).state == State.DRAFT


def test_what_is_let_go_leaves_its_address_too(house: House) -> None:
    row = house.out()
    waiting = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)

    actions.let_go(row, by=None)
    actions.let_go(waiting, by=None)

    assert not any("door" in path or b"A door opened" in body for path, body in build().items())
    assert house.now(waiting).state == State.DRAFT and house.now(waiting).embargo == ""
