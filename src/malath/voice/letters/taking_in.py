"""From the intake to records: each letter is opened, handed over once and only then taken out of the intake."""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

from malath.platform.access.models import Member, Membership
from malath.platform.access.rules import Role
from malath.platform.interface.jobs import Later
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.errors import KeeperGoneError, SealedError, UnreadableError
from malath.platform.notices.actions import remind
from malath.platform.sealed.readers import ReadersLetter, readers_forms
from malath.voice.letters.actions import receive_letter
from malath.voice.letters.errors import NoReaderError
from malath.voice.letters.rules import Kind
from malath.voice.site.outside.receiving import context_of
from malath.voice.site.putting_out import intake_folder

log = logging.getLogger(__name__)
later = Later()
A_RUN, LARGEST = 100, 100_000
# A file that does not open may still be being written; after so long it is not.
WRITTEN_WITHIN = 600.0
_NAME = re.compile(r"[0-9a-f]{32}")
_takers: dict[str, Callable[[ReadersLetter], None]] = {}


def give_taker(form: str, take: Callable[[ReadersLetter], None]) -> None:
    """Say who takes what comes by a form of another part of the public site; called in the room's apps.py. One that comes
    twice is given twice."""
    _takers[form] = take


class BrokenLetterError(ValueError):
    """What lies in the intake is no letter: half written, changed, or sealed by somebody who knows no form."""


def aside_folder() -> Path:
    """Where what could not be read is kept for whoever looks into it."""
    return home() / "letters-aside"


def take_in_letters() -> int:
    """Hand over what waits in the intake: a letter is a record, or it is still in the intake, or both until the next time,
    and never twice a record. How many were handed over. A job's work."""
    folder = intake_folder()
    if not folder.is_dir():
        return 0
    names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
    waiting, done = set(later.waiting()), 0
    for name in [name for name in names if name not in waiting][:A_RUN]:
        done += _take(folder / name)
    _free_places(folder)
    return done


def _take(file: Path) -> int:
    try:
        kind, letter = _opened(file)
        _hand_over(kind, letter)
    except (SealedError, KeeperGoneError):
        raise
    except (BrokenLetterError, NoReaderError, UnreadableError):
        if time.time() - file.lstat().st_mtime > WRITTEN_WITHIN:
            _put_aside(file)
        return 0
    except Exception:
        later.put_off(file.name, "a letter stays in the intake")
        return 0
    file.unlink()
    later.done(file.name)
    return 1


def _opened(file: Path) -> tuple[str, ReadersLetter]:
    """Raises BrokenLetterError, UnreadableError, SealedError."""
    if file.is_symlink() or not file.is_file() or not 0 < file.stat().st_size <= LARGEST:
        raise BrokenLetterError
    (body,) = keeper().open_intake([file.read_bytes()], context_of(file.name))
    try:
        told = json.loads(body)
        given = {str(name): [str(value) for value in values] for name, values in told["given"].items()}
        on, language = date.fromisoformat(told["on"]), str(told["language"])[:5]
        return str(told["form"]), ReadersLetter(uuid.UUID(file.name), on, language, given)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BrokenLetterError from wrong


def _hand_over(form: str, letter: ReadersLetter) -> None:
    """To the room that asked, else here. Raises BrokenLetterError, NoReaderError."""
    if form in _takers:
        _takers[form](letter)
        return
    key = form.removeprefix("help/")
    if key not in Kind.values:
        raise BrokenLetterError
    asked = readers_forms.get(key)
    if asked is None or not asked.take(letter):
        receive_letter(Kind(key), letter)


def _put_aside(file: Path) -> None:
    """An empty one was promised to nobody: its disk was full. Any other is kept, and those who manage the server hear."""
    if not file.is_symlink() and file.is_file() and file.stat().st_size == 0:
        file.unlink()
        return
    aside_folder().mkdir(mode=0o700, exist_ok=True)
    file.rename(aside_folder() / file.name)
    log.warning("a letter could not be read and was put aside: %s", file.name)
    roles = [Role.ADMINISTRATOR, Role.DIRECTOR]
    holding = Membership.objects.holding_today().filter(role__in=roles, organisation__in_coalition=True)
    told = Member.objects.filter(is_active=True, pk__in=holding.values("member"))
    remind(told, "letters.aside", "/letters/aside/", again_after=1)


def _free_places(folder: Path) -> None:
    """As many places stay taken as letters lie here."""
    names = [path.name for path in folder.iterdir()]
    places = [name for name in names if name.startswith("place-")]
    for name in sorted(places)[: max(0, len(places) - (len(names) - len(places)))]:
        (folder / name).unlink(missing_ok=True)
