"""The database holds no key of a session: who has it, or a backup of it, cannot go on as somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from malath.platform.access.models import SignIn
from malath.platform.access.session_store import SessionStore, stored_key
from malath.platform.access.sessions import clear_sign_ins
from tests.people import Coalition

pytestmark = pytest.mark.django_db


def kept() -> str:
    return str(list(Session.objects.values())) + str(list(SignIn.objects.values()))


def test_what_the_browser_holds_stands_nowhere_in_the_database(
    coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    client = as_member(coalition.amal)
    assert client.get("/account/").status_code == 200

    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    assert key not in kept()
    assert Session.objects.get().session_key == stored_key(key)


def test_what_stands_in_the_database_opens_no_session(coalition: Coalition, as_member: Callable[..., Client]) -> None:
    as_member(coalition.amal).get("/account/")
    thief = Client()

    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key

    assert thief.get("/account/").status_code == 302


def test_a_session_of_the_time_before_in_clear_opens_nothing(
    coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    client = as_member(coalition.amal)
    row = Session.objects.get()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    Session.objects.create(session_key=key, session_data=row.session_data, expire_date=row.expire_date)
    row.delete()

    assert client.get("/account/").status_code == 302


def test_another_secret_key_ends_every_session(
    coalition: Coalition, as_member: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_member(coalition.amal)
    assert client.get("/account/").status_code == 200

    monkeypatch.setattr(settings, "SECRET_KEY", "another" * 8)

    assert client.get("/account/").status_code == 302


def test_a_session_is_made_kept_given_a_new_key_and_ended() -> None:
    session = SessionStore()
    session["a"] = 1
    session.save()
    first = str(session.session_key)

    session.cycle_key()
    again = SessionStore(session.session_key)
    again["b"] = 2
    again.save()

    assert not SessionStore().exists(first)
    assert dict(SessionStore(session.session_key).items()) == {"a": 1, "b": 2}
    again.flush()
    assert Session.objects.count() == 0


def test_two_sessions_never_share_a_key() -> None:
    session = SessionStore()
    session.create()

    with pytest.raises(CreateError):
        SessionStore(session.session_key).save(must_create=True)


def test_asked_in_the_other_manner_it_keeps_no_key_either() -> None:
    async def whole() -> tuple[str, dict[str, int]]:
        session = SessionStore()
        await session.aset("a", 1)
        await session.asave()
        key = str(session.session_key)
        found = dict(await SessionStore(key).aitems())
        assert await SessionStore().aexists(key)
        return key, found

    key, found = async_to_sync(whole)()

    assert found == {"a": 1}
    assert key not in kept()


def test_lines_of_sessions_that_are_gone_go_and_the_others_stay(
    coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    stays, goes = as_member(coalition.amal), as_member(coalition.bilal)
    for client in (stays, goes):
        client.get("/account/")
    Session.objects.filter(session_key=stored_key(goes.session.session_key)).update(expire_date=timezone.now())

    assert clear_sign_ins() == 1
    assert [row.member_id for row in SignIn.objects.all()] == [coalition.amal.pk]
    assert stays.get("/account/").status_code == 200
