"""From what is published to the files that the public process serves."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from malath.engines.ledger.note import verifier_key
from malath.platform.interface.jobs import Later
from malath.platform.keeper.client import home
from malath.platform.keeper.errors import KeeperGoneError, SealedError
from malath.platform.keeper.setup import intake_public_key, keyring_path
from malath.platform.notices.actions import remind
from malath.voice.site import enclosed, naming, withheld
from malath.voice.site.actions import put_out_due
from malath.voice.site.building import build
from malath.voice.site.models import Publication
from malath.voice.site.outside.folder import CURRENT, INTAKE, PAGES, alone, put_out
from malath.voice.site.outside.signing import signed
from malath.voice.site.printing import Press
from malath.voice.site.sections import sections
from malath.voice.site.selectors import due, fingerprint
from malath.voice.site.withheld import as_withheld, settle_withheld
from malath.voice.statements.errors import ChangeWaitsError

later = Later()
NAME = "malath-site"
# Pages carry our templates too: a newer programme makes them anew.
MARK = "made-of"


def public_folder() -> Path:
    """What the public process reads."""
    return home() / "public" / PAGES


def is_served(path: str) -> bool:
    """Whether readers have the page of an address such as "/en/press/"."""
    return (public_folder() / CURRENT / path.strip("/") / "index.html").is_file()


def intake_folder() -> Path:
    """What the public process adds letters to, and cannot read."""
    return home() / "public" / INTAKE


def public_process(address: str) -> dict[str, list[str]]:
    """The process that serves what is published, if it has an address: it is given a folder, and a key to seal with."""
    if not address:
        return {}
    for folder in (public_folder(), intake_folder()):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Before there are keys there is nothing to seal with: no letters.
    key = [intake_public_key(home()).hex()] if keyring_path(home()).exists() else []
    return {"public site": ["malath.voice.site.outside.main", str(home() / "public"), address, *key]}


def site_key() -> Ed25519PrivateKey:
    """The key that signs the list of the published files; made once, among the host keys."""
    path = home() / "keys" / "site.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def site_verifier() -> str:
    """The line by which others check a mirror: to be given to them by another way than the mirror."""
    return verifier_key(NAME, site_key())


def _made_of() -> str:
    """The rows and the programme that the pages come from."""
    rows = "\n".join(
        [
            settings.SITE_URL,
            fingerprint(),
            enclosed.fingerprint(),
            naming.fingerprint(),
            withheld.fingerprint(),
            *(f"{part.key} {part.fingerprint()}" for part in sections()),
        ]
    )
    return hashlib.sha256(f"{_programme()}\n{rows}".encode()).hexdigest()


@cache
def _programme() -> str:
    """What this process was started from: code, templates, translations and the sheet of every room that publishes."""
    floor = Path(__file__).parents[1]
    sources = sorted(path for kind in (".py", ".html", ".xml", ".mo", ".css") for path in floor.rglob(f"*{kind}"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def bring_up_to_date() -> bool:
    """Write the pages anew if they are behind; whether they were. Needs an open server. A job's work, and cheap when
    nothing changed."""
    mark, made_of = home() / "run" / MARK, _made_of()
    if mark.exists() and mark.read_text() == made_of and (public_folder() / CURRENT).exists():
        return False
    key, press = site_key(), Press(home() / "run" / "printed")
    files = build(press)
    with alone(public_folder()):
        put_out(public_folder(), as_withheld(files), lambda sums: signed(sums, NAME, key))
    press.clear()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(made_of)
    return True


def keep_site() -> int:
    """What waits for an hour that has come goes out; then the pages follow. How many went out. A job's work.

    One text that cannot go out keeps neither the others waiting nor the pages: what is withdrawn goes in any case."""
    from django.utils import timezone

    settle_withheld()
    waiting = set(later.waiting())
    went = sum(_put_out(row) for row in due(timezone.now()) if row.pk not in waiting)
    # What was taken down while its hour came.
    settle_withheld()
    bring_up_to_date()
    return went


def _put_out(row: Publication) -> int:
    try:
        went = put_out_due(row)
    except (SealedError, KeeperGoneError):
        raise
    except ChangeWaitsError:
        # A change of its text waits to be judged: it goes out when that is said, and whoever set the hour knows.
        remind([row.begun_by], "site.held", f"/site/{row.pk}/", again_after=1)
        return 0
    except Exception:
        later.put_off(row.pk, "a text stays behind its hour")
        return 0
    later.done(row.pk)
    return int(went)
