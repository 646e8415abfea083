"""What is asked of somebody who is missing or detained: each an account with its source and its confidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from malath.accountability.violations.fields import FIELDS
from malath.accountability.violations.leaving import write_export
from malath.accountability.violations.models import Change
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.pages import SOURCE, tell_all

pytestmark = pytest.mark.django_db
OF_THE_PERSON = {"father", "civil_status", "address", "id_document", "marks", "teeth", "health", "sample", "searcher"}
OF_THE_ACT = {
    "last_seen",
    "clothes",
    "captors",
    "warrant",
    "ordered_by",
    "charges",
    "case_number",
    "released",
    "remains",
}


def test_the_record_asks_what_the_forms_of_the_field_ask() -> None:
    assert set(FIELDS["person"]) >= OF_THE_PERSON
    assert set(FIELDS["act"]) >= OF_THE_ACT


def test_two_sources_say_two_things_of_somebody_who_is_missing(
    documenters: Any, as_member: Callable[..., Client], tmp_path: Path
) -> None:
    told = tell_all(documenters)
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as change:
        other = change.person({"name": "A cousin"})
        change.state(told.victim, {"marks": "A scar on the left hand"}, source=told.source, confidence="02")
        change.state(told.victim, {"marks": "A tattoo"}, beside=True, source=other, confidence="04")
        change.state(told.act, {"last_seen": "2013-05", "clothes": "A grey coat"}, source=told.source)

    client = as_member(documenters.karim)
    person = client.get(f"/violations/people/{told.victim.pk}/").content.decode()
    event = client.get(f"/violations/{told.event.pk}/").content.decode()
    write_export(tmp_path / "out", viewer=documenters.karim)

    assert all(words in person for words in ("A scar on the left hand", "A tattoo", SOURCE, "A cousin", "Doubtful"))
    assert "A grey coat" in event and "May 2013" in event
    assert "A scar on the left hand" in (tmp_path / "out" / "tables" / "en" / "person.csv").read_text()
