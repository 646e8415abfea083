"""What comes through the public site, from people whom nobody knows: somebody asks, confirms, leaves."""

from __future__ import annotations

from malath.platform.sealed.readers import ReadersLetter
from malath.voice.subscribers.actions import ask_for_news, confirm, leave
from malath.voice.subscribers.public_forms import AskForm
from malath.voice.subscribers.public_pages import CARRIED
from malath.voice.subscribers.selectors import open_list


def take_ask(letter: ReadersLetter) -> None:
    """What makes no sense, and what comes when no list is open, is dropped: nobody was promised anything."""
    given = letter.given
    said = {name: list(given.get(name, [])) for name in ("kinds", "subjects")}
    form = AskForm({"mail": "".join(given.get("mail", [])), "language": "".join(given.get("language", [])), **said})
    kept = open_list()
    if kept is not None and form.is_valid():
        wished = form.cleaned_data
        ask_for_news(
            kept, letter.id, address=wished["mail"], language=wished["language"],
            kinds=wished["kinds"], subjects=wished["subjects"],
        )  # fmt: skip


def take_confirmation(letter: ReadersLetter) -> None:
    """Somebody pressed the button to which the mail led."""
    confirm("".join(letter.given.get(CARRIED, [])))


def take_leaving(letter: ReadersLetter) -> None:
    """Somebody pressed the other button, or their mail programme did."""
    leave("".join(letter.given.get(CARRIED, [])))
