"""Pictures and papers as the public pages show them, and their bytes as the public process serves them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.platform.interface import formats
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal
from malath.voice.site.models import Enclosure
from malath.voice.site.printing import Press
from malath.voice.site.rules import Enclosed, said_in

if TYPE_CHECKING:
    from malath.platform.sealed.models import SealedFile

FOLDER = "files"
Clean = Callable[[str], str]


@dataclass(frozen=True)
class Picture:
    """A picture in one language: addresses and sizes of its two files; `alt` says it to those who do not see it."""

    wide: str
    width: int
    height: int
    narrow: str
    narrow_width: int
    alt: str
    alt_language: str
    credit: str


@dataclass(frozen=True)
class Paper:
    """A paper in one language."""

    address: str
    title: str
    title_language: str
    size: int

    @property
    def size_words(self) -> str:
        return formats.size_text(self.size)


@dataclass(frozen=True)
class Carried:
    """What a page carries, in one language, and the files that it names by their paths."""

    picture: Picture | None = None
    papers: tuple[Paper, ...] = ()
    stored: tuple[tuple[str, SealedFile], ...] = ()

    def bytes(self, press: Press | None) -> dict[str, bytes]:
        """The files. A press keeps those that are public already, so that their opening is one entry and not one a round."""
        return {path: _bytes_of(path, file, press) for path, file in self.stored}


NOTHING = Carried()


def _bytes_of(path: str, file: SealedFile, press: Press | None) -> bytes:
    def opened() -> bytes:
        return files.read(file, None, "site.page")

    if press is None or not path.startswith(f"{FOLDER}/"):
        return opened()
    return press.kept(path.rpartition("/")[2], opened)


def public_enclosures(holders: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Enclosure]]:
    """What stands on the pages of these, in its order, revealed; the caller says which of them readers may see."""
    rows = Enclosure.objects.unscoped(reason="the public pages").filter(holder__in=list(holders))
    found = list(rows.select_related("file", "narrow").order_by("holder", "place"))
    reveal(found, by=None, why="site.page")
    by_holder: dict[uuid.UUID, list[Enclosure]] = {}
    for one in found:
        by_holder.setdefault(one.holder, []).append(one)
    return by_holder


def carried(
    enclosures: Iterable[Enclosure], language: str, *, folder: str = FOLDER, picture: bool = True,
    clean: Clean = str,
) -> Carried:  # fmt: skip
    """What a page of a language carries, of revealed rows. `folder` is where their files stand, `picture` whether one may be
    shown, `clean` takes from their words what must not leave."""
    shown: Picture | None = None
    papers, stored = list[Paper](), list[tuple[str, "SealedFile"]]()
    for one in enclosures:
        if one.kind == Enclosed.PAPER:
            path = f"{folder}/{one.words['whole']['sha256'][:32]}.pdf"
            code, title = said_in(one.words["title"], language)
            papers.append(Paper(f"/{path}", clean(title), code, one.file.size))
            stored.append((path, one.file))
        elif picture and one.narrow is not None:
            wide, narrow = (f"{folder}/{one.words[size]['sha256'][:32]}.jpg" for size in ("wide", "narrow"))
            shown = _picture(one.words, wide, narrow, language, clean)
            stored += [(wide, one.file), (narrow, one.narrow)]
    return Carried(shown, tuple(papers), tuple(stored))


def _picture(words: Mapping[str, Any], wide: str, narrow: str, language: str, clean: Clean) -> Picture:
    code, alt = said_in(words["alt"], language)
    return Picture(
        wide=f"/{wide}",
        width=words["wide"]["width"],
        height=words["wide"]["height"],
        narrow=f"/{narrow}",
        narrow_width=words["narrow"]["width"],
        alt=clean(alt),
        alt_language=code,
        credit=clean(words["credit"]),
    )


def fingerprint() -> str:
    """What pages carry, as one line: when it changes, they are behind. Needs no open server."""
    rows = Enclosure.objects.unscoped(reason="whether the public pages are behind").order_by("pk")
    return " ".join(f"{pk} {revision}" for pk, revision in rows.values_list("pk", "revision"))
