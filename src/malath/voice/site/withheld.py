"""What was taken down at the terminal, while no key was there: kept in a file until the record says so too.

The file is written before the pages change, and read whenever pages are put out: a page does not come back between the two.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from malath.engines.durable import put_durably
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.interface import formats
from malath.platform.keeper.client import home
from malath.platform.notices.actions import tell
from malath.voice.site.models import Publication
from malath.voice.site.outside.folder import PAGES, alone, put_out, read
from malath.voice.site.rules import State
from malath.voice.site.sections import sections
from malath.voice.site.withdrawing import EMBARGO, Files, without

# Who took it down: whoever may work at the server's terminal. A member does it in the workspace.
MEANS = "terminal"
Sign = Callable[[str], str]


@dataclass(frozen=True)
class Withheld:
    """An address, without its language, and when it was taken down (ISO 8601)."""

    address: str
    at: str

    @property
    def on(self) -> date:
        return timezone.localdate(datetime.fromisoformat(self.at))


def _path() -> Path:
    return home() / "public" / "withheld.json"


def withheld() -> list[Withheld]:
    """What waits for the record, oldest first."""
    path = _path()
    return [Withheld(**one) for one in json.loads(path.read_bytes())] if path.exists() else []


def _write(kept: list[Withheld]) -> None:
    put_durably(_path(), json.dumps([asdict(one) for one in kept]).encode())


def as_withheld(files: Files) -> Files:
    """The files without what was taken down at the terminal."""
    for one in withheld():
        files = without(files, one.address, lambda code, on=one.on: formats.date_text(on, year=True, language=code))  # type: ignore[misc]
    return files


def is_withheld(slug: str, embargo: str = "") -> bool:
    """Whether a text was taken down at the terminal, and the record does not say so yet."""
    theirs = {slug, f"{EMBARGO}/{embargo}"} - {"", f"{EMBARGO}/"}
    return any(one.address in theirs for one in withheld())


def fingerprint() -> str:
    """What is withheld, as one line: when it changes, the pages are behind."""
    return " ".join(one.address for one in withheld())


def take_from_site(address: str, sign: Sign) -> None:
    """Take what stands there from the stored site, and from what was printed; needs neither a key nor the database. Raises
    OSError: then it goes when the pages are next put out."""
    folder = home() / "public" / PAGES
    with alone(folder):
        before = [one for one in withheld() if one.address != address]
        _write([*before, Withheld(address, timezone.now().isoformat(timespec="seconds"))])
        files = read(folder)
        left = as_withheld(files)
        put_out(folder, left, sign)
    _forget_printed({body for path, body in files.items() if path not in left})


def _forget_printed(gone: set[bytes]) -> None:
    sizes = {len(body) for body in gone}
    for path in (home() / "run" / "printed").glob("*"):
        if path.stat().st_size in sizes and path.read_bytes() in gone:
            path.unlink()


def settle_withheld() -> int:
    """Let the record say what was taken down; how many it says. What no room answers for stays withheld."""
    waiting = withheld()
    settled = [one for one in waiting if _settled(one)] if waiting else []
    if settled:
        with alone(home() / "public" / PAGES):
            _write([one for one in withheld() if one not in settled])
    return len(settled)


def _settled(one: Withheld) -> bool:
    where, _slash, rest = one.address.rpartition("/")
    takers = {part.key: part.take_down for part in sections() if part.take_down is not None}
    if where in takers:
        takers[where](rest, one.at)
    elif where in {"", EMBARGO}:
        take_publication(rest, one.at, before=where == EMBARGO)
    else:
        return False
    return True


@transaction.atomic
def take_publication(named: str, at: str, *, before: bool) -> None:
    """The record of an item says that it was taken down at the terminal; those who publish are told. What journalists had
    before its hour is a draft again; when its hour came meanwhile, it is taken down. What was erased meanwhile, or has another
    address by now, needs nothing."""
    rows = Publication.objects.unscoped(reason="what was taken down at the terminal").select_for_update(of=("self",))
    row = rows.filter(embargo=named).first() if before else rows.filter(slug=named).first()
    if row is None or row.state not in {State.OUT, State.SCHEDULED}:
        return
    before = row.state == State.SCHEDULED
    row.state = State.DRAFT if before else State.DOWN
    row.down_on = None if before else timezone.localdate(datetime.fromisoformat(at))
    row.goes_out_at, row.embargo, row.revision = None, "", row.revision + 1
    row.save(update_fields=["state", "down_on", "goes_out_at", "embargo", "revision"])
    verb = "site.held-back" if before else "site.taken-down"
    note_at_terminal(verb, row.pk, row.organisation_id, at, slug=row.slug)
    tell_of_terminal(row.organisation_id, f"/site/{row.pk}/")


def note_at_terminal(verb: str, pk: uuid.UUID, organisation: uuid.UUID, at: str, **facts: object) -> None:
    """The entry of what was taken down at the terminal: by no member, by which means, and when."""
    record(verb, by=None, subject=pk, row=pk, organisation=organisation, means=MEANS, at=at, **facts)


def tell_of_terminal(organisation: uuid.UUID, path: str) -> None:
    """Tell those who publish for the organisation."""
    tell(members_with("publish", organisation), "site.down-at-terminal", path)
