"""What becomes of a file before anybody outside sees it: of a picture its pixels stay, of a paper what its pages show.

Both are read in the walled process of `engines.looking`. The original is kept nowhere.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from malath.engines.looking import LeftOut, Verdict, Wishes, look_at, redraw
from malath.voice.site.errors import (
    FileDamagedError,
    FileNotReadError,
    NoRoomForFilesError,
    NotPaperError,
    NotPictureError,
    TooManyPixelsError,
)

LARGEST = 10 * 1024 * 1024
# As wide as the text on a desk, and on a telephone.
WIDE, NARROW = 960, 480
_TALLEST = 1280
_QUALITY = 78
_PIXELS_ALONE = Wishes(thumbnail=False, key_frames=False, claims=False, text=False, ocr=False, hashes=False, seconds=30)


@dataclass(frozen=True)
class Clean:
    """What may leave. `ending` names its kind; width and height of a picture, else 0."""

    body: bytes
    ending: str
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def picture_of(content: bytes) -> tuple[Clean, Clean]:
    """The picture for wide pages and for narrow ones, upright, as JPEGs made of pixels alone. Raises NotPictureError,
    FileDamagedError, TooManyPixelsError, FileNotReadError, NoRoomForFilesError."""
    look = look_at(io.BytesIO(content), name="", wishes=_PIXELS_ALONE)
    _check_looked(look.left_out)
    # HEIC needs a tool of its own, which not every server has.
    if look.family != "image" or any(left.why == "tool.missing" for left in look.left_out):
        raise NotPictureError
    if any(left.why == "limit.pixels" for left in look.left_out):
        raise TooManyPixelsError
    if look.verdict is Verdict.ENDED_BY_LIMITS:
        raise FileNotReadError
    broken = any(left.why == "file.broken" for left in look.left_out)
    if look.viewing_copy is None or broken:
        raise FileDamagedError
    whole = Image.open(io.BytesIO(look.viewing_copy.jpeg))
    return _resized(whole, WIDE), _resized(whole, NARROW)


def _resized(picture: Image.Image, width: int) -> Clean:
    factor = min(1.0, width / picture.width, _TALLEST * width / WIDE / picture.height)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    stream = io.BytesIO()
    picture.convert("RGB").resize(size).save(stream, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return Clean(stream.getvalue(), "jpg", *size)


def paper_of(content: bytes) -> Clean:
    """The PDF drawn anew. Raises NotPaperError, FileDamagedError, FileNotReadError, NoRoomForFilesError."""
    copy = redraw(io.BytesIO(content))
    _check_looked(copy.left_out)
    if any(left.why == "tool.missing" for left in copy.left_out):
        raise NoRoomForFilesError
    if copy.content is not None and len(copy.content) <= LARGEST:
        return Clean(copy.content, "pdf")
    if copy.kind != "application/pdf":
        raise NotPaperError
    why = {left.why for left in copy.left_out}
    raise FileDamagedError if why & {"file.broken", "document.encrypted"} else FileNotReadError


def _check_looked(left_out: list[LeftOut] | tuple[LeftOut, ...]) -> None:
    if any(left.why.startswith("sandbox.") for left in left_out):
        raise NoRoomForFilesError
