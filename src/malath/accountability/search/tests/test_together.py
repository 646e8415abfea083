"""Many records changed at once: seen before, made record by record, undone as a whole but for what was changed since."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from malath.accountability.violations import vocabulary
from malath.accountability.violations.bulk import Wanted, batches_for, change_together, preview_of
from malath.accountability.violations.bulk.rules import How, LeftOut, value_after
from malath.accountability.violations.models import Act, Change, Event, Involvement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import review_event, set_restricted
from malath.accountability.violations.tests.conftest import documenters
from malath.accountability.violations.tests.pages import tell_all
from malath.platform.audit.models import OutboxEntry

__all__ = ["documenters"]
CHANGE, NOW = "/violations/find/change/", "/violations/find/change/now/"


def status(event: Any, viewer: Any) -> str:
    return str(Event.objects.visible_to(viewer).get(pk=event.pk).status)


def term(terms: str, number: int = 0) -> str:
    return list(vocabulary.terms(terms))[number]


def sent(page: Any) -> dict[str, Any]:
    """What a browser sends from the preview."""
    body = page.content.decode()
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input type=\"hidden\"[^>]*>", body[body.index(NOW) :]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1] if value else "")
    return found


def previewed(client: Client, **said: Any) -> Any:
    return client.post(CHANGE, {"scope": "all", "how": "empty", "why": "A decision of the board", **said})


def test_a_value_fills_a_gap_or_takes_the_place_of_what_stands() -> None:
    fill, instead = Wanted("status", "02"), Wanted("status", "02", How.INSTEAD)
    assert value_after(fill, None) == ("02", None)
    assert value_after(fill, "02")[1] == value_after(instead, "02")[1] == LeftOut.SAID
    assert value_after(fill, "01")[1] == LeftOut.FILLED and value_after(instead, "01") == ("02", None)
    more = Wanted("methods", "03", How.INSTEAD)
    assert value_after(more, ["01"]) == (["01", "03"], None) and value_after(more, ["03"])[1] == LeftOut.SAID


@pytest.mark.django_db
def test_what_was_found_is_changed_after_a_preview_and_undone_as_a_whole(documenters: Any, as_member: Any) -> None:
    d, code, other = documenters, term("violation_status"), term("violation_status", 1)
    first, second, third, hidden = (tell_all(d, by=by) for by in (d.yara, d.yara, d.yara, d.hala))
    set_restricted(hidden.event, restricted=True, words="In danger", by=d.hala)
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(third.event, {"status": other})
    review_event(first.event, to="checked", words="Read", by=d.karim, is_untied=True,
                 seen_change=Event.objects.visible_to(d.karim).get(pk=first.event.pk).last_change)  # fmt: skip
    client = as_member(d.karim)
    assert client.get(CHANGE).status_code == 200
    assert previewed(client, what="status").status_code == 422

    page = previewed(client, what="status", to_status=code)

    preview = page.context["preview"]
    assert {line.row.event.pk for line in preview.changing} == {first.event.pk, second.event.pk}
    assert [(line.row.event.pk, line.left_out) for line in preview.left] == [(third.event.pk, LeftOut.FILLED)]
    assert preview.drafts == 1 and hidden.event.number not in page.content.decode()
    assert status(first.event, d.yara) == "", "nothing is written by looking"

    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.EDIT) as change:
        change.state(second.event, {"place_words": "while the preview was read"})
    answer = client.post(NOW, sent(page))

    assert answer.status_code == 303
    assert [status(one.event, d.yara) for one in (first, second, third)] == [code, "", other]
    assert second.event.number in client.get(answer["Location"]).content.decode()
    assert Event.objects.visible_to(d.yara).get(pk=first.event.pk).stage == "draft"
    client.post(NOW, sent(previewed(client, what="status", to_status=code)))
    (newer, older) = batches_for(d.karim)
    assert (newer.total, older.total, older.first.note) == (1, 1, "A decision of the board")
    assert OutboxEntry.objects.filter(verb="violations.changed-together", row=older.id).exists()

    history = client.get(f"/violations/{first.event.pk}/history/").content.decode()
    assert "made together with changes of other events" in history and "A decision of the board" in history
    assert as_member(d.lea).get(f"/violations/changed/{older.id}/").status_code == 404
    assert as_member(d.lea).post(f"/violations/changed/{older.id}/undo/").status_code == 404
    client.post(f"/violations/changed/{older.id}/undo/")
    assert status(first.event, d.yara) == ""
    assert batches_for(d.karim, older.id)[0].standing == 0


@pytest.mark.django_db
def test_an_undoing_leaves_and_names_what_was_changed_since(documenters: Any, as_member: Any) -> None:
    d, code = documenters, term("violation_status")
    kept, undone = tell_all(d), tell_all(d)
    seen = {one.act.pk: Event.objects.visible_to(d.yara).get(pk=one.event.pk).last_change for one in (kept, undone)}
    made = change_together(seen, Wanted("status", code), why="The board", by=d.yara)
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(kept.event, {"status": term("violation_status", 1)})
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(undone.event, {"place_words": "something else of it"})

    client = as_member(d.yara)
    page = client.post(f"/violations/changed/{made.batch}/undo/", follow=True).content.decode()

    assert f"{kept.event.number} was changed since" in page and f"{undone.event.number} was" not in page
    assert (status(kept.event, d.yara), status(undone.event, d.yara)) == (term("violation_status", 1), "")


@pytest.mark.django_db
def test_a_perpetrator_is_added_beside_others_and_an_act_may_shut_its_event(documenters: Any, as_member: Any) -> None:
    d, kind = documenters, term("perpetrators", 3)
    told = tell_all(d)
    acts = [told.act.pk]
    assert preview_of(d.karim, acts, Wanted("perpetrator", kind)).left[0].left_out == LeftOut.FILLED
    assert preview_of(d.lea, acts, Wanted("perpetrator", kind)).lines == []
    wanted = Wanted("perpetrator", kind, How.INSTEAD, told.unit.pk)
    now = Event.objects.visible_to(d.karim).get(pk=told.event.pk).last_change

    made = change_together({told.act.pk: now}, wanted, why="A pattern", by=d.karim)

    parts = Involvement.objects.visible_to(d.karim).filter(act=told.act)
    assert set(parts.values_list("kind", "body")) >= {(kind, told.unit.pk)} and parts.count() == 2
    assert preview_of(d.karim, acts, wanted).left[0].left_out == LeftOut.SAID
    as_member(d.karim).post(f"/violations/changed/{made.batch}/undo/")
    assert parts.all().count() == 1
    assert preview_of(d.karim, acts, Wanted("kind", "02.03", How.INSTEAD)).shut == 1
    now = Event.objects.visible_to(d.karim).get(pk=told.event.pk).last_change
    change_together({told.act.pk: now}, Wanted("kind", "02.03", How.INSTEAD), why="As it was", by=d.karim)
    assert not Act.objects.visible_to(d.karim).exists() and Act.objects.visible_to(d.hala).get().kind == "02.03"
    page = as_member(d.karim).post(f"/violations/changed/{batches_for(d.karim)[0].id}/undo/", follow=True)
    assert "are restricted now" in page.content.decode()
