"""Acts of one process beside a living server: `python -m tests.vault.in_a_server take_in WORDS | read ITEM`."""

from __future__ import annotations

import io
import json
import os
import sys

import django


def take_in(words: str) -> str:
    """An item that holds these words often; its id."""
    from malath.platform.sealed.vault import take_in

    return take_in(io.BytesIO(words.encode() * 1000), "testimony", by="0" * 32).id


def read(item: str) -> int:
    """Read the item through the keeper; how many bytes it has."""
    from malath.platform.sealed.vault import read_item

    return sum(len(part) for part in read_item(item, by=None, why="the hunt").parts)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
    django.setup()
    print(json.dumps({"take_in": take_in, "read": read}[sys.argv[1]](sys.argv[2])))
