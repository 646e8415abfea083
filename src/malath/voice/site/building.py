"""The whole public site as files: rendered once, when something changes, and served as stored bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from malath.platform import interface
from malath.voice.site.cards import Card
from malath.voice.site.enclosed import public_enclosures
from malath.voice.site.finding import search_files
from malath.voice.site.naming import name_in, named, names_of_site
from malath.voice.site.outside.folder import LIVE
from malath.voice.site.outside.searching import LONGEST, MOST_TERMS, WHERE
from malath.voice.site.pages import Item, items_of
from malath.voice.site.printing import Press, press_at_work, working
from malath.voice.site.rules import LANGUAGES, PRESS_KINDS, State, Subject
from malath.voice.site.sections import mentioned, sections
from malath.voice.site.selectors import public_corrections, public_rows
from malath.voice.site.withdrawing import DAY, GONE

A_PAGE, NEWEST = 30, 8
Entry = TypeVar("Entry")
STATIC = Path(__file__).parent / "static" / "site"
STYLE = STATIC / "site.css"
# Our own mark, for the browser's tab; the second for browsers that ask for it by this name alone.
MARKS = {
    "favicon.svg": Path(interface.__file__).parent / "static" / "malath" / "mark.svg",
    "favicon.ico": STATIC / "favicon.ico",
}


def build(press: Press | None = None) -> dict[str, bytes]:
    """Every page by its path ("ar/index.html"), its feeds, the exact files that were signed, the style sheet; and each text
    on paper, where there is a press. Needs an open server. The same rows give the same bytes."""
    with working(press), named(names_of_site()):
        return _built(press)


def _built(press: Press | None) -> dict[str, bytes]:
    rows = public_rows()
    corrections, enclosures = public_corrections(rows), public_enclosures(row.pk for row in rows)
    files = {"site.css": STYLE.read_bytes(), **{name: path.read_bytes() for name, path in MARKS.items()}}
    shown = [
        (row, items_of(row, corrections.get(row.pk, []), enclosures.get(row.pk, [])))
        for row in rows
        if row.state != State.DOWN
    ]
    for code in LANGUAGES:
        with override(code):
            items = [found[code] for row, found in shown if row.state == State.OUT and code in found]
            files |= {path: text.encode() for path, text in _language(code, items)}
            belongs = mentioned(code)
            for row, found in shown:
                files |= _item_files(code, found, belongs.get(row.pk, []), press)
            for row in rows:
                if row.state == State.DOWN:
                    files[f"{code}/{row.slug}/index.html"] = page(
                        "public/gone.html", code, row=row, path=f"/{code}/{row.slug}/"
                    )
            for section in sections():
                files |= section.files(code)
            files |= search_files(code, files, page=_search(code, live=True), copy=_search(code, live=False))
            files[f"{LIVE}{code}/{GONE}"] = page("public/gone.html", code, day=DAY, path=f"/{code}/")
            files[f"{code}/404.html"] = page("public/missing.html", code, path=f"/{code}/")
    return files


def page(template: str, code: str, **context: Any) -> bytes:
    """A public page from a template that extends public/base.html; `path` among the context is its address."""
    shared = {
        "code": code,
        "direction": "rtl" if code == "ar" else "ltr",
        "codes": LANGUAGES,
        "site_name": name_in(code),
        "kinds": [(one.value, one.label) for one in PRESS_KINDS],
    }
    named = [section for section in sections() if section.is_open()]
    parts = {"sections": [one for one in named if not one.in_foot], "foot": [one for one in named if one.in_foot]}
    return render_to_string(template, {**shared, **parts, **context}).encode()


def page_with_card(template: str, code: str, card: Card | None, *, path: str, **context: Any) -> dict[str, bytes]:
    """A public page and, where the site knows by which name readers reach it, what stands beside its address where it is
    shared. `card` is None for what nobody is to share yet."""
    press = press_at_work()
    image = press.card(card) if press and card and settings.SITE_URL else None
    told = {"card": card, "site": settings.SITE_URL} if image else {}
    files = {f"{path.strip('/')}/index.html": page(template, code, path=path, **told, **context)}
    return files | ({f"{path.strip('/')}/card.png": image} if image else {})


def _search(code: str, *, live: bool) -> bytes:
    """The page to search on, and the one that stands in a copy, where nobody answers."""
    limits = {"longest": LONGEST, "most_terms": MOST_TERMS, "search_at": settings.SITE_URL}
    return page("public/search.html", code, path=f"/{code}/{WHERE}/", live=live, **limits)


def _item_files(
    code: str, found: dict[str, Item], belongs: Sequence[tuple[str, str]], press: Press | None
) -> dict[str, bytes]:
    """An item's page, which says what it belongs to; the file whose digest stands on it; and the text on paper."""
    item = found.get(code)
    if item is None:
        return {}
    folder = item.path.strip("/")
    files = page_with_card("public/item.html", code, item.card, path=item.path, item=item, belongs=belongs, press=press)
    if item.signed:
        files[f"{folder}/text.txt"] = item.signed.content
    if press and not item.embargo:
        files[f"{folder}/text.pdf"] = press.printed(item)
    return files | item.carried.bytes(press)


def _language(code: str, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Home, lists and feed of one language; the items come newest first, and programmes in their own order."""
    programmes = sorted((one for one in items if one.is_living), key=lambda one: (one.place, one.title))
    items = [one for one in items if not one.is_living]
    home = {"items": items[:NEWEST], "programmes": programmes[:NEWEST], "path": f"/{code}/"}
    yield f"{code}/index.html", page("public/home.html", code, **home).decode()
    yield from _lists(code, "programmes", _("Programmes"), programmes)
    yield (
        f"{code}/feed.xml",
        render_to_string("public/feed.xml", {"code": code, "items": items[:A_PAGE], "site_name": name_in(code)}),
    )
    yield from _lists(code, "press", _("Press"), items)
    for kind in PRESS_KINDS:
        yield from _lists(code, f"press/{kind.value}", str(kind.label), [one for one in items if one.kind == kind])
    for subject in Subject:
        theirs = [one for one in items if one.subject == subject]
        yield from _lists(code, f"press/about-{subject.value}", str(subject.label), theirs)


def _lists(code: str, where: str, title: str, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    for shown, context in leaves(code, where, items):
        body = page("public/list.html", code, items=shown, title=title, **context)
        yield file_of(context["path"]), body.decode()


def file_of(path: str) -> str:
    """The file of a page at an address."""
    return f"{path.strip('/')}/index.html"


def leaves(code: str, where: str, entries: Sequence[Entry]) -> Iterator[tuple[Sequence[Entry], dict[str, str]]]:
    """A list page by page, at least one: what stands on it, and for its template `path`, `where`, and the addresses `older`
    and `newer`, empty at the ends."""
    pages = [entries[at : at + A_PAGE] for at in range(0, max(1, len(entries)), A_PAGE)]
    for number, shown in enumerate(pages, 1):
        path = f"/{code}/{where}/" if number == 1 else f"/{code}/{where}/{number}/"
        older = f"/{code}/{where}/{number + 1}/" if number < len(pages) else ""
        newer = (f"/{code}/{where}/" if number == 2 else f"/{code}/{where}/{number - 1}/") if number > 1 else ""
        yield shown, {"older": older, "newer": newer, "path": path, "where": where}


def grouped(entries: Sequence[tuple[str, Entry]]) -> list[tuple[str, list[Entry]]]:
    """Entries under their headings, which follow one another."""
    return [(label, [one for _label, one in found]) for label, found in groupby(entries, key=itemgetter(0))]
