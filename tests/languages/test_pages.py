"""No page, read in Arabic, says a sentence that its English page says too: not in a form, not in its errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from malath.protection.stays.rent import Currency
from tests.everything import MARK, Everything, everything
from tests.people import Coalition
from tests.permissions.addresses import addresses
from tests.permissions.table import NOBODY, read_table
from tests.permissions.walking import Walker

# What no translator touches: names, codes, the viewer's own words, what is for machines.
LEFT_ALONE = {"bdi", "code", "pre", "script", "style", "blockquote", "time", "textarea"}
SPOKEN_ATTRIBUTES = {"placeholder", "aria-label", "title", "alt", "data-l"}
VOID = {"input", "br", "img", "link", "meta", "hr", "source", "use", "path"}
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
MEMBER = re.compile(r"[\w-]+ of (haven|archive)")
FOR_DEVELOPERS = {"components"}
# A form that is sent empty answers with its errors.
ASKED = (("GET", {"ok", "ok+"}), ("POST", {"bad", "bad+"}))
VIEWERS = (NOBODY, "owning focal_point", "owning coordinator", "owning administrator")
# Languages are named in themselves; a service bears its own name; a currency is a code (ISO 4217).
OWN_NAMES = {"English", "Français", "Signal", *Currency.values}


class Heard(HTMLParser):
    """The sentences of a page that are the programme's own."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.sentences: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        alone = tag in LEFT_ALONE or (tag != "html" and ("lang" in given or given.get("dir") == "ltr"))
        if tag not in VOID:
            self.open.append(alone)
        if not any(self.open) and not alone:
            self.sentences |= {" ".join(str(given[name]).split()) for name in SPOKEN_ATTRIBUTES & set(given)}

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.sentences.add(" ".join(data.split()))


def heard(walker: Walker, path: str, language: str, method: str = "GET") -> set[str]:
    """The sentences of an address in a language; none where it is no page."""
    walker.cookies = re.sub(r"malath-language=\w+", f"malath-language={language}", walker.cookies)
    response = walker.ask(method, path)
    if getattr(response, "streaming", False) or "text/html" not in response.get("Content-Type", ""):
        return set()
    listener = Heard()
    listener.feed(response.content.decode("utf-8", "replace"))  # type: ignore[attr-defined]
    return {sentence for sentence in listener.sentences if WORD.search(sentence)}


def written_by_people(made: Everything) -> Callable[[str], bool]:
    """Whether a sentence is a name or what somebody wrote, and so the same in each language."""
    from malath.platform.access.models import Organisation

    rows = [*made.owning.values(), *made.other.values()]
    names = {str(row.handle) for row in rows} | {str(row.name) for row in Organisation.objects.all()} | OWN_NAMES
    return lambda sentence: MARK in sentence or sentence.rstrip(",") in names or bool(MEMBER.fullmatch(sentence))


@pytest.mark.parametrize("column", VIEWERS)
def test_no_page_in_arabic_keeps_an_english_sentence(
    coalition: Coalition, commits: Callable[..., object], as_member: Callable[..., Client], column: str
) -> None:
    with commits():  # type: ignore[attr-defined]
        made: Everything = everything(coalition)
    table, theirs = read_table(), written_by_people(made)
    walker = Walker(made, column, as_member)
    walker.cookies = walker.fresh
    found: dict[str, str] = {}
    pages = 0

    for address in addresses():
        for method, codes in ASKED:
            row = table.get((address.route, method))
            if row is None or row.codes[column] not in codes or address.name in FOR_DEVELOPERS:
                continue
            path = address.path(walker.values(address))
            english = heard(walker, path, "en", method)
            pages += bool(english)
            both = english & heard(walker, path, "ar", method)
            found |= {sentence: f"{method} {path}" for sentence in both if not theirs(sentence)}

    assert pages > 3
    assert found == {}
