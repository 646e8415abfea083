"""Folders: from the browser with the place of each file, and from the terminal; both go on where they were cut off."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.evidence import importing
from malath.accountability.evidence.forms import clean_path
from malath.accountability.evidence.importing import Came, import_paths
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.receiving import Told
from malath.accountability.evidence.rules import Proof
from malath.accountability.evidence.tests.conftest import Room, Sender
from malath.cli.main import main as malath
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import home
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item

AsMember = Callable[..., Client]


def everything(room: Room) -> dict[str, Evidence]:
    """What there is, by folder and name, revealed."""
    rows = list(Evidence.objects.unscoped(reason="a test looks"))
    reveal(rows, by=room.amal, why="a test")
    return {f"{one.path}/{one.file_name}": one for one in rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Papers of two rooms, a link and an empty file."""
    top = tmp_path / "أوراق"
    for name, body in (("a/list.txt", b"a list"), ("b/قائمة.txt", b"another"), ("note.txt", b"a note"), ("empty", b"")):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(body)
    (tmp_path / "elsewhere.txt").write_bytes(b"not of this folder")
    (top / "link").symlink_to(tmp_path / "elsewhere.txt")
    return top


def take(room: Room, *paths: Path) -> list[Came]:
    return list(import_paths(list(paths), organisation=room.coalition.haven, by=room.amal, told=Told(source="A box")))


# ── browser ──
def test_where_a_file_lay_is_kept_and_shown(room: Room, as_member: AsMember) -> None:
    client = as_member(room.amal)
    sender = Sender(client, reverse("evidence_piece"), reverse("evidence_finish"))
    sender.piece(b"what I saw", 10, 0)

    said = sender.finish(b"what I saw", "saw.txt", path="archive/2019/gate/saw.txt").json()

    assert list(everything(room)) == ["archive/2019/gate/saw.txt"]
    assert "archive/2019/gate" in client.get(said["url"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""), ("a.txt", ""), ("a/b/c.txt", "a/b"), ("../../etc/passwd", "etc"), ("/root/x", "root"),
        ("a\\b\\c.txt", "a/b"), ("a/\u202eb/c.txt", "a/b"), ("a//b/./c.txt", "a/b"), ("صور/يوم/١.jpg", "صور/يوم"),
        ("/".join(["x" * 300] * 60) + "/f", "/".join(["x" * 200] * 48)[:1000]),
    ],
)  # fmt: skip
def test_a_path_is_kept_without_what_misleads(sent: str, kept: str) -> None:
    assert clean_path(sent) == kept


def test_the_page_offers_a_folder_to_browsers_that_can(room: Room, as_member: AsMember) -> None:
    assert "webkitdirectory" in as_member(room.amal).get(reverse("evidence_add")).content.decode()


# ── terminal ──
def test_a_folder_is_taken_in_with_the_place_of_each_file(room: Room, folder: Path) -> None:
    came = take(room, folder)

    found = everything(room)
    assert set(found) == {"أوراق/a/list.txt", "أوراق/b/قائمة.txt", "أوراق/note.txt"}
    assert {one.proof for one in found.values()} == {Proof.NEVER_HASHED}
    assert {one.source for one in found.values()} == {"A box"}
    list_item = found["أوراق/a/list.txt"]
    assert b"".join(read_item(list_item.item, by=room.amal, why="a test").parts) == b"a list"
    left = {os.path.basename(one.path): one.left_out for one in came if one.left_out}
    assert left == {"empty": "empty", "link": "a link"}


def test_what_was_cut_off_goes_on_and_nothing_comes_twice(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, taken = importing.receive, []

    def cut(*given: object, **told: object) -> object:
        if taken:
            raise KeyboardInterrupt
        taken.append(1)
        return real(*given, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "receive", cut)
    with pytest.raises(KeyboardInterrupt):
        take(room, folder)
    monkeypatch.undo()

    again = take(room, folder)

    assert sum(one.was_here for one in again) == 1 and len(everything(room)) == 3
    assert not list((home() / "unfinished-imports").iterdir())


def test_the_journal_of_an_unfinished_import_holds_no_name(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing._Journal, "finish", lambda self: None)
    take(room, folder)

    (path,) = (home() / "unfinished-imports").iterdir()
    assert len(path.read_bytes()) == 3 * 16
    path.unlink()


def test_only_who_works_on_evidence_there_answers_for_a_folder(room: Room, folder: Path) -> None:
    with pytest.raises(NotAllowedError):
        list(import_paths([folder], organisation=room.coalition.haven, by=room.boris, told=Told()))


def test_the_command(room: Room, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = malath(["evidence", "add", str(folder / "note.txt"), "--by", "amal", "--source", "A box"])

    (item,) = everything(room).values()
    assert code == 0 and item.number in capsys.readouterr().out
    assert (item.path, item.source) == ("", "A box")
    assert malath(["evidence", "add", str(folder), "--by", "nobody"]) == 1
    assert malath(["evidence", "add", str(folder / "gone"), "--by", "amal"]) == 1
