"""What a search found, as a table: a README that says what was asked, one line an act, and the same for a machine (SC1).

It leaves as the whole record does: without whoever did not allow a copy, by initials where these were allowed, with formulas
made harmless, and with an entry in the ledger before the first name is opened.
"""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import override

from malath.accountability.violations.leaving.result_rows import headings, rows_of
from malath.accountability.violations.leaving.results_readme import readme_of
from malath.accountability.violations.leaving.shape import MANIFEST, README, line
from malath.accountability.violations.leaving_rules import left_out_for, note_export
from malath.accountability.violations.models import Act, Involvement
from malath.accountability.violations.searching import Asked, Cursor, page_of
from malath.engines.sheets import to_csv_safely
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.interface.pipe import Pipe

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.platform.access.models import Member

MOST = 10_000
"""So many acts leave at once, the latest first; the README and the page say it."""
FORMAT = "malath.violations.results/1"
_FOUND_AT_ONCE, _AT_ONCE = 500, 200
TABLE, LINES = "acts.csv", "acts.jsonl"


@dataclass(frozen=True)
class Results:
    """What leaves: the acts by identifier, in order; `has_more` where more were found; what was asked, in words."""

    acts: Sequence[uuid.UUID]
    has_more: bool = False
    asked: Sequence[tuple[str, str]] = ()
    query: str = ""
    language: str = "en"
    digests: dict[str, str] = field(default_factory=dict)


def results_of(viewer: Member, question: Asked, **said: Any) -> Results:
    """The acts that a question finds and that the viewer sees, at most MOST. Raises NotAllowedError."""
    if not viewer.can("document"):
        raise NotAllowedError
    found: list[uuid.UUID] = []
    after: Cursor | None = None
    while True:
        page = page_of(viewer, question, after, _FOUND_AT_ONCE)
        found += [act.pk for act in page.acts]
        after = page.after
        if after is None or len(found) >= MOST:
            return Results(found[:MOST], after is not None or len(found) > MOST, **said)


def zipped_results(viewer: Member, results: Results) -> Iterator[bytes]:
    """README, table, lines and digests as one ZIP, piece by piece: nothing of it touches a disk here. Raises SealedError,
    TooManyOpeningsError; one that is cut off does not open."""
    left_out, pipe = _let_go(viewer, results), Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in _files(viewer, results, left_out):
            digest = hashlib.sha256()
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
                for part in parts:
                    digest.update(part)
                    file.write(part)
                    yield pipe.taken()
            results.digests[name] = digest.hexdigest()
    yield pipe.taken()


def _let_go(viewer: Member, results: Results) -> LeftOut:
    """Who is left out, and what is noted before anything is opened."""
    with transaction.atomic():
        digest = hashlib.sha256(b"".join(pk.bytes for pk in results.acts)).hexdigest()
        facts: dict[str, Any] = {
            "query": results.query,
            "acts": len(results.acts),
            "digest": digest,
            "cut": results.has_more,
        }
        record("violations.results-taken", by=viewer, organisation=viewer.home_organisation_id, **facts)
        left_out = left_out_for(viewer)
        note_export(viewer, left_out, _people_in(viewer, results.acts))
    return left_out


def _people_in(viewer: Member, acts: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Who is named in the table."""
    people: set[uuid.UUID | None] = set()
    for start in range(0, len(acts), _FOUND_AT_ONCE):
        some = acts[start : start + _FOUND_AT_ONCE]
        people |= set(Act.objects.visible_to(viewer).filter(pk__in=some).values_list("victim", flat=True))
        parts = Involvement.objects.visible_to(viewer).filter(act__in=some)
        people |= set(parts.values_list("person", flat=True))
    return frozenset(pk for pk in people if pk is not None)


def _files(viewer: Member, results: Results, left_out: LeftOut) -> Iterator[tuple[str, Iterator[bytes]]]:
    with override(results.language):
        text = readme_of(viewer, results, left_out, most=MOST).encode()
    yield README, iter([text])
    lines = [line({"format": FORMAT, "holds": "acts"})]
    yield TABLE, _table(viewer, results, left_out, lines)
    yield LINES, iter(lines)
    digests = "".join(f"{digest}  {name}\n" for name, digest in sorted(results.digests.items()))
    yield MANIFEST, iter([digests.encode()])


def _table(viewer: Member, results: Results, left_out: LeftOut, lines: list[bytes]) -> Iterator[bytes]:
    """The table; beside it each act as a line for a machine, kept until the table is written."""
    # A language that is set holds for the thread: never while somebody else may be answered.
    with override(results.language):
        head = to_csv_safely([headings()])
    yield head
    for start in range(0, len(results.acts), _AT_ONCE):
        with override(results.language):
            rows = rows_of(viewer, results.acts[start : start + _AT_ONCE], left_out, results.language)
            body = to_csv_safely([row.cells for row in rows]).removeprefix(BOM_UTF8)
        lines += [line(row.facts) for row in rows]
        yield body
