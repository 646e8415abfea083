"""The pages of the list on the public site: the form, a page with one button to confirm and one to leave, and what is said
afterwards. The answers are stored pages, the same for everybody: they tell nobody whether an address is on the list."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from malath.voice.letters.public_forms import rules_of
from malath.voice.site.building import page
from malath.voice.site.outside.receiving import FORMS, TRAP
from malath.voice.subscribers.public_forms import AskForm
from malath.voice.subscribers.rules import UNCONFIRMED_DAYS
from malath.voice.subscribers.selectors import takes_subscribers

ASK, CONFIRM, LEAVE = "by-mail", "by-mail/confirm", "by-mail/leave"
# The name under which a link carries what proves that its mail was read.
CARRIED = "t"


def list_files(code: str) -> dict[str, bytes]:
    """All pages in one language, and what the public process must know of the forms. Without an open list there is no form;
    whoever wants to leave finds the way out all the same."""
    link = {"fields": {CARRIED: {"most": 64, "required": True}}, "link": True}
    forms: dict[str, Any] = {
        CONFIRM: {**link, "thanks": f"{ASK}/confirmed"},
        LEAVE: {**link, "thanks": f"{ASK}/left"},
    }
    form = AskForm(initial={"language": code}) if takes_subscribers() else None
    if form is not None:
        forms[ASK] = {"fields": rules_of(form), "thanks": f"{ASK}/asked"}
    refusals = [(name, f"{title}. {lede}") for name, (title, lede) in _refusals().items()]
    context = {"form": form, "trap": TRAP, "refusals": refusals, "days": UNCONFIRMED_DAYS}
    files = {f"{code}/{ASK}/index.html": page("subscribers/public/form.html", code, path=f"/{code}/{ASK}/", **context)}
    for where, (title, lede, button) in _buttons().items():
        told = {"title": title, "lede": lede, "button": button, "refusals": refusals, "path": f"/{code}/{where}/"}
        files[f"{code}/{where}/index.html"] = page("subscribers/public/button.html", code, **told)
    for where, (title, lede, more) in _said().items():
        told = {"title": title, "lede": lede, "more": more, "path": f"/{code}/{ASK}/{where}/"}
        files[f"{code}/{ASK}/{where}/index.html"] = page("letters/public/said.html", code, **told)
    files[f"{code}/{ASK}/{FORMS}"] = json.dumps(forms, ensure_ascii=False, sort_keys=True).encode()
    return files


def _buttons() -> dict[str, tuple[str, str, str]]:
    """The pages to which the links in mails lead. They do nothing by themselves: programmes open links too."""
    return {
        CONFIRM: (
            _("News by e-mail"),
            _("One step more: with this button you say that the address is yours and that you want our news."),
            _("Yes, send me the news"),
        ),
        LEAVE: (_("No more mail from us"), _("Your address is erased."), _("Leave the list")),
    }


def _refusals() -> dict[str, tuple[str, str]]:
    return {
        "again": (_("Not sent yet"), _("Something is missing or not as it should be. Nothing was kept.")),
        "full": (_("We cannot take it now"), _("Nothing was kept. Please try again in some minutes.")),
    }


def _said() -> dict[str, tuple[str, str, str]]:
    return {
        "asked": (
            _("Look into your mailbox"),
            _(
                "If the address is right, a mail with a link comes within a day, mostly within minutes. Look among spam too."
            ),
            _("Nothing more is sent before you have followed the link and pressed its button."),
        ),
        "confirmed": (
            _("Thank you"),
            _("If the link still holds, our news comes to you from the next text on."),
            _("Each mail has a link by which you leave the list."),
        ),
        "left": (
            _("You get no more mail from us"),
            _("Your address is erased as soon as our server is open, mostly within minutes."),
            _(
                "If you had never confirmed it, somebody else had typed it: we then write to it no more for half a year, whoever asks."
            ),
        ),
    }
