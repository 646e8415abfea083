"""The pages: writing, translating, freezing, signing by one's own member and by a link, checking."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.voice.statements.actions.drafting import add_comment
from malath.voice.statements.actions.freezing import bind_translation
from malath.voice.statements.actions.inviting import invite_outside, make_link
from malath.voice.statements.models import Comment, Signatory, Statement, Version
from malath.voice.statements.rules import State
from malath.voice.statements.selectors import newest_version
from malath.voice.statements.tests.conftest import BODY, NAMES, Room, soon

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def answer(digest: str, act: str = "sign", **more: str) -> dict[str, str]:
    names = {f"name_{code}": name for code, name in NAMES.items()}
    return {"act": act, "digest": digest, "signed_by": "Hind", "mandate": "body", **names, **more}


def test_a_text_goes_from_its_first_words_to_a_signature(room: Room, as_member: AsMember) -> None:
    officer, hind = as_member(room.officer), as_member(room.archive_director)
    sent = {
        "organisation": str(room.coalition.haven.pk),
        "kind": "appeal",
        "language": "ar",
        "title": "نداء",
        "body": "نص",
    }
    made = officer.post(url("statement_new"), sent)
    assert made.status_code == 303
    statement = Statement.objects.visible_to(room.officer).get(kind="appeal")
    invited = {"organisation": str(room.coalition.archive.pk)}
    assert officer.post(url("statement_invite", statement.pk), invited).status_code == 303
    until = (timezone.localtime() + timedelta(days=4)).strftime("%Y-%m-%dT%H:%M")
    frozen = officer.post(url("statement_freeze", statement.pk), {"answer_by": until, "order": "date", "read": 1})
    assert frozen.status_code == 303
    row = Signatory.objects.visible_to(room.archive_director).get(
        statement=statement, organisation=room.coalition.archive
    )

    page = hind.get(url("statement_answer", row.pk)).content.decode()
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest and "نداء" in page
    assert hind.post(url("statement_answer", row.pk), answer(digest[1])).status_code == 303

    shown = officer.get(url("statement", statement.pk)).content.decode()
    assert NAMES["en"] in shown and "1 organisation signed this text" in shown and digest[1] in shown


def test_a_version_written_over_a_newer_one_is_refused_and_keeps_the_words(room: Room, as_member: AsMember) -> None:
    client = as_member(room.officer)
    room.rewrite(BODY + "\n\nMore.")

    response = client.post(url("statement_write", room.statement.pk), {"title": "t", "body": "mine", "after": 1})

    assert response.status_code == 422 and "mine" in response.content.decode()
    assert Version.objects.visible_to(room.officer).filter(language="en").count() == 2


def test_a_translator_sees_what_changed_and_says_that_it_still_holds(room: Room, as_member: AsMember) -> None:
    room.translate()
    room.rewrite(BODY.replace("doors to be opened", "gates to be opened"))
    client = as_member(room.archive_officer)
    place = url("statement_translate", room.statement.pk, "fr")

    page = client.get(place).content.decode()
    assert "<del>doors</del>" in page and "<ins>gates</ins>" in page and "1 paragraph was rewritten" in page
    fields = {f"p_{n}": f"fr {n}" for n in range(1, 8)} | {"title": "Ouvrez", "after": 1, "source": 2}
    before = newest_version(room.officer, room.statement, "fr")
    assert before is not None
    fields |= {f"p_{part['key']}": part["text"] for part in before.text["parts"]}
    assert client.post(place, {**fields, "same_1": "on"}).status_code == 303

    assert "<del>" not in client.get(place).content.decode()
    assert "follows the text" in as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()


def test_two_versions_are_compared_word_by_word(room: Room, as_member: AsMember) -> None:
    room.rewrite(BODY.replace("opened", "unlocked"))
    client = as_member(room.archive_director)

    page = client.get(url("statement_versions", room.statement.pk, "en"), {"from": "1", "to": "2"}).content.decode()

    assert "<del>opened.[^1]</del>" in page and "<ins>unlocked.[^1]</ins>" in page
    assert client.get(url("statement_versions", room.statement.pk, "xx")).status_code == 404


def test_a_comment_stays_with_its_paragraph(room: Room, as_member: AsMember) -> None:
    client = as_member(room.archive_officer)
    place = url("statement_comments", room.statement.pk)
    assert client.post(place, {"paragraph": "2", "words": "Too weak"}).status_code == 303
    assert client.post(place, {"paragraph": "99", "words": "Nowhere"}).status_code == 404
    room.rewrite("A new beginning.\n\n" + BODY.replace("## What we ask", "## What we demand"))

    page = client.get(place).content.decode()
    at = page.index("Too weak")
    assert page.rindex("What we demand", 0, at) > page.rindex("A new beginning.", 0, at)

    comment = Comment.objects.visible_to(room.officer).get()
    assert as_member(room.officer).post(url("statement_comment_settle", comment.pk)).status_code == 303
    assert "No open comment" in client.get(url("statement", room.statement.pk)).content.decode()


def test_somebody_without_an_account_answers_by_a_link_and_its_code(room: Room) -> None:
    edition = room.freeze()
    bind_after = room.translate()
    assert bind_after.language == "fr"
    bind_translation(room.statement, language="fr", by=room.officer)
    secret, code = make_link(room.outside, by=room.officer)
    client, place = Client(), url("statement_sign", secret)

    first = client.get(place, headers={"accept-language": "en"})
    assert first.status_code == 200 and "doors" not in first.content.decode() and not first.cookies
    wrong = client.post(place, {"code": "1"}, headers={"accept-language": "en"})
    assert wrong.status_code == 422 and "doors" not in wrong.content.decode()

    page = client.post(place, {"code": code}, headers={"accept-language": "en"}).content.decode()
    given = re.search(r'name="pass" value="([^"]+)"', page)
    assert given and "ask for the doors to be opened" in page and NAMES["en"] in page
    file = client.post(place, {"pass": given[1], "file": "fr"})
    assert file["Content-Type"].startswith("text/plain") and edition.digest in file.content.decode()
    empty = client.post(place, {"pass": given[1], "send": "1"}, headers={"accept-language": "en"})
    assert empty.status_code == 422
    kept = client.post(place, {"pass": given[1], **answer(edition.digest)}, headers={"accept-language": "en"})
    assert kept.status_code == 201 and edition.digest in kept.content.decode() and not kept.cookies

    assert client.get(place).status_code == 404
    assert client.post(place, {"pass": given[1], **answer(edition.digest, "withdraw")}).status_code == 404
    assert room.row(room.outside).state == State.SIGNED


def test_a_link_of_before_shows_the_text_of_now(room: Room) -> None:
    room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    place = url("statement_sign", secret)
    page = Client().post(place, {"code": code}).content.decode()
    given = re.search(r'name="pass" value="([^"]+)"', page)
    old = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    room.rewrite(BODY + "\n\nWe ask for more.")
    room.freeze()

    assert given and old
    late = Client().post(place, {"pass": given[1], **answer(old[1])})

    assert late.status_code == 422 and "We ask for more." in late.content.decode()
    assert room.row(room.outside).state == State.WAITING


def test_whoever_holds_the_file_checks_it(room: Room, as_member: AsMember) -> None:
    edition = room.freeze()
    room.archive_signs()
    client = as_member(room.archive_director)
    file = client.get(url("statement_file", edition.pk, "en"))
    place = url("statement_check", room.statement.pk)

    pasted = client.post(place, {"text": file.content.decode().replace("\n", "\r\n")}).content.decode()
    sent = client.post(place, {"file": SimpleUploadedFile("a.txt", file.content)}).content.decode()
    other = client.post(place, {"text": file.content.decode().replace("nobody", "somebody")}).content.decode()

    assert all("Yes, word for word: text 1" in page and NAMES["en"] in page for page in (pasted, sent))
    assert "No: not one of the texts" in other and NAMES["en"] not in other
    assert client.post(place, {}).status_code == 422


def test_another_organisation_knows_nothing_of_a_text_to_which_it_is_not_invited(
    room: Room, as_member: AsMember
) -> None:
    from malath.platform.access.rules import Role
    from tests.people import member

    edition = room.freeze()
    stranger = as_member(member("farid", room.coalition.partner, Role.DIRECTOR))
    places = [
        url("statement", room.statement.pk), url("statement_comments", room.statement.pk),
        url("statement_check", room.statement.pk), url("statement_file", edition.pk, "en"),
        url("statement_judge", edition.pk), url("statement_answer", room.archive.pk),
        url("statement_until", room.archive.pk), url("statement_versions", room.statement.pk, "en"),
        url("statement_translate", room.statement.pk, "fr"),
    ]  # fmt: skip

    assert [stranger.get(place).status_code for place in places] == [404] * len(places)
    assert "Open the doors" not in stranger.get(url("statements")).content.decode()


def test_an_invited_organisation_neither_rewrites_nor_freezes_nor_reads_others_answers(
    room: Room, as_member: AsMember
) -> None:
    room.freeze()
    client = as_member(room.archive_director)
    places = ["statement_write", "statement_freeze", "statement_invite", "statement_release"]

    assert [client.get(url(name, room.statement.pk)).status_code for name in places] == [404] * len(places)
    assert client.post(url("statement_link", room.outside.pk)).status_code == 404
    assert "House of Witnesses" not in client.get(url("statement", room.statement.pk)).content.decode()


def test_a_page_asks_as_many_questions_for_forty_organisations_as_for_four(room: Room, as_member: AsMember) -> None:
    room.freeze()
    client = as_member(room.officer)
    place = url("statement", room.statement.pk)
    client.get(place)

    with CaptureQueriesContext(connection) as few:
        client.get(place)
    for number in range(12):
        invite_outside(room.statement, names={**NAMES, "en": f"House {number}"}, by=room.officer)
        add_comment(room.statement, paragraph="1", words="so", by=room.officer)
    with CaptureQueriesContext(connection) as many:
        client.get(place)

    assert len(many) == len(few) <= 35


def test_the_deadline_is_reminded_twice_and_the_lead_hears_of_those_outside(room: Room) -> None:
    from malath.platform.notices.models import Notice
    from malath.voice.statements.today import remind_of_answers

    room.freeze(answer_by=soon(2))
    Notice.objects.unscoped(reason="only reminders are counted").delete()
    remind_of_answers()
    remind_of_answers()

    told = Notice.objects.unscoped(reason="a test counts").values_list("code", "member__handle")
    due, outside = "statements.answer_due", "statements.outside_due"
    assert sorted(told) == [(due, "dalia"), (due, "hind"), (outside, "dalia"), (outside, "samar")]


def test_after_the_deadline_the_pages_say_that_silence_is_no_signature(room: Room, as_member: AsMember) -> None:
    room.freeze(answer_by=soon(2))
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        client = as_member(room.archive_director)
        places = (url("statements"), url("statement_answer", room.archive.pk))

        for place in places:
            assert "Silent at the deadline: not signed" in client.get(place).content.decode(), place
        page = client.get(places[1]).content.decode()
        assert "There is nothing to answer now" in page and 'name="act"' not in page


def test_what_waits_stands_on_today(room: Room, as_member: AsMember) -> None:
    room.freeze()
    assert "Open the doors" in as_member(room.archive_director).get("/today/").content.decode()
    room.archive_signs()
    assert "Open the doors" not in as_member(room.archive_director).get("/today/").content.decode()

    room.rewrite(BODY.replace("opened", "open"))
    room.freeze(lead_says="form")
    assert "It was changed after you signed" in as_member(room.archive_director).get("/today/").content.decode()
