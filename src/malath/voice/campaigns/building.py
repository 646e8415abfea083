"""The public pages of campaigns and of occasions, and what the pages of others say of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from malath.platform.access.selectors import organisation_names
from malath.voice.campaigns.actions import note_down_at_terminal
from malath.voice.campaigns.pages import Line, Shown, by_campaign, path_of, shown
from malath.voice.campaigns.rules import SHOWN, Guard, Kind, State, language_for, ready_languages
from malath.voice.campaigns.selectors import Whole, fingerprint, wholes
from malath.voice.site.building import file_of, grouped, leaves, page, page_with_card
from malath.voice.site.enclosed import public_enclosures
from malath.voice.site.pages import items_out
from malath.voice.site.printing import press_at_work
from malath.voice.site.sections import Section


def _told(known: list[Whole], code: str) -> dict[uuid.UUID, Shown]:
    """What is out, in the language, else in the first that is ready; a campaign keeps also what its occasions keep."""
    names = organisation_names(one.row.organisation_id for one in known)
    of_campaign, told = by_campaign(known), {}
    enclosures = public_enclosures(one.row.pk for one in known if one.row.state in SHOWN)
    for one in known:
        ready = ready_languages(one.row.kind, one.row.texts)
        if one.row.state in SHOWN and ready:
            inner = sum((held.guard for held in of_campaign.get(one.row.pk, [])), Guard())
            language, by = language_for(code, ready), names.get(one.row.organisation_id, "")
            kept = enclosures.get(one.row.pk, [])
            told[one.row.pk] = shown(one, language, by=by, guard=inner, enclosures=kept)
    return told


def _line(one: Shown) -> Line:
    return Line(one.path, one.title, one.language, one.first or one.out_on, str(Kind(one.kind).label))


def _belonging(whole: Whole, code: str, told: dict[uuid.UUID, Shown], occasions: list[Whole]) -> dict[str, object]:
    """What belongs to one, and what it belongs to."""
    items = items_out(whole.publications, code) if whole.publications else []
    texts = [Line(item.path, item.title, item.language, item.out_at, item.kind_words) for item in items]
    dated = sorted((told[one.row.pk] for one in occasions if one.row.pk in told), key=lambda one: str(one.first))
    campaign = told.get(whole.row.campaign_id) if whole.row.campaign_id else None
    return {
        "texts": texts,
        "occasions": [_line(one) for one in dated],
        "campaign": _line(campaign) if campaign else None,
    }


def _pages(kind: Kind, code: str) -> Iterator[tuple[str, bytes]]:
    known = wholes()
    told, of_campaign = _told(known, code), by_campaign(known)
    mine = [one for one in known if one.row.kind == kind]
    yield from _lists(kind, code, [told[w.row.pk] for w in mine if w.row.pk in told])
    for whole in mine:
        row, one = whole.row, told.get(whole.row.pk)
        path = path_of(kind, code, row.slug)
        if one is not None and one.language == code:
            beside = _belonging(whole, code, told, of_campaign.get(row.pk, []))
            yield from page_with_card(
                "public_campaigns/page.html", code, one.card, path=path, one=one, **beside
            ).items()
            yield from one.carried.bytes(press_at_work()).items()
        elif row.state == State.DOWN:
            yield f"{path.strip('/')}/index.html", page("public/gone.html", code, row=row, path=path)


def _lists(kind: Kind, code: str, found: Sequence[Shown]) -> Iterator[tuple[str, bytes]]:
    """All of them: campaigns newest first; occasions ahead, the next first, and those that are past."""
    today, title = timezone.localdate(), str(LABELS[kind])
    if kind == Kind.CAMPAIGN:
        going = [one for one in found if one.closed_on is None]
        groups = [("", going), (gettext("Ended campaigns"), [one for one in found if one.closed_on is not None])]
    else:
        ahead = [one for one in found if one.last is None or one.last >= today]
        past = [one for one in found if one.last is not None and one.last < today]
        groups = [
            (gettext("Ahead"), sorted(ahead, key=lambda one: str(one.first))),
            (gettext("Past occasions"), sorted(past, key=lambda one: str(one.first), reverse=True)),
        ]
    entries = [(label, one) for label, theirs in groups for one in theirs]
    for shown_here, context in leaves(code, f"{kind.value}s", entries):
        body = page("public_campaigns/list.html", code, title=title, groups=grouped(shown_here), **context)
        yield file_of(context["path"]), body


def mentions(code: str) -> dict[uuid.UUID, list[tuple[str, str]]]:
    """By publication, the address and title of the campaigns and occasions that are out and that it belongs to."""
    known = wholes()
    told, found = _told(known, code), dict[uuid.UUID, list[tuple[str, str]]]()
    for whole in known:
        if (one := told.get(whole.row.pk)) is not None:
            for publication in whole.publications:
                found.setdefault(publication, []).append((one.path, one.title))
    return found


LABELS = {
    Kind.CAMPAIGN: pgettext_lazy("part of the public site", "Campaigns"),
    Kind.OCCASION: pgettext_lazy("part of the public site", "Occasions"),
}


def _section(kind: Kind, place: int) -> Section:
    return Section(
        key=f"{kind.value}s",
        label=LABELS[kind],
        place=place,
        files=lambda code: dict(_pages(kind, code)),
        fingerprint=lambda: fingerprint(timezone.localdate()),
        mentions=mentions if kind == Kind.CAMPAIGN else None,
        take_down=lambda slug, at: note_down_at_terminal(kind, slug, at),
    )


CAMPAIGNS, OCCASIONS = _section(Kind.CAMPAIGN, 30), _section(Kind.OCCASION, 31)
