"""Pure decisions of the evidence room: kinds, uses, review states, the state of proof, how long an upload may wait."""

from __future__ import annotations

import secrets

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.evidence.errors import StatusMoveError

PIECE = 1 << 20
LARGEST_FILE = 4 << 30
LARGEST_HASHED = 512 << 20
"""Browsers hash a file in memory as a whole: above this they would fail on a telephone."""
MOST_FILES = 50
MOST_PLAIN_FILES = 10
UPLOAD_DAYS = 7
LINK_DAYS = 14
LONGEST_LINK_DAYS = 60
LONGEST_SHARE_DAYS = 365
SHARE_ENDING_DAYS = 3
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class Kind(TextChoices):
    """What an item is."""

    IMAGE = "image", pgettext_lazy("kind of evidence", "Image")
    VIDEO = "video", pgettext_lazy("kind of evidence", "Video")
    AUDIO = "audio", pgettext_lazy("kind of evidence", "Sound")
    DOCUMENT = "document", pgettext_lazy("kind of evidence", "Document")
    OTHER = "other", pgettext_lazy("kind of evidence", "Other")


KIND_ICONS = {
    Kind.IMAGE: "image",
    Kind.VIDEO: "video",
    Kind.AUDIO: "sound",
    Kind.DOCUMENT: "document",
    Kind.OTHER: "case",
}


class Status(TextChoices):
    """How far the review of an item is."""

    RECEIVED = "received", pgettext_lazy("of evidence", "Received")
    REVIEWING = "reviewing", pgettext_lazy("of evidence", "Under review")
    VERIFIED = "verified", pgettext_lazy("of evidence", "Verified")
    REJECTED = "rejected", pgettext_lazy("of evidence", "Rejected")


# From each state to those that a reviewer may choose. A rejected item is kept, and may be taken up again.
MOVES: dict[str, tuple[Status, ...]] = {
    Status.RECEIVED: (Status.REVIEWING, Status.REJECTED),
    Status.REVIEWING: (Status.VERIFIED, Status.REJECTED, Status.RECEIVED),
    Status.VERIFIED: (Status.REVIEWING,),
    Status.REJECTED: (Status.REVIEWING,),
}


class Proof(TextChoices):
    """What can be proved of an item today."""

    PROVED = "proved", pgettext_lazy("of evidence", "Proved")
    WAITING = "waiting", _("Waits for its time-stamp")
    NEVER_HASHED = "never_hashed", _("Never hashed at source")
    BROKEN = "broken", pgettext_lazy("of evidence", "Broken")


PROOF_LOOKS = {
    Proof.PROVED: ("ok", "check"),
    Proof.WAITING: ("warn", "clock"),
    Proof.NEVER_HASHED: ("soft", "dash"),
    Proof.BROKEN: ("bad", "warning"),
}


class Use(TextChoices):
    """On what conditions an item may be used."""

    CONFIDENTIAL = "confidential", _("Confidential: seen here, not used elsewhere")
    CONSENT = "consent", _("With consent only")
    OPEN = "open", pgettext_lazy("conditions of use", "Open")


class Obtained(TextChoices):
    """How an item was obtained."""

    OWN = "own", _("Made by us")
    SOURCE = "source", _("Given by the source who made it")
    THIRD = "third", _("Given by somebody who had it")
    PUBLIC = "public", _("Found in public")
    UNKNOWN = "unknown", _("Not known")


class Sameness(TextChoices):
    """What a member says of two items that a machine finds alike."""

    SAME = "same", pgettext_lazy("two pictures", "The same")
    DIFFERENT = "different", pgettext_lazy("two pictures", "Different")


class CopyKind(TextChoices):
    """What a working copy is."""

    THUMBNAIL = "thumbnail", _("Thumbnail")
    VIEWING = "viewing", _("Viewing copy")
    FRAME = "frame", _("Key frame")
    TEXT = "text", pgettext_lazy("working copy", "Text")
    PROOF = "proof", _("Proof that came with it")
    STRIPPED = "stripped", _("Copy without metadata")


class Ground(TextChoices):
    """Why an item is erased: a code, because it stays when everything else is gone."""

    WISH = "wish", _("The source, or a person shown, asked for it")
    NEVER = "never", _("It should never have been taken in")
    LAW = "law", _("The law asks for it")


def new_number() -> str:
    """A short pseudonym of an item, one of some 24 million; the database refuses one that is taken."""
    return "E-" + "".join(secrets.choice(_LETTERS) for _place in range(5))


def check_move(status: str, to: str) -> None:
    """Raise StatusMoveError unless a reviewer may go from one state to the other."""
    if to not in MOVES.get(status, ()):
        raise StatusMoveError


def proof_of(*, hashed_at_source: bool, entry: int, stamped: int, is_broken: bool) -> Proof:
    """The state of proof. `stamped` is the size of the log that a time-stamp covers; entries below it are dated."""
    if is_broken:
        return Proof.BROKEN
    if not hashed_at_source:
        return Proof.NEVER_HASHED
    return Proof.PROVED if entry < stamped else Proof.WAITING


_FAMILIES = {"image": Kind.IMAGE, "video": Kind.VIDEO, "audio": Kind.AUDIO, "text": Kind.DOCUMENT}
_ENDINGS = {
    Kind.IMAGE: "jpg jpeg png gif webp heic heif tif tiff bmp avif",
    Kind.VIDEO: "mp4 mov mkv webm avi 3gp mpg mpeg m4v",
    Kind.AUDIO: "mp3 m4a ogg opus wav flac amr aac",
    Kind.DOCUMENT: "pdf txt md csv doc docx odt rtf xls xlsx ods ppt pptx html htm eml",
}


def kind_of(name: str, media: str = "") -> Kind:
    """What an item is by its detected type, else by the end of its name: a first guess, until it is looked at."""
    family, _slash, rest = media.partition("/")
    if family in _FAMILIES:
        return _FAMILIES[family]
    if any(word in rest for word in ("pdf", "word", "document", "sheet", "presentation", "rtf")):
        return Kind.DOCUMENT
    ending = name.rpartition(".")[2].lower()
    return next((kind for kind, known in _ENDINGS.items() if ending in known.split()), Kind.OTHER)


# What a browser may be given to play, muted and sandboxed, as it came in; anything else only as a file to keep.
PLAYED = frozenset({"video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4", "audio/flac"})
