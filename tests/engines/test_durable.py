"""Files that are there whole or not at all, also where the file system knows no file without a name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from malath.engines import durable
from malath.engines.durable import put_durably, replace_and_destroy, whole_file


@pytest.fixture(params=["nameless", "named"], autouse=True)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Once with O_TMPFILE, once as on a file system that refuses it."""
    if request.param == "named":
        monkeypatch.setattr(durable, "_nameless", lambda folder: None)
    return str(request.param)


def test_a_file_has_its_name_when_it_is_whole(tmp_path: Path, kind: str) -> None:
    with whole_file(tmp_path / "file") as file:
        file.write(b"first half")
        file.flush()
        before = os.listdir(tmp_path)
        file.write(b", second half")

    assert before == ([] if kind == "nameless" else ["file.part"])
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"first half, second half"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_when_it_cannot_be_finished(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")

    with pytest.raises(ValueError, match="broken"), whole_file(tmp_path / "file") as file:
        file.write(b"new")
        raise ValueError("broken")

    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_an_old_file_gives_way_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file.part").write_bytes(b"left by a crash of an older version")

    with whole_file(tmp_path / "file") as file:
        file.write(b"new")

    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"new"


def test_what_a_replaced_file_held_is_overwritten_but_not_a_copy_of_it(tmp_path: Path) -> None:
    put_durably(tmp_path / "keys", b"secret")
    with open(tmp_path / "keys", "rb") as watched:
        replace_and_destroy(tmp_path / "keys", b"other")
        assert watched.read() == bytes(6)
    os.link(tmp_path / "keys", tmp_path / "kept")

    replace_and_destroy(tmp_path / "keys", b"third")

    assert (tmp_path / "keys").read_bytes() == b"third"
    assert (tmp_path / "kept").read_bytes() == b"other"


def test_a_replaced_file_may_be_new(tmp_path: Path) -> None:
    replace_and_destroy(tmp_path / "keys", b"secret")

    assert (tmp_path / "keys").read_bytes() == b"secret"
