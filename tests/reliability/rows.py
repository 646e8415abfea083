"""Every row of an installation, opened: `python -m tests.reliability.rows` prints them as JSON, by table.

With `--alone` no server runs: a keeper is started for the while, and no job changes anything meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
BATCH = 100


def rows_of(model: Any) -> list[dict[str, str]]:
    """The rows of a model in the order of their keys, sealed fields in clear."""
    from malath.platform.sealed.fields import SealedModel, reveal

    manager = model._default_manager
    query = manager.unscoped(reason="a test compares whole tables") if hasattr(manager, "unscoped") else manager.all()
    found = list(query.order_by("pk"))
    if issubclass(model, SealedModel):
        for start in range(0, len(found), BATCH):
            reveal(found[start : start + BATCH], by=None, why="test")
    fields = [field.attname for field in model._meta.concrete_fields]
    return [{name: _plain(row.__dict__[name]) for name in fields} for row in found]


def _plain(value: Any) -> str:
    return (
        value.hex() if isinstance(value, bytes) else bytes(value).hex() if isinstance(value, memoryview) else str(value)
    )


def files() -> dict[str, str]:
    """The digest of every stored file once it is opened, by its identifier."""
    import hashlib

    from malath.platform.sealed.files import read
    from malath.platform.sealed.models import SealedFile

    return {
        str(file.pk): hashlib.sha256(read(file, None, "test")).hexdigest() for file in SealedFile.objects.order_by("pk")
    }


@contextmanager
def a_keeper() -> Iterator[None]:
    """The installation's keeper, opened inside the block."""
    from malath.platform.keeper import process
    from malath.platform.keeper.client import home, keeper
    from tests.people import PASSPHRASE

    running = process.start(home())
    try:
        keeper().unseal(PASSPHRASE)
        yield
    finally:
        running.terminate()
        running.wait(timeout=10)


def everything() -> dict[str, Any]:
    """All tables and all files."""
    from django.apps import apps

    return {"tables": {model._meta.label: rows_of(model) for model in apps.get_models()}, "files": files()}


def main(arguments: list[str]) -> None:
    """Print it all."""
    django.setup()
    if "--alone" in arguments:
        with a_keeper():
            found = everything()
    else:
        found = everything()
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
