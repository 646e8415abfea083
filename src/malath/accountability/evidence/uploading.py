"""Uploads in pieces, from a telephone on a bad line: what has arrived stays, and the next piece follows it (SC2)."""

from __future__ import annotations

import io
import shutil
from datetime import timedelta
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from malath.accountability.evidence import arriving
from malath.accountability.evidence.errors import (
    LinkOverError,
    NoRoomError,
    NotWhatWasSentError,
    NotWholeError,
    TooLargeError,
    UploadGoneError,
    WrongPlaceError,
)
from malath.accountability.evidence.models import Evidence, IntakeLink, Upload
from malath.accountability.evidence.receiving import Told, receive, refuse_empty
from malath.accountability.evidence.rules import LARGEST_FILE, MOST_FILES, PIECE, UPLOAD_DAYS
from malath.platform.access.models import Member, Organisation
from malath.platform.keeper.client import home

SPARE_ROOM = 1 << 30


def begin_upload(key: bytes, size: int, *, by: Member | None = None, link: IntakeLink | None = None) -> Upload:
    """The upload of this key, begun now if it is new. Raises EmptyEvidenceError, TooLargeError, NoRoomError,
    LinkOverError, UploadGoneError."""
    refuse_empty(size)
    if size > LARGEST_FILE:
        raise TooLargeError
    wanted = Upload(key_digest=arriving.digest_of(key), member=by, link=link, size=size, begun_on=timezone.localdate())
    rows = Upload.objects.unscoped(reason="the upload of this key, by whoever has it")
    known = rows.filter(key_digest=wanted.key_digest).first()
    if known is None:
        _refuse_without_room(size)
        _begin(wanted)
        return wanted
    if (known.member_id, known.link_id, known.size) != (wanted.member_id, wanted.link_id, size):
        raise UploadGoneError
    return cast(Upload, known)


def _refuse_without_room(size: int) -> None:
    """What comes lies here twice for a moment, as it arrives and in the vault; and so does all that is on its way.

    By a link nothing is reserved: whoever has one could announce so much that nobody else may send. Of theirs counts
    what has arrived, and each piece is refused when there is no more room.
    """
    on_the_way = Upload.objects.unscoped(reason="the room that they will need").aggregate(
        whole=Sum("size", filter=Q(link=None), default=0),
        arrived=Sum("received", filter=Q(link=None), default=0),
        given=Sum("received", filter=Q(member=None), default=0),
    )
    needed = 2 * size + 2 * on_the_way["whole"] - on_the_way["arrived"] + on_the_way["given"]
    if room_left() < needed:
        raise NoRoomError


def room_left() -> int:
    """How many bytes may still be taken in."""
    return max(0, shutil.disk_usage(home()).free - SPARE_ROOM)


@transaction.atomic
def _begin(upload: Upload) -> None:
    """Files that are on their way by a link count like those that came: nobody fills the disk with beginnings."""
    if upload.link_id is not None:
        links = IntakeLink.objects.unscoped(reason="the upload's own link, locked").select_for_update()
        came = links.values_list("files", flat=True).get(pk=upload.link_id)
        begun = Upload.objects.unscoped(reason="what is on its way by this link").filter(link=upload.link_id).count()
        if came + begun >= MOST_FILES:
            raise LinkOverError
    upload.save(force_insert=True)


@transaction.atomic
def add_piece(upload: Upload, key: bytes, at: int, piece: bytes) -> int:
    """Keep a piece; how much has arrived with it. All pieces but the last are of 1 MiB.

    Raises WrongPlaceError, NoRoomError.
    """
    rows = Upload.objects.unscoped(reason="the same upload, locked").select_for_update()
    held: Upload = rows.get(pk=upload.pk)
    whole = min(PIECE, held.size - at)
    if at != held.received or len(piece) != whole or not piece:
        raise WrongPlaceError(held.received)
    if room_left() < len(piece):
        raise NoRoomError
    arriving.append(held.pk, key, at, piece)
    held.received = at + len(piece)
    held.save(update_fields=["received"])
    return held.received


def finish_upload(
    upload: Upload,
    key: bytes,
    *,
    name: str,
    sha256: str,
    told: Told,
    organisation: Organisation,
    by: Member,
    link: IntakeLink | None = None,
    path: str = "",
) -> Evidence | None:
    """Take in what has arrived. `sha256` is what the sender's page computed before it sent, or empty.

    None while the server is sealed. Raises NotWholeError, NoRoomError, NotWhatWasSentError (nothing is taken in), and as `receive`.
    """
    if upload.received != upload.size:
        raise NotWholeError
    if room_left() < upload.size:
        raise NoRoomError
    if sha256 and arriving.sha256_of(upload.pk, key, upload.size) != sha256.lower():
        drop_upload(upload)
        raise NotWhatWasSentError
    file = io.BufferedReader(arriving.Arrived(upload.pk, key, upload.size), PIECE)
    evidence = receive(
        cast(BinaryIO, file),
        name=name,
        organisation=organisation,
        by=by,
        told=told,
        hashed_at_source=bool(sha256),
        link=link,
        path=path,
    )
    drop_upload(upload)
    return evidence


def drop_upload(upload: Upload) -> None:
    """Forget an upload and what has arrived of it."""
    Upload.objects.unscoped(reason="this one").filter(pk=upload.pk).delete()
    arriving.forget(upload.pk)


def drop_old_uploads() -> int:
    """Forget uploads that were not finished within a week, and files of which no row tells. A job's work."""
    rows = Upload.objects.unscoped(reason="retention of unfinished uploads")
    old = timezone.localdate() - timedelta(days=UPLOAD_DAYS)
    count: int = rows.filter(begun_on__lt=old).delete()[0]
    known = {pk.hex for pk in Upload.objects.unscoped(reason="which files are known").values_list("pk", flat=True)}
    for path in arriving.folder().iterdir():
        if path.name not in known:
            path.unlink(missing_ok=True)
    return count
