"""From a record to the raw row that it came from, and back; and both out of the house and into an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from malath.accountability.lists import actions
from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.models import ListImport, ListRow, Made
from malath.accountability.lists.tests.lists import again, as_csv, fates_of, imported, invented, rows_of
from malath.accountability.violations.leaving import ExportNotEmptyError, load_export, write_export
from malath.accountability.violations.models import Event, Person
from malath.accountability.violations.tests.test_leaving import empty_the_room
from malath.platform.access.scoped import whole_block_unscoped

pytestmark = pytest.mark.django_db


def test_an_event_and_a_person_lead_to_their_raw_row_and_it_leads_back(documenters: Any, as_member: Any) -> None:
    sheet = imported(as_csv(invented(2)), documenters.archive, documenters.yara, name="A list")
    row = rows_of(sheet)[0]
    made = Made.objects.visible_to(documenters.yara).get(row=row)
    karim = as_member(documenters.karim)

    for name, page, pk in (("event", "violations_event", made.event), ("person", "violations_person", made.person)):
        behind = reverse(f"lists_behind_{name}", args=[pk])
        assert behind in karim.get(reverse(page, args=[pk])).content.decode()
        said = karim.get(behind).content.decode()
        assert "list.csv" in said and "row 2" in said and row.content["raw"][2] in said
        assert reverse("violations_person", args=[made.person]) in said
        assert f"{reverse('violations_event', args=[made.event])}#acts" in said
        assert as_member(documenters.lea).get(behind).status_code == 404
    back = karim.get(reverse("lists_row", args=[row.pk])).content.decode()
    assert reverse("violations_event", args=[made.event]) in back


def test_a_row_is_hidden_with_the_person_whom_it_tells_of(documenters: Any, as_member: Any) -> None:
    sheet = imported(as_csv(invented(1)), documenters.archive, documenters.yara)
    row = rows_of(sheet)[0]
    made = Made.objects.visible_to(documenters.yara).get(row=row)
    Person.objects.unscoped(reason="test").filter(pk=made.person).update(is_restricted=True)
    event = reverse("violations_event", args=[made.event])

    karim, hala = as_member(documenters.karim), as_member(documenters.hala)

    assert karim.get(reverse("lists_row", args=[row.pk])).status_code == 404
    assert "lists/behind" not in karim.get(event).content.decode()
    said = karim.get(reverse("lists_behind_event", args=[made.event])).content.decode()
    assert row.content["raw"][2] not in said and "list.csv" not in said
    assert "lists/behind" in hala.get(event).content.decode()


def test_the_raw_rows_leave_and_come_back_with_the_same_digests(documenters: Any, tmp_path: Path) -> None:
    rows = invented(3)
    rows[2][4] = "old"
    sheet = imported(as_csv(rows), documenters.archive, documenters.yara, name="A list")
    first = write_export(tmp_path / "first", viewer=documenters.yara)
    assert rows[2][2] in (tmp_path / "first/list_rows.jsonl").read_text(), "a row that was wrong too"

    with whole_block_unscoped(reason="an empty instance"):
        for model in (Made, ListRow, ListImport):
            model.objects.all()._raw_delete("default")
    empty_the_room()
    load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)
    second = write_export(tmp_path / "second", viewer=documenters.yara)

    assert second.digest == first.digest and second.counts["list_rows"] == 3
    made = Made.objects.visible_to(documenters.yara).get(row=rows_of(sheet)[0])
    assert Event.objects.visible_to(documenters.yara).filter(pk=made.event).exists()
    with pytest.raises(ExportNotEmptyError):
        load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)
    # The next version of the list meets by key what was loaded.
    newer = imported(as_csv(rows[:2]), documenters.archive, documenters.yara, name="A list", file="newer.csv")
    assert fates_of(newer) == ["unchanged", "unchanged"]
    # And it is undone as a whole, as where it was imported.
    actions.ask_undo(again(sheet), by=documenters.yara)
    work_on_lists()
    assert not Event.objects.visible_to(documenters.yara).exists()


@pytest.mark.parametrize("how", ["people", "initials"])
def test_whoever_is_left_out_or_stands_by_initials_takes_their_row_along(
    documenters: Any, tmp_path: Path, monkeypatch: Any, how: str
) -> None:
    from malath.accountability.violations import leaving_rules
    from malath.accountability.violations.leaving import writing

    sheet = imported(as_csv(invented(2)), documenters.archive, documenters.yara)
    one, other = rows_of(sheet)
    person = Made.objects.visible_to(documenters.yara).get(row=one).person
    names = frozenset({one.content["raw"][2]}) if how == "people" else frozenset()
    out = leaving_rules.LeftOut(names=names, **{how: frozenset({person})})
    monkeypatch.setattr(writing, "left_out_for", lambda viewer: out)

    write_export(tmp_path / "out", viewer=documenters.yara)

    body = (tmp_path / "out/list_rows.jsonl").read_text()
    assert str(one.pk) not in body and str(other.pk) in body and one.content["raw"][2] not in body
