"""What leaves after a consent was withdrawn: the person is nowhere in it. Consents come back with the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from malath.accountability.testimony.consenting import withdraw_consent
from malath.accountability.testimony.models import Consent, Passing, Testimony
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.leaving import load_export, write_export
from malath.accountability.violations.models import Change, Information
from malath.accountability.violations.recording import recording
from malath.accountability.violations.taking_back import ConsentsStandError, marks_for, take_back_part
from malath.accountability.violations.tests.pages import OFFICER, SOURCE, VICTIM
from malath.platform.access.scoped import whole_block_unscoped

pytestmark = pytest.mark.django_db


def mentions(folder: Path, *words: str) -> list[str]:
    """The files of an export in whose bytes one of the words stands."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(word in path.read_bytes().decode() for word in words)]


def name_them_everywhere(room: Room) -> None:
    """The witness is named in the texts of others, is a victim too, and is tied to somebody."""
    d, told = room.documenters, room.told
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(told.event, {"narrative": f"{SOURCE} stood at the gate."}, beside=True)
        change.state(told.source, {"names": ["Umm Salim the tailor"]})
        change.act(told.event, told.source, {"remarks": f"They beat {SOURCE}."})
        change.information(told.event, {"text": f"{SOURCE} told me."})


def test_whoever_took_back_the_archive_is_nowhere_in_the_next_copy(room: Room, tmp_path: Path) -> None:
    consent = room.say(Purpose.ARCHIVE, name_use=NameUse.NAME)
    name_them_everywhere(room)
    write_export(tmp_path / "before", viewer=room.documenters.karim)
    assert mentions(tmp_path / "before", SOURCE)

    to_tell = withdraw_consent(consent, by=room.documenters.karim)

    export = write_export(tmp_path / "after", viewer=room.documenters.karim)
    source = room.told.source
    gone = [SOURCE, str(source.pk), source.number, "the tailor", str(room.told.information.pk), str(room.testimony.pk)]
    assert mentions(tmp_path / "after", *gone) == []
    # What others told stays; what the witness told goes with them.
    assert mentions(tmp_path / "after", OFFICER) and not mentions(tmp_path / "after", VICTIM)
    assert "Records were withheld" in (tmp_path / "after" / "README.txt").read_text()
    assert export.digest and [one.by_id for one in to_tell] == [room.documenters.karim.pk]


def test_what_a_person_forbade_holds_when_their_account_was_undone(room: Room, tmp_path: Path) -> None:
    name_them_everywhere(room)
    room.say(Purpose.ARCHIVE, name_use=NameUse.NONE)
    Information.objects.unscoped(reason="as an undoing leaves it").filter(pk=room.told.information.pk).update(
        is_gone=True
    )
    settle_lanes([room.told.event.pk])

    write_export(tmp_path / "out", viewer=room.documenters.karim)

    assert mentions(tmp_path / "out", SOURCE, str(room.testimony.pk)) == []
    assert mentions(tmp_path / "out", OFFICER)


def test_nothing_is_withheld_from_whoever_was_never_asked(room: Room, tmp_path: Path) -> None:
    write_export(tmp_path / "out", viewer=room.documenters.yara)

    assert mentions(tmp_path / "out", SOURCE)
    assert "Records were withheld" not in (tmp_path / "out" / "README.txt").read_text()
    assert Passing.objects.visible_to(room.documenters.yara).filter(purpose="archive").count() == 1


def test_whoever_allows_no_name_is_nowhere_in_a_copy_that_shows_names(room: Room, tmp_path: Path) -> None:
    room.say(Purpose.ARCHIVE, name_use=NameUse.NONE)

    write_export(tmp_path / "out", viewer=room.documenters.yara)

    assert mentions(tmp_path / "out", SOURCE, str(room.testimony.pk)) == []


def empty_the_rooms() -> None:
    with whole_block_unscoped(reason="an empty instance"):
        for app in ("testimony", "violations"):
            for model in reversed(list(apps.get_app_config(app).get_models())):
                model._base_manager.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_testimonies_and_consents_come_back_as_they_were(room: Room, tmp_path: Path) -> None:
    d: Any = room.documenters
    room.say(Purpose.SUBMISSION, "wgeid", knows_letter=True, note="said at home")
    withdraw_consent(room.say(Purpose.PUBLICATION), by=d.karim)
    first = write_export(tmp_path / "first", viewer=d.yara)

    empty_the_rooms()
    load_export(tmp_path / "first", organisation=d.archive, by=d.karim)
    second = write_export(tmp_path / "second", viewer=d.yara)

    assert second.digest == first.digest
    assert Testimony.objects.visible_to(d.yara).count() == 1 and Consent.objects.visible_to(d.yara).count() == 2
    lines = (tmp_path / "second" / "consents.jsonl").read_text().splitlines()
    assert [json.loads(line).get("purpose") for line in lines[2:]] == ["submission", "publication"]


def test_what_consents_rest_on_is_not_taken_back_as_wrong(room: Room) -> None:
    told, by = room.told.information, room.documenters.karim

    with pytest.raises(ConsentsStandError):
        take_back_part(told, why="Told by another", marks=marks_for(by, told), by=by)
