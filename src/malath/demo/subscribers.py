"""Who reads the news of the invented coalition by mail. What is sent to them lies in the demo's folder: nothing leaves."""

from __future__ import annotations

import uuid

from malath.demo.world import World
from malath.platform.sealed.fields import reveal
from malath.voice.subscribers.actions import ask_for_news, confirm, keep_list
from malath.voice.subscribers.models import Subscriber

# Address, language, kinds, whether they confirmed.
ASKED = [
    ("iris@example.org", "en", [], True),
    ("desk@example.net", "en", ["statement", "joint", "appeal"], True),
    ("maelle@example.org", "fr", [], True),
    ("paul@example.org", "fr", ["news"], False),
    ("hala@example.org", "ar", [], True),
    ("samer@example.org", "ar", ["report", "law"], True),
    ("nour@example.org", "ar", [], False),
]


def let_readers_subscribe(world: World) -> None:
    """Haven keeps the list."""
    directors = world.with_role("haven", "director")
    if not directors:
        return
    kept = keep_list(world.organisations["haven"], is_open=True, by=directors[0])
    for address, language, kinds, confirmed in ASKED:
        pk = uuid.uuid4()
        ask_for_news(kept, pk, address=address, language=language, kinds=kinds, subjects=[])
        if confirmed:
            row = Subscriber.objects.unscoped(reason="an invented reader presses the button").get(pk=pk)
            reveal(row, by=None, why="demo")
            confirm(row.details["token"])
