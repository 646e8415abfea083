"""A file that is swapped between the look at it and its opening: what somebody put in its place is not taken in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from malath.engines.vault import Intake
from malath.engines.vault import intake as taking
from malath.engines.vault.errors import SourceError
from malath.engines.vault.sources import Source, walk
from tests.vault.house import DAY, HAND, House

SECRET = b"what only root may read"


def link_to_a_secret(path: Path, secret: Path) -> None:
    path.symlink_to(secret)


def another_file(path: Path, secret: Path) -> None:
    os.link(secret, path)


def pipe(path: Path, _secret: Path) -> None:
    os.mkfifo(path)


def folder(path: Path, _secret: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("swap", [link_to_a_secret, another_file, pipe, folder])
def test_what_took_a_files_name_is_left_out(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Path, Path], None]
) -> None:
    source, secret = tmp_path / "source", tmp_path / "secret"
    source.mkdir()
    (source / "a.txt").write_bytes(b"one")
    (source / "b.txt").write_bytes(b"two")
    secret.write_bytes(SECRET)

    def seen_then_swapped(paths: list[Path], *, but: Path) -> list[object]:
        found = list(walk(paths, but=but))
        (source / "a.txt").rename(tmp_path / "moved away")
        swap(source / "a.txt", secret)
        return list(found)

    monkeypatch.setattr(taking, "walk", seen_then_swapped)
    with house.writing() as writer:
        summary = Intake(writer, by=HAND, clock=lambda: DAY).add_files([source], done=lambda _items: None)

    assert [left.path for left in summary.left_out] == [str(source / "a.txt")]
    assert "took its place" in summary.left_out[0].why
    assert summary.left_out[0].again
    assert list(house.contents().values()) == [b"two"]


def test_a_source_whose_file_is_gone_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    [found] = walk([tmp_path / "a.txt"], but=tmp_path)
    assert isinstance(found, Source)
    (tmp_path / "a.txt").unlink()

    with pytest.raises(SourceError, match="No such file"):
        found.open()
