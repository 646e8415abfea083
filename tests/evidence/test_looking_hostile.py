"""Hostile files: no crash, no escape, a verdict for each, the worker within its limits. All 500 with MALATH_SOAK=1."""

from __future__ import annotations

import io
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from malath.engines.looking import Verdict, Wishes, look_at, names
from malath.engines.looking.worker import limits
from tests.evidence import hostile_files
from tests.evidence.hostile import Hostile

# The look itself has its clock; what is left is the reading of the file and the end of the process.
SOAK = os.environ.get("MALATH_SOAK") == "1"
# Everything in the long run; in the short one machine reading and patience are left out.
WISHES = Wishes() if SOAK else Wishes(seconds=10, ocr=False)
LONGEST = WISHES.seconds + 10
ROOM = limits.TOOL_MEMORY + limits.SCRATCH
PLANTED = "root:x:0:0"


def test_each_hostile_file_has_a_verdict_and_none_gets_out() -> None:
    chosen = hostile_files.files() if SOAK else iter(hostile_files.some(60))
    before = (sorted(os.listdir("/proc/self/fd")), _children())
    verdicts: Counter[Verdict] = Counter()

    with ThreadPoolExecutor(2) as pair:
        verdicts.update(pair.map(_hold, chosen))

    assert sum(verdicts.values()) == (hostile_files.COUNT if SOAK else 60)
    assert verdicts[Verdict.REFUSED] == 0, verdicts
    assert (sorted(os.listdir("/proc/self/fd")), _children()) == before


def _hold(hostile: Hostile) -> Verdict:
    began = time.monotonic()
    found = look_at(io.BytesIO(hostile.content), name=hostile.name, wishes=WISHES)
    seconds = time.monotonic() - began
    assert isinstance(found.verdict, Verdict), hostile.what
    assert found.size == len(hostile.content), hostile.what
    assert seconds < LONGEST, hostile.what
    assert found.peak_memory < ROOM, hostile.what
    assert not any(PLANTED in text.content for text in found.texts), hostile.what
    assert found.verdict is Verdict.LOOKED or found.left_out, hostile.what
    return found.verdict


def _children() -> set[str]:
    return {child for path in Path("/proc/self/task").glob("*/children") for child in path.read_text().split()}


def test_what_a_name_hides_is_said() -> None:
    table = {
        "": "name.empty",
        "a\0b.jpg": "name.nul",
        "../../etc/passwd": "name.path",
        "..\\x.jpg": "name.path",
        "\u202egpj.exe": "name.direction_mark",
        "a\nb.jpg": "name.control",
        "x" * 300: "name.too_long",
        "e\u0301.jpg": "name.decomposed",
        "photo.jpg.exe": "name.two_endings",
        "\ud800.jpg": "name.surrogate",
    }

    for name, code in table.items():
        assert code in {finding.code for finding in names.name_findings(name)}, name


def test_an_arabic_name_is_no_fault() -> None:
    found = look_at(io.BytesIO(b"text"), name="شهادة\u200f عن.txt")

    assert found.findings == []


def test_what_a_file_hides_is_said() -> None:
    table = {
        "GIF and archive": "polyglot.zip",
        "PNG and script": "polyglot.script",
        "JPEG and archive": "polyglot.after_the_end",
        "PNG called pdf": "kind.not_as_named",
        "program called jpeg": "kind.not_as_named",
        "svg with a script": "svg.script",
        "pdf with a script": "pdf.javascript",
        "pdf that starts a program": "pdf.starts_programs",
        "pdf behind a script": "polyglot.pdf",
        "docx that fetches": "office.outside_links",
        "docx with macros": "office.macros",
        "docx locked": "document.encrypted",
        "zip bomb": "archive.bomb",
        "zip locked": "archive.encrypted",
        "zip with a link": "archive.unsafe_names",
    }
    files = {hostile.what: hostile for hostile in hostile_files.files(count=0)}

    for what, code in table.items():
        found = look_at(io.BytesIO(files[what].content), name=files[what].name, wishes=Wishes(ocr=False))
        assert code in {finding.code for finding in found.findings}, (what, found.findings, found.kind)
