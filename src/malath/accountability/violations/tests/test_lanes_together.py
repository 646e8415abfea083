"""Two that write what one event is found by, at once: neither doubles nor loses a lane (decision 0021)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from malath.accountability.violations.models import Act, Change
from malath.accountability.violations.recording import recording
from malath.accountability.violations.records import restrict_event
from malath.accountability.violations.tests.conftest import Documenters
from malath.accountability.violations.tests.test_erasing_together import patiently
from malath.accountability.violations.tests.test_joining import again, join, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_birth_first", [True, False])
def test_a_birth_that_restricts_and_a_new_part_of_the_same_event(
    documenters: Documenters, is_birth_first: bool
) -> None:
    """The birth is said of another record of the same person, so that it does not hold this event as its own. Lanes are
    compared with what stands after every test of this room."""
    d = documenters
    (one, event, act), (other, _event, _act) = tell(d, "Salim"), tell(d, "Salim Abed")
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.involvement(act, {"kind": "02.01"})
    restrict_event(event.pk, restricted=True)
    join(d, one, other)

    def say_birth() -> None:
        with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
            change.state(again(other), {"birth": "2005"})

    def add_part() -> None:
        row = Act.objects.unscoped(reason="test").select_related("event").get(pk=act.pk)
        with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
            change.involvement(row, {"kind": "02.03"})

    one_after_the_other(*((say_birth, add_part) if is_birth_first else (add_part, say_birth)))


def one_after_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """The second begins while the transaction of the first stands open, and may have to wait for it."""
    is_written, is_done, failures = threading.Event(), threading.Event(), list[BaseException]()

    def hold() -> None:
        with transaction.atomic():
            first()
            is_written.set()
            is_done.wait(1)

    def follow() -> None:
        is_written.wait(30)
        patiently(second)
        is_done.set()

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in (hold, follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
