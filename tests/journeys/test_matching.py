"""A coordinator goes through possible duplicates at a telephone in Arabic, with one key each at a desk, and without
scripts; whoever enters somebody sees first who is recorded already."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker

Window = Callable[..., Walker]
SAME = ("The same person", "verdict on a pair")
TWO = ("Two people", "verdict on a pair")
UNSURE = ("Unsure", "verdict on a pair")


def test_pairs_are_judged_one_after_another_in_arabic_at_a_telephone(window: Window, place: Place) -> None:
    rima = window("rima")

    rima.go("/people/pairs/")
    rima.shot("pairs-ar")
    rima.press("Begin with the first")
    rima.sees("سلمى أحمد العطّار")
    rima.sees("Salma Ahmad Al Attar")
    rima.shot("pair-ar")
    rima.press(*SAME)
    rima.reads("The two records are linked: one person. Both stay as they are.")
    rima.sees("Hadil Kouatly")
    rima.shot("pair-after-ar")
    rima.press("Undo")
    rima.reads("Taken back. It is kept that you had said it.")
    rima.sees("Salma Ahmad Al Attar")
    rima.press(*SAME)

    rima.sees("Hadil Kouatly")
    rima.go(f"/people/pairs/{place.world['pairs'][0]}/")
    rima.shot("pair-decided-ar")
    rima.page.locator("table a.voice").first.click()
    rima.reads("Also recorded as")
    rima.shot("person-also-ar")


def test_one_key_each_decides_and_none_while_the_box_is_empty(window: Window, place: Place) -> None:
    dalia = window("dalia", desk=True)
    second = place.world["pairs"][1]

    dalia.go(f"/people/pairs/{second}/")
    dalia.shot("pair-desk-ar")
    dalia.page.keyboard.press("0")
    dalia.page.wait_for_url(lambda url: second not in url)
    dalia.go(f"/people/pairs/{second}/")
    dalia.page.locator("[data-keys-on]").uncheck()
    dalia.page.keyboard.press("2")
    dalia.sees("Hadil Kouatly")
    dalia.page.locator("[data-keys-on]").check()
    dalia.page.keyboard.press("2")

    dalia.reads("Kept: two people. This pair does not come again.")


def test_a_pair_is_judged_without_scripts(window: Window, place: Place) -> None:
    dalia = window("dalia", scripts=False)

    dalia.go(f"/people/pairs/{place.world['pairs'][3]}/")
    dalia.press(*UNSURE)
    dalia.reads("Set aside. Somebody else may know more.")
    dalia.press("Undo")

    dalia.reads("Taken back. It is kept that you had said it.")


def test_a_group_is_judged_whole_and_taken_back_at_a_telephone(window: Window, place: Place) -> None:
    rima = window("rima")

    rima.go(f"/people/pairs/{place.world['pairs'][4]}/")
    rima.press("The whole group")
    rima.sees("Kinan Salim Jabbour", "table.many")
    rima.sees("كنان جبّور", "table.many")
    rima.shot("group-ar")
    rima.press("All of these are one person")
    rima.reads("The records are linked: one person. All of them stay as they are.")
    rima.shot("group-linked-ar")
    rima.press("Undo")

    rima.reads("Taken back, for all of them. It is kept that you had said it.")


def test_one_key_decides_a_pair_of_a_group_and_the_group_comes_back(window: Window, place: Place) -> None:
    dalia = window("dalia", desk=True)
    group = f"/people/pairs/{place.world['pairs'][4]}/group/"

    dalia.go(f"{group}?pair={place.world['pairs'][5]}")
    dalia.page.keyboard.press("2")

    dalia.reads("Kept: two people. This pair does not come again.")
    assert dalia.page.url.endswith(group)
    dalia.sees("كنان سليم جبور", "table.many")


def test_who_is_entered_is_looked_for_while_one_writes(window: Window, place: Place) -> None:
    rima = window("rima")

    rima.go("/people/new/")
    rima.fill("main", "Lina Murad Jabiri")
    rima.sees("لينا مراد الجابري", "#alike")
    rima.shot("enter-alike-ar")
    rima.page.locator("#alike label:has([name=looked])").click()
    rima.press("Enter the person")

    rima.reads("Is now in")


def test_without_scripts_nobody_is_entered_before_somebody_looked(window: Window, place: Place) -> None:
    rima = window("rima", scripts=False)

    rima.go("/people/new/")
    rima.fill("main", "رنا الحفار")
    rima.press("Enter the person")
    rima.reads("Somebody like this is recorded already. Look at them below, then say that it is nobody of them.")
    rima.sees("Rana Haffar", "#alike")
    rima.shot("enter-refused-ar")
    rima.page.locator("#alike label:has([name=looked])").click()
    rima.press("Enter the person")

    rima.reads("Is now in")


def test_the_screens_in_english_at_a_desk(window: Window, place: Place) -> None:
    rima = window("rima", "en", desk=True)

    rima.go("/people/pairs/")
    rima.sees("Rana Haffar")
    rima.shot("pairs-en")
    rima.go(f"/people/pairs/{place.world['pairs'][2]}/")
    rima.reads("Are these one person?")
    rima.shot("pair-en")
    rima.go("/people/new/")
    rima.fill("main", "سلمى العطار")
    rima.sees("Salma Ahmad Al Attar", "#alike")

    rima.shot("enter-alike-en")
