"""Every act works without scripts: an alert is sent, screened, and a note is written."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import Place
from tests.journeys.test_main_journey import tell_of_a_household, write_the_three_lists
from tests.journeys.walking import Walker

Window = Callable[..., Walker]


def test_an_alert_is_sent_without_scripts(window: Window) -> None:
    chadia = window(scripts=False)

    chadia.sign_in("chadia")
    chadia.go("/alerts/sent/new/")
    tell_of_a_household(chadia)
    chadia.press("Send the alert")

    chadia.reads("The alert is sent. Those who decide were told.")


def test_an_alert_is_screened_and_declined_without_scripts(window: Window, place: Place) -> None:
    rima = window("rima", scripts=False)

    rima.go(f"/alerts/{place.world['alert']}/")
    rima.press("Write the three lists")
    write_the_three_lists(rima)
    rima.sees("خالتها في حلب تؤويها", ".risk")
    rima.press("Decline, with a reason")
    rima.press("Decline the alert")
    rima.reads("Why can you not take it?")
    rima.tick("reason", "outside_mandate")
    rima.fill("told", "هذا خارج ما نقدر عليه؛ اسألوا شبكة ليون.")
    rima.press("Decline the alert")

    rima.reads("The alert was declined. The focal point reads what you wrote for them.")


def test_a_note_is_written_without_scripts(window: Window, place: Place) -> None:
    amal = window("amal", scripts=False)

    amal.go(f"/cases/{place.world['cases']['plain']}/note/")
    amal.fill("text", "كُتبت بلا نصوص برمجية")
    amal.press("Keep the note")

    amal.reads("The note is kept.")
    amal.sees("كُتبت بلا نصوص برمجية", "#story")
