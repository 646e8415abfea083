"""The pages of colleagues on the public site: a list by what became of them, and one page each."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.platform.access.selectors import organisation_names
from malath.voice.remembrance.actions.terminal import note_down_at_terminal
from malath.voice.remembrance.rules import Fate
from malath.voice.remembrance.selectors import fingerprint, public_colleagues, public_happenings, public_mentions
from malath.voice.remembrance.showing import Shown, allowed_by, shown_of
from malath.voice.site.building import file_of, grouped, leaves, page, page_with_card
from malath.voice.site.cards import Card
from malath.voice.site.enclosed import public_enclosures
from malath.voice.site.erasing.receipts import gone_addresses
from malath.voice.site.pages import items_out
from malath.voice.site.printing import press_at_work
from malath.voice.site.sections import Section

KEY, ERASED = "colleagues", "colleague"


def files(code: str) -> dict[str, bytes]:
    """The list, the pages, and what stands where a page was taken down. Needs an open server."""
    today, known = timezone.localdate(), public_colleagues()
    shown, gone = [], []
    seen = [row for row, consent in known if allowed_by(consent)]
    lines, texts = public_happenings(seen), public_mentions(seen)
    enclosures, names = (
        public_enclosures(row.pk for row in seen),
        organisation_names(row.organisation_id for row in seen),
    )
    for row, consent in known:
        named = items_out(texts[row.pk], code) if row.pk in texts else []
        own = shown_of(
            row, lines.get(row.pk, []), allowed_by(consent), code, today=today, texts=named,
            enclosures=enclosures.get(row.pk, []), by=names.get(row.organisation_id, ""),
        )  # fmt: skip
        if own is not None:
            shown.append(own)
        else:
            gone.append(row)
    made = {path: body for one in shown for path, body in _page(code, one)}
    slugs = [*(row.slug for row in gone if not row.silent), *gone_addresses(ERASED)]
    made |= {path: body for slug in slugs for path, body in _gone(code, slug)}
    people = [(str(fate.label), one) for fate in Fate for one in shown if one.fate == fate]
    for here, context in leaves(code, KEY, people):
        made[file_of(context["path"])] = page("colleagues/list.html", code, groups=grouped(here), **context)
    return made


def _page(code: str, one: Shown) -> list[tuple[str, bytes]]:
    card = Card(code, one.name, one.fate_words, one.by)
    pages = page_with_card("colleagues/person.html", code, card, path=one.path, one=one)
    return [*pages.items(), *one.carried.bytes(press_at_work()).items()]


def _gone(code: str, slug: str) -> list[tuple[str, bytes]]:
    address = f"/{code}/{KEY}/{slug}/"
    return [(f"{address.strip('/')}/index.html", page("colleagues/gone.html", code, slug=slug, path=address))]


SECTION = Section(KEY, _("Colleagues"), 30, files, fingerprint, take_down=note_down_at_terminal)
