"""A member of hundreds of megabytes is read with the memory of a small one (vault.md: at most 64 MiB over idle)."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

SPARSE = 400 << 20

# In a process of its own, so that the highest memory measured is the reader's alone.
READER = """
import resource, sys
from malath.accountability.evidence.packages import Limits, read_package

def highest():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

idle = highest()
with read_package(sys.argv[1], name="sparse", limits=Limits(max_ratio=2000)) as package:
    read = 0
    for item in package.items:
        with item.open() as stream:
            while data := stream.read(1 << 16):
                read += len(data)
print(read, highest() - idle, len(package.items))
"""


def _measured(path: Path) -> tuple[int, int, int]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(READER), str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read, memory, items = done.stdout.split()
    return int(read), int(memory), int(items)


def test_a_sparse_member_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "sparse.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("film.mp4", "w", force_zip64=True) as member,
    ):
        for _ in range(SPARSE >> 20):
            member.write(bytes(1 << 20))

    read, memory, _ = _measured(path)

    assert read == SPARSE
    assert memory <= 64


def test_a_sparse_folder_and_a_list_of_many_entries_stay_small(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with (folder / "film.mp4").open("wb") as file:
        file.truncate(SPARSE)
    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w") as package:
        for number in range(100_000):
            package.writestr(zipfile.ZipInfo(f"{number % 100}/شهادة {number}.jpg"), b"")

    read, memory, _ = _measured(folder)
    _, memory_of_many, items = _measured(many)

    assert read == SPARSE
    assert items == 100_000
    assert memory <= 64
    assert memory_of_many <= 64
