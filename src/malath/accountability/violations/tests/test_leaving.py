"""Everything a member may see leaves, whole and checkable, and comes back with the same digests."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from malath.accountability.violations.leaving import ExportBrokenError, ExportNotEmptyError, load_export, write_export
from malath.accountability.violations.leaving.loading import check_export
from malath.accountability.violations.models import Act, Change, Coded, Event, Person, Statement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import name_tie, review_event
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.access.tests.doors import fresh
from malath.platform.errors import NotAllowedError

pytestmark = pytest.mark.django_db


def fill(documenters: Any) -> Event:
    """An event with a bit of everything: two accounts, a correction, an undone change, a link, a unit, a detention."""
    archive, yara, karim = documenters.archive, documenters.yara, documenters.karim
    with recording(organisation=archive, by=yara, kind=Change.Kind.STORY) as change:
        witness = change.person({"name": "شاهد"})
        victim = change.person({"name": "سليم العابد", "names": ["=cmd|' /C calc'!A0", "Salim"]}, source=witness)
        unit = change.body("unit", {"name": "The branch"})
        part = change.body("unit", {"name": "A section of it"}, part_of=unit)
        event = change.event({"title": "At the checkpoint", "when": "2013~", "place": "SY-01"})
        earlier = change.event({"title": "The day before", "when": "2013-02"})
        act = change.act(
            event, victim, {"kind": "03.01", "when": "2013-03-XX", "age": 30, "methods": ["03"]}, source=witness
        )
        change.involvement(act, {"kind": "01"}, body=part)
        change.information(event, {"text": "I saw it."}, told_by=witness)
        change.holding(act, 1, {"site": "a cellar"})
        change.link(earlier, event, "01")
        change.tie(witness, victim, "01", {"remarks": "neighbours"})
        change.body_name(unit, {"name": "The branch of before", "when": "2010/2012~"}, source=witness)
        change.belonging(unit, change.body("unit", {"name": "The staff"}), {"when": "2012/.."})
        change.post(victim, unit, {"kind": "08", "position": "conscript", "when": "2011"}, source=witness)
    with recording(organisation=archive, by=karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"when": "2013-04"}, beside=True, confidence="01")
        change.state(event, {"title": "At the checkpoint of the bridge"})
    with recording(organisation=archive, by=karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"age": 31})
    undo_change(Change.objects.visible_to(karim).order_by("pk").last(), by=karim)
    hala = documenters.hala
    event.refresh_from_db(from_queryset=Event.objects.visible_to(hala))
    review_event(event, to="checked", words="Read.", by=hala, seen_change=event.last_change, is_untied=True)
    with recording(organisation=archive, by=yara, kind=Change.Kind.EDIT) as change:
        change.state(event, {"place_words": "under the bridge"})
    event.refresh_from_db(from_queryset=Event.objects.visible_to(hala))
    review_event(event, to="checked", words="Read again.", by=hala, seen_change=event.last_change, is_untied=True)
    name_tie(event, tie="My village.", by=yara)
    return event


def empty_the_room() -> None:
    """Every row of the room gone, as on a new machine."""
    with whole_block_unscoped(reason="an empty instance"):
        for model in reversed(list(apps.get_app_config("violations").get_models())):
            model._base_manager.all()._raw_delete("default")


def test_what_leaves_comes_back_with_the_same_digests(documenters: Any, tmp_path: Path) -> None:
    event = fill(documenters)
    first = write_export(tmp_path / "first", viewer=documenters.yara)
    again = write_export(tmp_path / "again", viewer=documenters.yara)
    assert again.digest == first.digest

    empty_the_room()
    counts = load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)
    second = write_export(tmp_path / "second", viewer=documenters.yara)

    assert second.digest == first.digest
    assert counts["records"] == first.counts["records"]
    loaded = Event.objects.visible_to(documenters.yara).get(pk=event.pk)
    assert (loaded.when, str(loaded.earliest)) == (event.when, str(event.earliest))
    act = Act.objects.visible_to(documenters.yara).get(event=event)
    assert (act.kind, act.when) == ("03.01", "2013-03-XX")
    assert set(Coded.objects.visible_to(documenters.yara).values_list("act", "code")) == {(act.pk, "methods/03")}
    assert said_of(documenters.yara, [act])[act.pk].main("age") == 30
    with pytest.raises(ExportNotEmptyError):
        load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)


def test_an_edit_after_loading_goes_on_as_before(documenters: Any, tmp_path: Path) -> None:
    event = fill(documenters)
    write_export(tmp_path / "out", viewer=documenters.yara)
    empty_the_room()
    load_export(tmp_path / "out", organisation=documenters.archive, by=documenters.karim)

    loaded = Event.objects.visible_to(documenters.yara).get(pk=event.pk)
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as change:
        change.state(loaded, {"title": "Anew"}, based_on=loaded.last_change)

    assert said_of(documenters.yara, [loaded])[loaded.pk].main("title") == "Anew"


def test_the_folder_is_checked_with_sha256sum_and_no_formula_runs(documenters: Any, tmp_path: Path) -> None:
    fill(documenters)
    write_export(tmp_path / "out", viewer=documenters.yara)

    done = subprocess.run(
        ["sha256sum", "-c", "manifest-sha256.txt"], cwd=tmp_path / "out", capture_output=True, text=True
    )
    assert done.returncode == 0 and "FAILED" not in done.stdout
    table = (tmp_path / "out/tables/en/person.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any("cmd" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_what_the_member_may_not_see_is_not_in_it(documenters: Any, tmp_path: Path) -> None:
    fill(documenters)
    with recording(organisation=documenters.archive, by=documenters.hala, kind=Change.Kind.STORY) as change:
        child = change.person({"name": "A hidden child"})
        hidden = change.event({"title": "Hidden"})
        change.act(hidden, child, {"kind": "03.01", "age": 12})
    Person.objects.unscoped(reason="test").filter(pk=child.pk).update(is_restricted=True)

    write_export(tmp_path / "out", viewer=documenters.yara)
    body = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())

    assert b"idden" not in body
    for row in (hidden, child):
        assert str(row.pk).encode() not in body and row.number.encode() not in body
    with pytest.raises(NotAllowedError):
        write_export(tmp_path / "no", viewer=documenters.amal)


def test_the_page_sends_the_same_folder_as_an_archive(documenters: Any, as_member: Any, tmp_path: Path) -> None:
    fill(documenters)
    folder = write_export(tmp_path / "folder", viewer=documenters.yara)

    page = fresh(documenters.yara, as_member).get("/violations/leave/")
    sent = fresh(documenters.yara, as_member).post("/violations/leave/")
    with zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content))) as archive:
        archive.extractall(tmp_path / "archive")

    assert page.status_code == 200
    manifest = (tmp_path / "archive/manifest-sha256.txt").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == folder.digest
    check_export(tmp_path / "archive")
    assert fresh(documenters.amal, as_member).get("/violations/leave/").status_code == 404
    assert as_member(documenters.yara).post("/violations/leave/").status_code == 303


@pytest.mark.parametrize("harm", ["byte", "missing", "added", "unknown-field", "unknown-record", "hidden-part"])
def test_a_folder_that_is_not_whole_loads_nothing(documenters: Any, tmp_path: Path, harm: str) -> None:
    fill(documenters)
    out = tmp_path / "out"
    write_export(out, viewer=documenters.yara)
    empty_the_room()
    spoil(out, harm)

    with pytest.raises(ExportBrokenError):
        load_export(out, organisation=documenters.archive, by=documenters.karim)

    for model in (Change, Event, Person, Statement):
        assert not model.objects.unscoped(reason="test").exists()


def spoil(out: Path, harm: str) -> None:
    """One harm to a folder; those inside the lines come with a manifest that fits, as a forger would make it."""
    if harm == "byte":
        lines = out / "statements.jsonl"
        body = bytearray(lines.read_bytes())
        body[-20] ^= 1
        lines.write_bytes(body)
    elif harm == "missing":
        (out / "README.txt").unlink()
    elif harm == "added":
        (out / "more.txt").write_text("x")
    else:
        FORGED[harm](out)
        names = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
        sums = subprocess.run(
            ["sha256sum", *(name for name in names if not name.startswith("manifest"))], cwd=out, capture_output=True
        )
        (out / "manifest-sha256.txt").write_bytes(sums.stdout)


def say_otherwise(file: str, wanted: Callable[[dict[str, Any]], bool], facts: dict[str, Any], out: Path) -> None:
    """The first line that is wanted says something else."""
    lines = [json.loads(line) for line in (out / file).read_text().splitlines()]
    next(line for line in lines if wanted(line)).update(facts)
    (out / file).write_text("".join(json.dumps(line) + "\n" for line in lines))


NOBODY_S = "00000000-0000-4000-8000-000000000000"
FORGED = {
    "unknown-field": partial(say_otherwise, "statements.jsonl", lambda line: "field" in line, {"field": "secret"}),
    "unknown-record": partial(say_otherwise, "statements.jsonl", lambda line: "field" in line, {"record": NOBODY_S}),
    # A part that is restricted, of an event that everybody sees.
    "hidden-part": partial(
        say_otherwise, "records.jsonl", lambda line: line.get("record") == "involvement", {"restricted": True}
    ),
}
