"""A story names units and places: those known here are proposed by name, and the documenter says which it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from malath.accountability.violations.models import Body, Change, Holding, Involvement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.test_telling import WHOLE, rows, send

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
UNIT, SITE = "فرع متخيَّل", "فرع في المدينة"


def known(d: Any, **more: Any) -> tuple[Body, Body]:
    with recording(organisation=d.archive, by=d.hala, kind=Change.Kind.EDIT) as change:
        above = change.body("unit", {"name": "Command of the test"})
        unit = change.body("unit", {"name": UNIT}, part_of=above)
        site = change.body("site", {"name": SITE, "place": "SY-04"})
    return unit, site


def test_those_of_the_name_are_proposed_and_the_chosen_ones_are_taken(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    with commits():
        unit, site = known(documenters)
    client, key = as_member(documenters.yara), uuid.uuid4()

    asked = send(client, key, **WHOLE)

    page = asked.content.decode()
    assert asked.status_code == 422 and "Command of the test" in page
    assert unit.number in page and site.number in page
    told = {**WHOLE, "doer-1-unit_known": unit.number, "stay-2-site_known": site.number}
    assert send(client, key, **told).status_code == 303
    viewer = documenters.karim
    assert {row.body_id for row in rows(Involvement, viewer)} == {unit.pk}
    held = list(Holding.objects.visible_to(viewer).order_by("order"))
    assert [row.site_id for row in held] == [None, site.pk]
    # What the source said stays what the source said.
    assert said_of(viewer, held)[held[1].pk].main("site") == SITE
    assert Body.objects.visible_to(viewer).count() == 3


def test_none_of_them_makes_another_and_a_changed_name_is_asked_anew(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    with commits():
        unit, _site = known(documenters)
    client, key = as_member(documenters.yara), uuid.uuid4()
    chosen = {**WHOLE, "stay-2-site_known": "new", "doer-1-unit_known": unit.number}

    other = send(client, key, **{**chosen, "doer-1-unit": "Command of the test"})

    # The number that is offered now is the one whose name was written.
    page = other.content.decode()
    assert other.status_code == 422 and "another name than" in page and f'value="{unit.number}"' not in page
    assert Body.objects.visible_to(documenters.yara).get(kind="unit", part_of=None).number in page
    renamed = {**chosen, "doer-1-unit": "Battalion Twelve"}
    assert "another name than" in send(client, key, **renamed).content.decode()
    assert send(client, key, **{**renamed, "doer-1-unit_known": ""}).status_code == 303
    viewer = documenters.karim
    made = {row.body_id for row in rows(Involvement, viewer)}
    assert unit.pk not in made and len(made) == 1
    assert {row.site_id for row in rows(Holding, viewer)} == {None}


def test_what_a_member_may_not_see_is_not_proposed_and_a_wrong_number_is_refused(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    with commits():
        unit, site = known(documenters)
    Body.objects.unscoped(reason="test").filter(pk__in=[unit.pk, site.pk]).update(is_restricted=True)
    client = as_member(documenters.yara)

    for wrong in ("B-222222", unit.number):
        refused = send(client, uuid.uuid4(), **{**WHOLE, "doer-1-unit": wrong})
        assert refused.status_code == 422 and "that you see has this number" in refused.content.decode()
    assert send(client, uuid.uuid4(), **WHOLE).status_code == 303
    assert site.number not in {row.number for row in Body.objects.visible_to(documenters.yara)}


def test_somebody_chosen_for_one_name_is_not_taken_for_another(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    with commits(), recording(organisation=documenters.archive, by=documenters.yara, kind="edit") as change:
        salim = change.person({"name": "سليم العابد"})
    client, key = as_member(documenters.yara), uuid.uuid4()

    assert send(client, key, **{**WHOLE, "victim-1-name_known": salim.number}).status_code == 303
    told = {**WHOLE, "victim-1-name": "Nobody Knownhere", "victim-1-name_known": salim.number}
    refused = send(client, uuid.uuid4(), **told)

    assert refused.status_code == 422 and "another name than" in refused.content.decode()
    assert f'value="{salim.number}"' not in refused.content.decode()
