"""The process that writes a list, undoes it and brings it back is killed again and again: `python -m tests.reliability.lists ROWS`.

Runs inside an installation of its own. Prints how often it was killed, and what stands after each of the three.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")


def work_until_done(sheet: Any, chance: random.Random, kills: list[int]) -> None:
    """Processes that work on the list, each but the last killed in the middle of whatever it does; the last is left alone
    once enough have died."""
    from django.db import connections

    connections.close_all()  # no connection is shared with a child
    died = 0
    while True:
        child = os.fork()
        if child == 0:
            _work()
        if died < 4:
            time.sleep(chance.uniform(0.2, 1.2))
            os.kill(child, signal.SIGKILL)
            died += 1
        _pid, status = os.waitpid(child, 0)
        if status == 0:
            break
        kills[0] += 1
    connections.close_all()


def _work() -> None:
    from malath.accountability.lists import jobs
    from malath.platform.keeper.client import keeper

    keeper().forget()
    try:
        jobs.work_on_lists()
        os._exit(0)
    finally:
        os._exit(1)


def _stand(sheet: Any) -> dict[str, Any]:
    """What is there now: records that stand, rows that were written, the import's own state."""
    from django.apps import apps

    from malath.accountability.lists.tests.lists import again

    def rows(app: str, model: str, **wanted: Any) -> int:
        return int(apps.get_model(app, model).objects.unscoped(reason="test").filter(**wanted).count())

    sheet = again(sheet)
    made = apps.get_model("lists", "Made").objects.unscoped(reason="test")
    return {
        "state": sheet.state,
        "people": rows("violations", "Person", kind="individual", is_gone=False),
        "acts": rows("violations", "Act", is_gone=False),
        "statements": rows("violations", "Statement", stands=True),
        "every person": rows("violations", "Person", kind="individual"),
        "rows": made.count(),
        "people of rows": made.values("person").distinct().count(),
    }


def main(arguments: list[str]) -> None:
    """Run it all and print one line of JSON."""
    django.setup()
    from malath.accountability.lists import actions
    from malath.accountability.lists.tests.lists import as_csv, checked, invented
    from malath.platform.access.rules import Role
    from tests.people import found_coalition, member
    from tests.reliability.rows import a_keeper

    (count,) = (int(one) for one in arguments)
    told: dict[str, Any] = {}
    with a_keeper():
        archive = found_coalition().archive
        yara = member("yara", archive, Role.DOCUMENTER)
        sheet = checked(as_csv(invented(count)), archive, yara)
        chance, kills = random.Random(5), [0]
        for name, ask in (("written", actions.ask_apply), ("undone", actions.ask_undo), ("back", actions.ask_return)):
            ask(sheet, by=yara)
            work_until_done(sheet, chance, kills)
            told[name] = _stand(sheet)
    print(json.dumps({**told, "kills": kills[0]}))


if __name__ == "__main__":
    main(sys.argv[1:])
