"""A partner's own spreadsheet on its way: mapping, rows, import, the account of every row, undo; in Arabic on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.walking import Walker

Window = Callable[..., Walker]
SHEETS = Path(__file__).resolve().parent.parent / "fixtures" / "alerts"


def rows_that_became_alerts(walker: Walker) -> int:
    """Counted over every page of the account."""
    fate, counted = walker.say("Became an alert", "fate of a row"), 0
    while True:
        table = walker.page.locator("table").last
        expect(table.locator("tbody tr").first).to_be_visible()
        counted += table.get_by_text(fate).count()
        further = walker.page.locator("a[rel=next]")
        if not further.count():
            return counted
        walker.go(further.evaluate("link => link.href"))


def test_a_spreadsheet_is_checked_imported_accounted_for_and_undone(window: Window) -> None:
    chadia = window("chadia")

    chadia.go("/alerts/sent/")
    chadia.press("Send a spreadsheet")
    chadia.select("screening", chadia.page.get_by_role("option", name="Haven Association").get_attribute("value") or "")
    chadia.field("file").set_input_files(SHEETS / "referrals_cp1256.csv")
    chadia.press("Read the file")
    chadia.reads("Nothing is saved as an alert until you import.")
    chadia.shot("10-import-check")

    chadia.reads("Rows to fix")
    chadia.reads("Columns")
    expect(chadia.page.locator(".cell-bad").first).to_be_visible()
    columns = chadia.page.locator("select[name^=column-]")
    assert columns.count() > 5
    assert "phone" in columns.evaluate_all("all => all.map(one => one.value)")

    to_fix = chadia.page.locator("a", has_text=chadia.say("Fix here"))
    before = to_fix.count()
    chadia.page.locator("form:has(button) button", has_text=chadia.say("Leave out")).first.click()
    chadia.reads("Nothing is saved as an alert until you import.")
    expect(to_fix).to_have_count(before - 1)

    button = chadia.page.locator("form[action$='/apply/'] button")
    made = int(re.sub(r"\D", "", button.inner_text()))
    button.click()
    become = chadia.say_many("One row became an alert", "%(count)s rows became alerts", made)
    expect(chadia.page.locator("h1")).to_have_text(become)
    chadia.shot("11-imported")
    preview = chadia.page.url
    chadia.press("Where every row went")
    chadia.reads("Rows that hold nobody")
    assert rows_that_became_alerts(chadia) == made
    chadia.shot("12-account-of-rows")

    chadia.go(preview)
    chadia.press("Undo the whole import")
    chadia.page.locator("details.confirm form button").click()
    chadia.reads("This import was undone")
    chadia.reads("No alert of it remains.")
    chadia.shot("13-undone")
