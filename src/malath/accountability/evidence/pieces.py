"""How the page's script speaks of an upload: a key of its own, the whole size, and where a piece begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from malath.accountability.evidence.errors import WrongPlaceError
from malath.accountability.evidence.models import Upload
from malath.accountability.evidence.rules import PIECE
from malath.accountability.evidence.uploading import add_piece
from malath.platform.errors import DomainError


@dataclass(frozen=True)
class Piece:
    """A key of 32 bytes that the page made, and the size of the whole file."""

    key: bytes
    size: int


def piece_of(key: str, size: str) -> Piece | None:
    """What was sent, if it makes sense."""
    try:
        raw = base64.urlsafe_b64decode(key.encode("ascii") + b"=" * (-len(key) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != 32 or not size.isascii() or not size.isdecimal() or len(size) > 15:
        return None
    return Piece(raw, int(size))


def take_piece(request: HttpRequest, begin: Callable[[Piece], Upload]) -> JsonResponse:
    """Keep the body as the piece at X-Upload-At, or, without that, say how much has arrived: `{"at": n}`."""
    asked = piece_of(request.headers.get("X-Upload-Key", ""), request.headers.get("X-Upload-Size", ""))
    at = request.headers.get("X-Upload-At", "")
    if asked is None or (at and not (at.isascii() and at.isdecimal() and len(at) < 16)):
        return JsonResponse({"error": _("Send it again.")}, status=400)
    if int(request.headers.get("Content-Length") or 0) > PIECE:
        return JsonResponse({"error": _("Send it again.")}, status=400)
    try:
        upload = begin(asked)
        reached = add_piece(upload, asked.key, int(at), request.body) if at else upload.received
    except WrongPlaceError as wrong:
        return JsonResponse({"at": wrong.at}, status=wrong.status)
    except DomainError as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    return JsonResponse({"at": reached})
