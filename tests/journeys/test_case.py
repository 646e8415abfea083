"""Work in a case, in Arabic on a telephone: notes, contacts, papers, appointments, consent, sharing; Today; the end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker
from tests.journeys.world import HOUSEHOLDS, RULES

Window = Callable[..., Walker]
TOMORROW = date.today() + timedelta(days=1)


def contact_rules_stand(walker: Walker) -> None:
    """The one inverted block: how contact is safe, what never, the code word."""
    block = walker.page.locator("section.safe")
    expect(block).to_be_visible()
    for text in (walker.say("Signal"), walker.say("Telephone call"), RULES["code_word"], RULES["note"]):
        expect(block).to_contain_text(str(text))


def consent_to_share(amal: Walker, place: Place) -> None:
    """She agrees that her case is shared, as the worker records it."""
    amal.go(f"/people/{place.world['people']['work']}/consent/")
    amal.select("purpose", "share")
    amal.select("language", "ar")
    amal.fill("explained", "شرحتها لها آمال بالعربية، وسألت عن إنهائها.")
    amal.press("Save")
    amal.reads("The consent is recorded.")


def test_the_contact_rules_stand_on_every_page_of_the_case(window: Window, place: Place) -> None:
    rima = window("rima")

    rima.go(f"/cases/{place.world['cases']['watched']}/")
    tabs = rima.page.get_by_role("navigation", name=rima.say("Parts of the case")).get_by_role("link")
    pages = [tab.get_attribute("href") or "" for tab in tabs.all()]

    assert len(pages) >= 6
    for number, address in enumerate(pages):
        rima.go(address)
        contact_rules_stand(rima)
        rima.shot(f"20-case-tab-{number}")
    rima.go(f"/cases/{place.world['cases']['watched']}/contact/")
    contact_rules_stand(rima)


def test_notes_contacts_documents_and_appointments_stand_on_the_timeline(window: Window, place: Place) -> None:
    amal, home = window("amal"), f"/cases/{place.world['cases']['work']}/"

    amal.go(home)
    amal.fill("text", "اتصلت الخالة: وصلت بخير.", "form[action$='/note/']")
    amal.page.locator("form[action$='/note/'] button").click()
    amal.reads("The note is kept.")
    amal.sees("اتصلت الخالة: وصلت بخير.", "#story")

    log = "form[action$='/contact/']"
    amal.select("channel", "call", log)
    amal.fill("text", "رنّ ثلاثاً ولم تُجب.", log)
    amal.page.locator(f"{log} button").click()
    expect(amal.page.locator(".error").first).to_be_visible()
    amal.shot("21-contact-against-the-rules")
    amal.fill("why_not", "انقطع سيغنال يومين وكان الخطر قريباً")
    amal.press("Save the contact")
    amal.reads("The contact is written down.")
    amal.sees("انقطع سيغنال يومين وكان الخطر قريباً", "#story")

    amal.go(home + "papers/")
    paper = {"name": "إقامة.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 a residence permit"}
    amal.field("file").set_input_files(paper)
    amal.fill("title", "بطاقة إقامة")
    amal.press("Seal and keep")
    amal.reads("The document is sealed and kept.")
    with amal.page.expect_download() as download:
        amal.press_text("بطاقة إقامة")
    assert download.value.path().read_bytes() == paper["buffer"]

    amal.go(home + "appointments/new/")
    amal.fill("what", "موعد في المحافظة")
    amal.fill("where", "ليون")
    amal.fill("starts_at", f"{TOMORROW}T09:30")
    amal.press("Plan it")
    amal.go(home + "tasks/new/")
    amal.fill("what", "حجز غرفة في النُّزل")
    amal.fill("due_on", date.today().isoformat())
    amal.press("Set the task")
    amal.sees("حجز غرفة في النُّزل")
    amal.sees("موعد في المحافظة")
    contact_rules_stand(amal)
    amal.shot("22-case-at-work")

    amal.go("/today/")
    amal.sees("حجز غرفة في النُّزل", "main")
    amal.sees(HOUSEHOLDS["work"], "main")
    amal.shot("23-today-of-a-case-worker")


def test_a_case_is_shared_on_consent_and_taken_back_in_one_step(window: Window, place: Place) -> None:
    amal, rima, boris = window("amal"), window("rima"), window("boris")
    home = f"/cases/{place.world['cases']['work']}/"
    assert (answer := boris.go(home)) and answer.status == 404

    rima.go(home + "share/")
    archive = rima.page.locator("option", has_text="Witness Archive").first.get_attribute("value") or ""
    rima.select("to", archive)
    rima.fill("reason", "شهادة تُحفظ")
    rima.press("Share", within="main")
    expect(rima.page.locator(".note.bad.errors")).to_be_visible()
    rima.shot("24-no-sharing-without-consent")

    consent_to_share(amal, place)
    rima.press("Share", within="main")
    rima.reads("Shared. It ends by itself.")
    rima.sees("Witness Archive")
    rima.shot("25-shared")
    boris.go(home)
    boris.sees(HOUSEHOLDS["work"], "h1")
    contact_rules_stand(boris)
    boris.reads("You can read this case, not write in it.")

    rima.press("Withdraw", within="main")
    rima.reads("Withdrawn. It can be shared anew.")
    assert (answer := boris.go(home)) and answer.status == 404

    amal.go(home + "consents/")
    amal.reads("in force")
    amal.press("The person withdraws this")
    amal.reads("Withdrawn. What rests on this consent stops.")
    amal.go(home + "consents/")
    amal.reads("withdrawn")
    amal.shot("26-consent-withdrawn")


def test_a_case_closes_reopens_gives_its_copy_and_is_erased_by_two(window: Window, place: Place) -> None:
    rima, dalia = window("rima"), window("dalia")
    home, name = f"/cases/{place.world['cases']['end']}/", HOUSEHOLDS["end"]

    rima.go(home)
    rima.press("Close the case")
    rima.select("reason", "goals_met")
    rima.select("outcome", "safe_settled")
    rima.fill("text", "استقرت في ليون مع ابنها.")
    rima.press("Close the case", within="main")
    rima.reads("The case is closed. It can be reopened with its history.")
    rima.reads("It can be read, not written.")
    rima.shot("30-closed")
    rima.press("Reopen")
    rima.fill("reason", "رسالة تهديد جديدة")
    rima.press("Reopen the case")
    rima.reads("The case is open again.")
    rima.go(home + "access/")
    rima.sees("استقرت في ليون مع ابنها.")
    rima.sees("رسالة تهديد جديدة")

    rima.go(home + "household/")
    rima.press("Their copy")
    rima.shot("31-copy")
    with rima.page.expect_download() as download:
        rima.press("Make the copy")
    copy = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    page = next(inside for inside in copy.namelist() if inside.endswith(".html"))
    assert name in copy.read(page).decode()

    rima.go(home + "erase/")
    rima.tick("ground", "wish")
    rima.press("Ask for erasure")
    rima.reads("A second member must carry it out")
    expect(rima.control(rima.say("Destroy the keys now"))).to_have_count(0)
    dalia.go(home + "erase/")
    dalia.press("Destroy the keys now")
    dalia.shot("32-erase")
    dalia.page.locator("details.confirm form button").click()
    dalia.reads("This case was erased")
    dalia.shot("33-erased")
    rima.go(home)
    rima.reads("This case was erased")
    rima.does_not_see(name)
    rima.go("/cases/")
    rima.does_not_see(name)


@pytest.fixture(autouse=True)
def _patience() -> None:
    """Two cores may be shared: what is expected may take a while to be seen."""
    expect.set_options(timeout=15_000)
