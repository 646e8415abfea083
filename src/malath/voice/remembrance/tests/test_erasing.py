"""A colleague's record is erased by two members: with the texts that were begun from it, its picture and its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.rules import Role
from malath.platform.access.tests.doors import fresh
from malath.platform.errors import DomainError, NotAllowedError, NotFoundError
from malath.platform.keeper.client import home, keeper
from malath.platform.sealed.drafts import keep_draft
from malath.platform.sealed.files import path_of
from malath.platform.sealed.models import Draft, SealedFile
from malath.voice.remembrance.actions.keeping import begin_text
from malath.voice.remembrance.actions.publishing import link_text
from malath.voice.remembrance.actions.recording import write_texts
from malath.voice.remembrance.models import Colleague, Observance
from malath.voice.remembrance.tests.conftest import TEXTS, House, in_days
from malath.voice.site.actions import begin_publication, publish
from malath.voice.site.actions import write_texts as write_publication
from malath.voice.site.building import build
from malath.voice.site.enclosing import put_picture
from malath.voice.site.erasing.actions import ask_erasure, carry_out_erasure, end_erasure
from malath.voice.site.erasing.receipts import erasures_done
from malath.voice.site.errors import ErasureOverError, WrongEraserError
from malath.voice.site.holders import held_for
from malath.voice.site.models import PageErasure, Publication
from tests.evidence import samples
from tests.people import member

pytestmark = pytest.mark.django_db
NAMES = ("Salma", "Her mother", "سلمى", "old mill")


def asked(house: House, **changes: Any) -> PageErasure:
    given = {"ground": "wish", "why": "Her brother asked for it.", "by": house.officer, **changes}
    return ask_erasure("colleague", house.row.pk, **given)


def stored() -> bytes:
    """What stands in the database of the rooms of the voice, in clear or as ciphertext."""
    held = b""
    with connection.cursor() as cursor:
        for room in ("remembrance", "site", "campaigns", "subscribers", "sealed"):
            for model in apps.get_app_config(room).get_models():
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
                for row in cursor.fetchall():
                    held += b"".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row)
    return held


def test_nothing_readable_is_left_of_them(house: House, django_capture_on_commit_callbacks: Any) -> None:
    house.consent()
    line = house.add(when=in_days(10), yearly=True)
    assert line.due_on is not None
    text = publish(begin_text(line, due_on=line.due_on, by=house.officer), by=house.officer)
    words = {
        "alt": {"en": "She laughs"},
        "credit": "",
        "people": "agreed",
        "said_by": "Her mother",
        "said_on": "2026-11-02",
    }
    picture = put_picture(held_for(house.officer, "colleague", house.row.pk), samples.photo(), words, by=house.officer)
    house.out()
    keep_draft(house.officer, f"colleague-{house.row.pk}-1", {"name_en": "Salma"})
    assert Draft.objects.unscoped(reason="test").exists()
    of_others = publish(
        write_publication(
            begin_publication(house.coalition.archive, kind="news", subject="memory", by=house.elsewhere),
            {"en": {"title": "A vigil", "excerpt": "", "body": "We met."}}, after=0, by=house.elsewhere,
        ),
        by=house.elsewhere,
    )  # fmt: skip
    link_text(house.now(), of_others.slug, by=house.officer)
    before = build()
    assert any(b"Salma" in body for body in before.values())
    erasure, slug, paths = asked(house), house.row.slug, [path_of(f) for f in (picture.file_id, picture.narrow_id)]
    assert all(path.exists() for path in paths)
    with pytest.raises(WrongEraserError):
        carry_out_erasure(erasure, by=house.officer)

    with django_capture_on_commit_callbacks(execute=True):
        done = carry_out_erasure(erasure, by=house.coalition.dalia)

    assert done.backups_end_on is not None and done.backups_end_on > timezone.localdate()
    after = build()
    assert not any(word.encode() in body for body in after.values() for word in NAMES)
    assert b"taken down" in after[f"en/colleagues/{slug}/index.html"].lower()
    assert f"en/{text.slug}/index.html" not in after and f"en/{of_others.slug}/index.html" in after
    held = stored().replace(b"-", b"")
    # Of the record the receipt's identifier is left, of the text nothing.
    assert held.count(house.row.pk.hex.encode()) == 1 and text.pk.hex.encode() not in held
    for gone in (house.row.pk, text.pk):
        with pytest.raises(DomainError):
            keeper().seal_file(gone, b"x", b"x")
    assert (
        not Colleague.objects.unscoped(reason="test").exists() and not Observance.objects.unscoped(reason="t").exists()
    )
    assert not Publication.objects.unscoped(reason="test").filter(pk=text.pk).exists()
    assert not SealedFile.objects.exists() and not any(path.exists() for path in paths) and home().exists()
    for kind in ("colleague", "fate", "happening"):  # a page that was left open
        assert not keep_draft(house.officer, f"{kind}-{house.row.pk}-1", {"name_en": "Salma"})
    assert not Draft.objects.unscoped(reason="test").exists()
    receipts, _more = erasures_done(house.officer)
    assert [(one.kind, one.ground, str(one.why)) for one in receipts] == [("colleague", "wish", "")]
    with pytest.raises(NotFoundError):
        write_texts(house.row, TEXTS, after=1, by=house.officer)


def test_outsiders_and_those_who_do_not_publish_neither_see_nor_erase(house: House, as_member: Any) -> None:
    here = reverse("erase", args=["colleague", house.row.pk])
    with pytest.raises(NotAllowedError):
        asked(house, by=house.elsewhere)
    erasure = asked(house)
    assert asked(house).pk == erasure.pk
    for outsider in (house.elsewhere, house.coalition.chadia, house.coalition.amal):
        with pytest.raises(NotAllowedError):
            carry_out_erasure(erasure, by=outsider)
        with pytest.raises(NotAllowedError):
            end_erasure(erasure, by=outsider)
        assert not PageErasure.objects.visible_to(outsider).exists()
    theirs: Client = fresh(house.elsewhere, as_member)
    assert theirs.get(here).status_code == 404
    assert theirs.post(reverse("erase_now", args=["colleague", house.row.pk])).status_code == 404
    assert "Salma" not in theirs.get(reverse("erased")).content.decode()


def test_what_was_refused_or_withdrawn_is_not_carried_out(house: House) -> None:
    erasure = asked(house)
    end_erasure(erasure, by=house.coalition.dalia)
    with pytest.raises(ErasureOverError):
        carry_out_erasure(erasure, by=house.coalition.dalia)
    assert str(PageErasure.objects.unscoped(reason="test").get().ended_by_id) == str(house.coalition.dalia.pk)
    again = asked(house)
    end_erasure(again, by=house.officer)
    assert house.now() is not None


def test_on_the_pages(house: House, as_member: Any) -> None:
    ours = fresh(house.officer, as_member)
    second = fresh(member("wafa", house.coalition.haven, Role.DIRECTOR), as_member)
    here = reverse("erase", args=["colleague", house.row.pk])
    assert here in ours.get(reverse("colleague", args=[house.row.pk])).content.decode()
    assert ours.post(here, {"ground": ""}).status_code == 422
    assert ours.post(here, {"ground": "wish", "why": "Asked."}).status_code == 303
    now = reverse("erase_now", args=["colleague", house.row.pk])
    assert now not in ours.get(here).content.decode() and ours.post(now).status_code == 422
    shown = second.get(here).content.decode()
    assert now in shown and "Asked." in shown and "Nobody can call them back" in shown
    assert "confirm or refuse" in second.get(reverse("today")).content.decode()
    assert second.post(now).status_code == 303
    assert second.get(here).status_code == 404
    assert "A colleague’s record" in ours.get(reverse("erased")).content.decode()
