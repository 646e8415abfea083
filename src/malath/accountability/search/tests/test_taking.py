"""What a search found leaves as a table: all of it that the member sees, with what was asked, and nothing runs in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client

from malath.accountability.testimony.models import Passing
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room, room
from malath.accountability.testimony.tests.test_leaving import name_them_everywhere
from malath.accountability.violations.leaving import results
from malath.accountability.violations.models import Change
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import set_restricted
from malath.accountability.violations.tests.conftest import documenters
from malath.accountability.violations.tests.pages import OFFICER, SOURCE, UNIT, VICTIM, tell_all
from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry

__all__ = ["documenters", "room"]
pytestmark = pytest.mark.django_db
TAKE = "/violations/find/take/"


def taken(client: Client, query: str = "") -> dict[str, str]:
    """The files of the archive by name, the README first, whole by their digests."""
    assert client.get(f"{TAKE}{query}").status_code == 200
    answer: Any = client.post(f"{TAKE}{query}")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
        held = {name: archive.read(name) for name in names}
    assert names[0] == "README.txt"
    for line in held["manifest-sha256.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(held[name]).hexdigest() == digest
    return {name: body.decode("utf-8-sig") for name, body in held.items()}


def table(files: dict[str, str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["acts.csv"])))


def test_everything_found_leaves_with_what_was_asked(documenters: Any, as_member: Any, monkeypatch: Any) -> None:
    d = documenters
    told, other, hidden = tell_all(d), tell_all(d, when="2019"), tell_all(d, by=d.hala)
    set_restricted(hidden.event, restricted=True, words="In danger", by=d.hala)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(told.event, {"title": "=cmd|' /C calc'!A0"})
    monkeypatch.setattr(results, "_AT_ONCE", 1)

    files = taken(fresh(d.yara, as_member), "?first=2013-01-01&last=2013-12-31")

    (row,) = table(files)
    assert row["To whom"] == VICTIM and row["Alleged perpetrators"] == OFFICER and row["Units"] == UNIT
    assert row["EDTF"] == "2013-03-XX" and row["Event"] == told.event.number and row["Title"].startswith("'=cmd")
    readme = files["README.txt"]
    assert "yara" in readme and "January 2013" in readme and "not a total" in readme and "MORE WAS FOUND" not in readme
    head, fact = (json.loads(line) for line in files["acts.jsonl"].splitlines())
    assert head["format"] == "malath.violations.results/1" and fact["act"] == str(told.act.pk)
    entry = OutboxEntry.objects.get(verb="violations.results-taken")
    assert entry.facts["acts"] == 1 and entry.member == d.yara.pk and "first=2013" in entry.facts["query"]
    several = taken(fresh(d.yara, as_member), "?place=SY-02,SY-05")["README.txt"]
    assert "Aleppo or Hama" in several
    everything = taken(fresh(d.karim, as_member))["acts.csv"]
    assert other.event.number in everything and hidden.event.number not in everything
    assert table(taken(fresh(d.lea, as_member))) == []


def test_what_is_more_than_leaves_at_once_is_said(documenters: Any, as_member: Any, monkeypatch: Any) -> None:
    tell_all(documenters), tell_all(documenters)
    monkeypatch.setattr(results, "MOST", 1)
    client = fresh(documenters.yara, as_member, "fr")

    files = taken(client)

    assert len(table(files)) == 1
    assert "IL Y AVAIT PLUS" in files["README.txt"] and "Type d’acte" in files["acts.csv"]
    assert "found-latest-" in client.post(TAKE)["Content-Disposition"]


def test_consent_holds_for_a_table_too(room: Room, as_member: Any) -> None:
    d = room.documenters
    name_them_everywhere(room)
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(room.told.event, {"title": f"{SOURCE} at the gate"})
    tell_all(d, when="2019")
    client = fresh(d.yara, as_member)

    # Who is in nothing of the table is not noted as having gone anywhere.
    taken(client, "?first=2019-01-01&last=2019-12-31")
    assert not Passing.objects.visible_to(d.yara).filter(purpose="archive").exists()
    room.say(Purpose.ARCHIVE, name_use=NameUse.INITIALS)
    initials = "".join(taken(client).values())
    assert SOURCE not in initials and "U. at the gate" in initials
    assert Passing.objects.visible_to(d.yara).filter(purpose="archive").count() == 1
    room.say(Purpose.ARCHIVE, name_use=NameUse.NONE)
    nobody = "".join(taken(client).values())
    assert "left out: they did not allow a copy" in nobody and "at the gate" not in nobody
