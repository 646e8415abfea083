"""Publishing: what goes out, when, by whom; corrections that readers see; what was signed goes out as it was signed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.voice.site import actions, errors, printing, putting_out
from malath.voice.site.building import build
from malath.voice.site.models import Publication
from malath.voice.site.printing import Press
from malath.voice.site.putting_out import keep_site
from malath.voice.site.rules import State
from malath.voice.site.selectors import fingerprint
from malath.voice.site.tests.conftest import NEWS, House
from malath.voice.statements.actions.answering import answer_text
from malath.voice.statements.actions.freezing import bind_translation
from malath.voice.statements.tests.conftest import Room, signing

pytestmark = pytest.mark.django_db


def page(row: Publication, language: str = "en") -> str:
    return build()[f"{language}/{row.slug}/index.html"].decode()


def test_news_goes_out_in_the_languages_that_are_ready_and_stands_in_lists_and_feed(house: House) -> None:
    row = house.out()
    files = build()

    assert row.state == State.OUT and row.slug.endswith(row.slug[-6:]) and "-a-door-opened-" in row.slug
    assert "A door opened" in files[f"en/{row.slug}/index.html"].decode()
    assert 'dir="rtl"' in files[f"ar/{row.slug}/index.html"].decode()
    assert f"fr/{row.slug}/index.html" not in files
    for path in (
        "en/index.html",
        "en/press/index.html",
        "en/press/news/index.html",
        "en/press/about-return/index.html",
    ):
        assert "A door opened" in files[path].decode() and "Two came home." in files[path].decode(), path
    assert "A door opened" in files["en/feed.xml"].decode() and "A door opened" not in files["fr/index.html"].decode()
    assert "A door opened" not in files["en/press/report/index.html"].decode()


def test_a_draft_is_on_no_page_and_changes_no_byte(house: House) -> None:
    before, line = build(), fingerprint()
    house.draft()

    assert build() == before and fingerprint() == line


def test_the_same_rows_give_the_same_bytes(house: House) -> None:
    house.out()

    assert build() == build()


@pytest.mark.parametrize(
    "texts", [{}, {"en": {"title": "Only a title", "body": ""}}, {"fr": {"title": "", "body": "x"}}]
)
def test_nothing_goes_out_without_title_and_text(house: House, texts: dict[str, dict[str, str]]) -> None:
    row = house.draft(texts)
    with pytest.raises(errors.NothingReadyError):
        actions.publish(row, by=house.officer)

    assert house.now(row).state == State.DRAFT


def test_what_is_out_changes_only_by_a_correction_that_its_page_shows(house: House) -> None:
    row = house.out()
    with pytest.raises(errors.NotDraftError):
        actions.write_texts(row, NEWS, after=row.revision, by=house.officer)
    with pytest.raises(errors.NothingReadyError):
        actions.correct(row, NEWS, words={}, after=row.revision, by=house.officer)
    mended = {**NEWS, "en": {**NEWS["en"], "body": "Three people came home."}}
    with pytest.raises(ChangedMeanwhileError):
        actions.correct(row, mended, words={"en": "They were three."}, after=0, by=house.officer)

    actions.correct(row, mended, words={"en": "They were three."}, after=row.revision, by=house.officer)

    assert "Three people" in page(row) and "They were three." in page(row)
    # Who reads in another language learns of it too, in the words that there are.
    assert "They were three." in page(row, "ar")


def test_what_is_taken_down_leaves_lists_and_its_address_says_so(house: House) -> None:
    row = house.out()
    actions.take_down(row, by=house.officer)
    files = build()

    for language in ("ar", "en", "fr"):
        assert "Two people" not in files[f"{language}/{row.slug}/index.html"].decode()
    assert "Taken down" in files[f"en/{row.slug}/index.html"].decode()
    assert not any(b"A door opened" in body for body in files.values())
    with pytest.raises(errors.NotOutError):
        actions.take_down(row, by=house.officer)


def test_it_goes_out_at_its_hour_and_journalists_read_it_before(house: House) -> None:
    row = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)
    files = build()
    waiting = f"embargo/{row.embargo}/en/index.html"

    assert "Under embargo" in files[waiting].decode()
    assert len(row.embargo) >= 43
    assert not any(b"A door opened" in body for path, body in files.items() if not path.startswith("embargo/"))
    assert keep_site() == 0

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert keep_site() == 1
    row = house.now(row)
    assert row.state == State.OUT and "A door opened" in page(row)
    assert waiting not in build()


def test_journalists_read_a_signed_text_before_its_hour_and_it_follows_its_translations(
    house: House, room: Room, signed: Publication
) -> None:
    row = actions.publish(signed, at=timezone.now() + timedelta(hours=2), embargo=True, by=room.officer)
    files, line = build(), fingerprint()
    english = files[f"embargo/{row.embargo}/en/index.html"].decode()

    assert room.edition().digest in english and "House of Witnesses" in english
    assert f"embargo/{row.embargo}/fr/text.txt" in files and f"embargo/{row.embargo}/ar/index.html" not in files
    room.translate("ar")
    bind_translation(room.statement, language="ar", by=room.officer)
    assert fingerprint() != line and f"embargo/{row.embargo}/ar/index.html" in build()


def test_a_text_stands_on_paper_in_its_language_and_is_set_once(
    house: House, room: Room, signed: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = actions.publish(signed, by=room.officer)
    press = Press(tmp_path / "printed")
    files = build(press)
    paper = files[f"en/{row.slug}/text.pdf"]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)

    assert "We, the undersigned" in text and "Not the second number." in text and room.edition().digest in text
    assert f'href="/en/{row.slug}/text.pdf"' in files[f"en/{row.slug}/index.html"].decode()
    monkeypatch.setattr(printing, "pdf_of", lambda page: pytest.fail("set again"))
    assert build(press)[f"en/{row.slug}/text.pdf"] == paper
    emptied = Press(tmp_path / "printed")
    emptied.clear()
    assert not list((tmp_path / "printed").iterdir())


def test_what_waits_for_its_hour_stays_ready(house: House) -> None:
    row = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), by=house.officer)
    with pytest.raises(errors.NothingReadyError):
        actions.write_texts(row, {}, after=row.revision, by=house.officer)


def test_a_text_that_cannot_go_out_keeps_no_other_and_no_withdrawal_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = timezone.now() + timedelta(hours=2)
    broken, sound = (actions.publish(house.draft(), at=hour, by=house.officer) for _text in range(2))
    down = house.out()
    keep_site()
    put_out = putting_out.put_out_due

    def fails(row: Publication) -> bool:
        if row.pk == broken.pk:
            raise ValueError
        return put_out(row)

    monkeypatch.setattr(putting_out, "put_out_due", fails)
    actions.take_down(down, by=house.officer)
    with time_machine.travel(hour + timedelta(hours=1)):
        assert keep_site() == 1

    assert house.now(sound).state == State.OUT and house.now(broken).state == State.SCHEDULED
    pages = putting_out.public_folder() / "current" / "en" / down.slug / "index.html"
    assert "A door opened" not in pages.read_text()


def test_what_is_held_back_does_not_go_out(house: House) -> None:
    row = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)
    actions.hold_back(row, by=house.officer)

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert keep_site() == 0
    assert not any(path.startswith("embargo/") for path in build())


@pytest.mark.parametrize("hours", [-1, 24 * 400])
def test_an_hour_that_is_past_or_too_far_is_refused(house: House, hours: int) -> None:
    with pytest.raises(errors.HourPastError):
        actions.publish(house.draft(), at=timezone.now() + timedelta(hours=hours), by=house.officer)


def test_a_signed_text_goes_out_as_it_was_signed_with_its_signatures_and_its_file(
    house: House, room: Room, signed: Publication
) -> None:
    row = actions.publish(signed, by=room.officer)
    files = build()
    english, exact = files[f"en/{row.slug}/index.html"].decode(), files[f"en/{row.slug}/text.txt"]

    import hashlib

    digest = room.edition().digest
    assert hashlib.sha256(exact).hexdigest() == digest and digest in english
    assert "House of Witnesses" in english and "Not the second number." in english
    assert "We, the undersigned" in english and 'href="#note-1"' in english
    french = files[f"fr/{row.slug}/index.html"].decode()
    assert digest in french and "translation" not in english
    assert hashlib.sha256(files[f"fr/{row.slug}/text.txt"]).hexdigest() in french


def test_a_withdrawal_after_that_brings_the_page_up_to_date_and_is_shown_with_its_day(
    house: House, room: Room, signed: Publication
) -> None:
    row = actions.publish(signed, by=room.officer)
    before, line = page(row), fingerprint()
    answer_text(room.archive, signing(room.edition(), "withdraw"), by=room.archive_director)

    assert fingerprint() != line
    after = page(row)
    assert "Signatures withdrawn" in after and "Signatures withdrawn" not in before


def test_a_text_that_is_not_frozen_does_not_go_out_at_an_hour_either(house: House, room: Room) -> None:
    row = actions.begin_publication(
        house.coalition.haven, kind="joint", subject="return", statement=room.statement.pk, by=room.officer
    )
    with pytest.raises(errors.NotFrozenYetError):
        actions.publish(row, at=timezone.now() + timedelta(hours=2), by=room.officer)


def test_kinds_that_are_signed_need_a_signed_text_and_no_other_takes_one(house: House, room: Room) -> None:
    for kind, statement in (("joint", None), ("news", room.statement.pk)):
        with pytest.raises(errors.NeedsSignedTextError):
            actions.begin_publication(
                house.coalition.haven, kind=kind, subject="return", statement=statement, by=room.officer
            )


def test_a_text_goes_out_once(house: House, room: Room, signed: Publication) -> None:
    with pytest.raises(errors.AlreadyPublishedError):
        actions.begin_publication(
            house.coalition.haven, kind="joint", subject="media", statement=room.statement.pk, by=room.officer
        )


def test_nobody_elsewhere_does_any_of_it(house: House) -> None:
    row = house.draft()
    for act in (
        lambda: actions.begin_publication(house.coalition.haven, kind="news", subject="media", by=house.elsewhere),
        lambda: actions.write_texts(row, NEWS, after=1, by=house.elsewhere),
        lambda: actions.publish(row, by=house.elsewhere),
        lambda: actions.hold_back(row, by=house.elsewhere),
        lambda: actions.correct(row, NEWS, words={"en": "x"}, after=1, by=house.elsewhere),
        lambda: actions.take_down(row, by=house.elsewhere),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert house.now(row).revision == 1


def test_every_act_leaves_its_entry(house: House) -> None:
    row = house.out()
    actions.correct(row, NEWS, words={"en": "x"}, after=row.revision, by=house.officer)
    actions.take_down(row, by=house.officer)

    verbs = OutboxEntry.objects.filter(verb__startswith="site.").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["site.begun", "site.written", "site.published", "site.corrected", "site.taken-down"]


def test_nothing_of_a_text_stands_readable_in_the_database(house: House) -> None:
    from django.db import connection

    house.draft()
    with connection.cursor() as cursor:
        cursor.execute("select * from site_publication")
        row = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone())
    assert b"door" not in row and b"home" not in row
