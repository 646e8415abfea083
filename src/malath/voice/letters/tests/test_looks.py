"""The forms of the public site in a real browser: no fault of accessibility, nothing wider than a phone, and a letter that
was refused stands there again."""

from __future__ import annotations

from pathlib import Path

import pytest

from malath.voice.letters.taking_in import take_in_letters
from malath.voice.letters.tests.conftest import Desks
from malath.voice.letters.tests.test_taking_in import outside
from tests.accessibility.looking import AXE, RULES, RUN, SIDEWAYS, browser

__all__ = ["outside"]
pytestmark = pytest.mark.django_db


def test_the_forms_are_without_fault_on_a_phone_in_arabic_and_wide_in_french(
    desks: Desks, outside: int, intake: Path
) -> None:
    wrong = []
    with browser() as running:
        for code, width in (("ar", 390), ("fr", 1280)):
            page = running.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
            page.add_init_script(AXE)
            for where in ("help", "help/host", "help/accompany", "help/donate", "contact", "help/thanks", "help/full"):
                page.goto(f"http://127.0.0.1:{outside}/{code}/{where}/")
                wrong += [f"{code}/{where}: {fault}" for fault in page.evaluate(RUN, RULES)]
                wrong += [f"{code}/{where}: too wide"] * (page.evaluate(SIDEWAYS) > 0)
            page.goto(f"http://127.0.0.1:{outside}/{code}/help/accompany/")
            page.fill("[name=name]", "Zumurruda")
            page.select_option("[name=city]", "lyon")
            page.fill("[name=text]", "one\ntwo")
            page.click("main button")
            wrong += [f"{code}/refused: {fault}" for fault in page.evaluate(RUN, RULES)]
            assert page.is_visible("#again") and page.input_value("[name=text]") == "one\ntwo"
            page.fill("[name=mail]", "zumurruda@example.org")
            page.click("main button")
            assert page.url.endswith(f"/{code}/help/thanks/")
            page.close()

    assert wrong == []
    assert take_in_letters() == 2 and {row.network_id for row in desks.all()} == {desks.coalition.lyon.pk}
