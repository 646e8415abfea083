"""Who hears of what, and what a mail gives away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core import mail

from malath.platform.errors import NotFoundError
from malath.platform.keeper.client import Keeper
from malath.platform.notices.actions import mark_all_read, tell
from malath.platform.notices.jobs import send_notices
from malath.platform.notices.models import Notice
from malath.platform.notices.register import codes, sentence_of
from malath.platform.notices.selectors import notice_for, notices_for, unread_count
from tests.people import Coalition


def wants_mail(member, address="amal@example.org", language="en"):
    member.mail_address = address
    member.wants_mail = True
    member.language = language
    member.save()


def test_a_member_who_was_told_finds_the_notice_and_others_do_not(coalition: Coalition):
    tell([coalition.amal], "tasks.given", "/tasks/")

    assert [n.code for n in notices_for(coalition.amal)] == ["tasks.given"]
    assert unread_count(coalition.rima) == 0
    with pytest.raises(NotFoundError):
        notice_for(coalition.rima, notices_for(coalition.amal)[0].pk)


def test_the_same_unread_notice_is_not_repeated(coalition: Coalition):
    for _turn in range(3):
        tell([coalition.amal, coalition.amal], "tasks.given", "/tasks/")

    assert unread_count(coalition.amal) == 1


def test_a_locked_out_member_is_told_nothing(coalition: Coalition):
    coalition.amal.is_active = False

    tell([coalition.amal], "tasks.given", "/tasks/")

    assert unread_count(coalition.amal) == 0


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "tasks/", "/" + "x" * 200])
def test_a_notice_points_only_to_this_server(coalition: Coalition, path: str):
    with pytest.raises(ValueError, match="path of this server"):
        tell([coalition.amal], "tasks.given", path)


def test_an_unknown_code_still_says_something():
    assert str(sentence_of("room.never-registered"))
    assert "tasks.given" in codes()


def test_mail_goes_only_to_those_who_wish_it_once_and_names_nothing(coalition: Coalition):
    wants_mail(coalition.amal)
    tell([coalition.amal, coalition.rima], "access.granted", "/cases/0000/")
    tell([coalition.amal], "tasks.given", "/tasks/")

    assert (send_notices(), send_notices()) == (1, 0)

    [sent] = mail.outbox
    assert sent.to == ["amal@example.org"]
    assert sent.subject == "A notice in Malath"
    text = sent.message().as_string().replace("amal@example.org", "")
    assert not re.search(r"amal|haven|cases|task|/cases|http", text, re.IGNORECASE)


def test_the_mail_is_in_the_members_language(coalition: Coalition):
    wants_mail(coalition.amal, language="ar")
    tell([coalition.amal], "tasks.given", "/tasks/")

    send_notices()

    assert mail.outbox[0].subject == "إشعار في ملاذ"


def test_one_address_that_fails_does_not_keep_the_others_from_their_mail(coalition: Coalition, monkeypatch):
    wants_mail(coalition.amal, "broken@example.org")
    wants_mail(coalition.rima, "rima@example.org")
    tell([coalition.amal, coalition.rima], "tasks.given", "/tasks/")
    send = mail.EmailMessage.send

    def refuse_one(message, *args, **kwargs):
        if message.to == ["broken@example.org"]:
            raise OSError("refused")
        return send(message, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", refuse_one)

    assert send_notices() == 1
    unmailed = Notice.objects.unscoped(reason="test").filter(mailed_on=None)
    assert [n.member_id for n in unmailed] == [coalition.amal.pk]


def test_while_the_server_is_sealed_mail_waits(coalition: Coalition, monkeypatch):
    wants_mail(coalition.amal)
    tell([coalition.amal], "tasks.given", "/tasks/")
    with monkeypatch.context() as sealed:
        sealed.setattr(Keeper, "is_sealed", lambda self: True)

        assert send_notices() == 0

    assert send_notices() == 1


def test_opening_a_notice_marks_it_read_and_goes_where_it_points(coalition: Coalition, as_member):
    tell([coalition.amal], "tasks.given", "/tasks/")
    [notice] = notices_for(coalition.amal)

    answer = as_member(coalition.amal).post(f"/notices/{notice.pk}/open/")

    assert (answer.status_code, answer["Location"]) == (303, "/tasks/")
    assert unread_count(coalition.amal) == 0


def test_anothers_notice_answers_as_a_missing_one(coalition: Coalition, as_member):
    tell([coalition.amal], "tasks.given", "/tasks/")
    [notice] = notices_for(coalition.amal)

    assert as_member(coalition.rima).post(f"/notices/{notice.pk}/open/").status_code == 404


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "2 notices are new"), ("fr", "2 avis sont nouveaux"), ("ar", "إشعاران جديدان")]
)
def test_the_page_says_how_many_are_new(coalition: Coalition, as_member, language: str, heading: str):
    tell([coalition.amal], "tasks.given", "/tasks/")
    tell([coalition.amal], "cases.joined", "/cases/")

    page = as_member(coalition.amal, language).get("/notices/")

    assert heading in page.content.decode()


def test_all_can_be_marked_as_read(coalition: Coalition):
    tell([coalition.amal], "tasks.given", "/tasks/")
    tell([coalition.rima], "tasks.given", "/tasks/")

    assert mark_all_read(by=coalition.amal) == 1
    assert unread_count(coalition.rima) == 1


def test_every_code_that_the_rooms_use_is_registered():
    source = Path(__file__).parents[3]
    used = {
        code
        for file in source.rglob("*.py")
        if "tests" not in file.parts
        for code in re.findall(r"\btell\([^\"']*[\"']([a-z_]+\.[a-z_]+)[\"']", file.read_text(encoding="utf-8"))
    }

    assert used <= codes()
