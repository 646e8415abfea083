"""An item is erased by two members, once it is out nowhere; with all that other rooms hold about it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.rules import Role
from malath.voice.campaigns.actions import begin_undertaking
from malath.voice.campaigns.models import Belonging
from malath.voice.site import actions
from malath.voice.site.building import build
from malath.voice.site.enclosing import put_picture
from malath.voice.site.erasing.actions import ask_erasure, carry_out_erasure
from malath.voice.site.erasing.items import effects_on_item
from malath.voice.site.errors import ErasureBlockedError, ErasureOverError
from malath.voice.site.holders import held_for
from malath.voice.site.models import Correction, PageErasure, Publication
from malath.voice.site.tests.conftest import NEWS, House
from malath.voice.statements.actions.handing import accept_handover, propose_handover
from malath.voice.statements.models import Statement
from malath.voice.statements.tests.conftest import soon
from malath.voice.subscribers.models import Mailing
from tests.evidence import samples
from tests.people import member

pytestmark = pytest.mark.django_db


def asked(row: Publication, house: House) -> PageErasure:
    return ask_erasure("publication", row.pk, ground="in_error", why="", by=house.officer)


def test_what_is_out_is_taken_down_first_then_nothing_is_left(house: House) -> None:
    row = house.out()
    correction = actions.correct(row, NEWS, words={"en": "Three."}, after=house.now(row).revision, by=house.officer)
    words = {"alt": {"en": "A door"}, "credit": "", "people": "nobody"}
    put_picture(held_for(house.officer, "publication", row.pk), samples.photo(), words, by=house.officer)
    campaign = begin_undertaking(house.coalition.haven, kind="campaign", by=house.officer)
    Belonging.objects.create(undertaking=campaign, publication=row)
    Mailing.objects.create(publication=row, organisation=house.coalition.haven, begun_at=timezone.now())
    with pytest.raises(ErasureBlockedError):
        asked(row, house)
    assert effects_on_item(house.officer, row.pk).in_the_way[0].url == reverse("publication_down", args=[row.pk])
    actions.take_down(row, by=house.officer)
    erasure = asked(row, house)

    carry_out_erasure(erasure, by=house.coalition.dalia)

    assert not Publication.objects.unscoped(reason="test").exists()
    assert not Correction.objects.unscoped(reason="test").filter(pk=correction.pk).exists()
    assert not Mailing.objects.unscoped(reason="test").exists() and not Belonging.objects.unscoped(reason="t").exists()
    slug = row.slug.encode()
    assert not any(slug in path.encode() or slug in body or b"A door opened" in body for path, body in build().items())
    receipt = PageErasure.objects.unscoped(reason="test").get()
    assert (receipt.slug, receipt.done_by_id) == ("", house.coalition.dalia.pk)


def test_what_is_put_out_while_its_erasure_waits_is_not_erased(house: House) -> None:
    row = house.draft()
    erasure = asked(row, house)
    actions.publish(row, at=soon(1), by=house.officer)
    with pytest.raises(ErasureBlockedError):
        carry_out_erasure(erasure, by=house.coalition.dalia)
    actions.hold_back(row, by=house.officer)
    actions.publish(row, by=house.officer)
    with pytest.raises(ErasureBlockedError):
        carry_out_erasure(erasure, by=house.coalition.dalia)
    assert house.now(row).state == "out"


def test_an_erasure_that_waits_does_not_follow_a_draft_to_another_organisation(
    house: House, signed: Publication
) -> None:
    erasure = asked(signed, house)
    held = Statement.objects.unscoped(reason="test").get(pk=signed.statement_id)
    accept_handover(
        propose_handover(held, house.coalition.archive, reason="We close", by=house.officer), by=house.elsewhere
    )
    with pytest.raises(ErasureOverError):
        carry_out_erasure(erasure, by=member("wafa", house.coalition.archive, Role.DIRECTOR))
    assert house.now(signed).organisation_id == house.coalition.archive.pk
    assert Statement.objects.unscoped(reason="test").filter(pk=held.pk).exists()
