"""The three sheets, from upload to alerts and back (journey, 1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.models import SealedFile
from malath.protection.alerts.actions import accept_alert, ask_sender
from malath.protection.alerts.jobs import forget_old_previews, forget_raw_rows
from malath.protection.alerts.models import Alert, AlertImport, AlertMessage, ImportPair, ImportRow
from malath.protection.alerts.tests.telling import NAMES, SHEETS, alerts_of, opened, read_in, upload
from tests.people import Coalition

As = Callable[..., Client]
Fate = ImportRow.Fate


def rows_of(sheet: AlertImport, *fates: str) -> list[ImportRow]:
    rows = (
        ImportRow.objects.unscoped(reason="a test looks")
        .filter(sheet=sheet)
        .select_related("sheet", "alert")
        .order_by("number")
    )
    found = list(rows.filter(fate__in=fates) if fates else rows)
    reveal(found, by=None, why="test")
    return found


def pairs_of(sheet: AlertImport) -> list[ImportPair]:
    pairs = ImportPair.objects.unscoped(reason="a test looks").filter(sheet=sheet).order_by("number")
    return list(pairs.select_related("row", "other_row", "other_alert", "sheet"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_sheet_is_read_and_nothing_is_an_alert_yet(
    coalition: Coalition, as_member: As, name: str, language: str
) -> None:
    client = as_member(coalition.chadia, language)

    sheet = read_in(client, coalition, name)
    page = client.get(f"/alerts/import/{sheet.pk}/")

    assert page.status_code == 200
    assert str(sheet.rows_read) in page.content.decode()
    assert len(rows_of(sheet)) == sheet.rows_read
    assert not alerts_of(coalition.chadia).exists()
    assert client.get(f"/alerts/import/{sheet.pk}/rows/").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_ready_row_becomes_an_alert_and_every_row_is_accounted_for(
    coalition: Coalition, as_member: As, name: str
) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, name)
    ready = len(rows_of(sheet, Fate.READY))

    response = client.post(f"/alerts/import/{sheet.pk}/apply/")

    assert response.status_code == 303
    alerts = list(alerts_of(coalition.chadia))
    assert len(alerts) == ready > 10
    assert {row.fate for row in rows_of(sheet)} <= {Fate.IMPORTED, Fate.TO_FIX, Fate.DUPLICATE}
    assert {row.alert_id for row in rows_of(sheet, Fate.IMPORTED)} == {alert.pk for alert in alerts}
    assert all(opened(alert.pk).facts["names"]["main"] for alert in alerts[:5])
    assert as_member(coalition.rima).get("/alerts/").status_code == 200


def test_a_second_press_imports_nothing_twice(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[2])
    client.post(f"/alerts/import/{sheet.pk}/apply/")
    made = alerts_of(coalition.chadia).count()

    response = client.post(f"/alerts/import/{sheet.pk}/apply/")

    assert response.status_code == 422
    assert alerts_of(coalition.chadia).count() == made


def test_the_same_file_is_recognised(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    first = read_in(client, coalition, NAMES[0])
    again = read_in(client, coalition, NAMES[0])

    assert first.pk == again.pk
    assert AlertImport.objects.unscoped(reason="a test looks").count() == 1


def test_a_cell_is_mended_in_place_and_the_row_can_be_imported(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    body = "Name,DOB,Phone,City,Threat\nLina Barakat,14/13/1988,+33639980012,Lyon,Threatened\nSami Nasr,1990,+33639980013,Metz,Followed\n"
    response = upload(client, coalition, body.encode(), "a.csv")
    sheet = AlertImport.objects.visible_to(coalition.chadia).get()
    (row,) = rows_of(sheet, Fate.TO_FIX)
    page = client.get(response["Location"]).content.decode()

    wrong = client.post(f"/alerts/import/row/{row.pk}/", {"full_name": "Lina Barakat", "birth": "40/40/1988"})
    right = client.post(f"/alerts/import/row/{row.pk}/", {"full_name": "Lina Barakat", "birth": "14/3/1988"})

    assert "Month 13 does not exist" in page
    assert "14/13/1988" in page
    assert wrong.status_code == 422
    assert right.status_code == 303
    (row,) = [one for one in rows_of(sheet) if one.pk == row.pk]
    assert row.fate == Fate.READY
    assert row.text("birth") == "1988-03-14"


def test_a_row_is_left_out_and_taken_back(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[2])
    row = rows_of(sheet, Fate.READY)[0]

    client.post(f"/alerts/import/row/{row.pk}/leave/")
    left = [one.pk for one in rows_of(sheet, Fate.LEFT_OUT)]
    client.post(f"/alerts/import/row/{row.pk}/leave/", {"back": "1"})

    assert left == [row.pk]
    assert not rows_of(sheet, Fate.LEFT_OUT)


def test_a_column_is_given_another_field_and_mended_cells_stay(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    body = "Name,DOB,Zzz\nLina Barakat,14/13/1988,Nurse\nSami Nasr,1990,Baker\n"
    upload(client, coalition, body.encode(), "a.csv")
    sheet = AlertImport.objects.visible_to(coalition.chadia).get()
    (row,) = rows_of(sheet, Fate.TO_FIX)
    client.post(f"/alerts/import/row/{row.pk}/", {"full_name": "Lina Barakat", "birth": "1988"})

    response = client.post(f"/alerts/import/{sheet.pk}/columns/", {"column-2": "occupation"})

    assert response.status_code == 303
    assert [row.text("occupation") for row in rows_of(sheet)] == ["Nurse", "Baker"]
    assert [row.text("birth") for row in rows_of(sheet)] == ["1988", "1990"]
    assert not rows_of(sheet, Fate.TO_FIX)
    assert client.post(f"/alerts/import/{sheet.pk}/columns/", {"column-2": "nonsense"}).status_code == 422


def test_one_person_in_two_rows_becomes_one_alert_that_says_both(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    body = (
        "Name,DOB,Phone,City,Threat\n"
        "Mohamad Al-Khatib,1991-03-04,+33639980014,Lyon,First words\n"
        "محمد الخطيب,1991-03-04,+33639980014,Lyon,Second words\n"
    )
    upload(client, coalition, body.encode(), "a.csv")
    sheet = AlertImport.objects.visible_to(coalition.chadia).get()
    (pair,) = pairs_of(sheet)

    response = client.post(f"/alerts/import/pair/{pair.pk}/", {"decision": "same"})
    client.post(f"/alerts/import/{sheet.pk}/apply/")

    assert response.status_code == 303
    (alert,) = [opened(row.pk) for row in alerts_of(coalition.chadia)]
    assert any("Second words" in line for line in alert.facts["extra"])


def test_a_decision_on_a_pair_can_be_changed(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[0])
    pair = next(one for one in pairs_of(sheet) if one.other_row is not None)

    client.post(f"/alerts/import/pair/{pair.pk}/", {"decision": "same"})
    repeated = rows_of(sheet, Fate.DUPLICATE)
    client.post(f"/alerts/import/pair/{pair.pk}/", {"decision": "two"})

    assert repeated
    assert len(rows_of(sheet, Fate.DUPLICATE)) == len(repeated) - 1
    assert client.post(f"/alerts/import/pair/{pair.pk}/", {"decision": "perhaps"}).status_code == 422


def test_people_of_another_sheet_that_waits_are_proposed_across_scripts(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    for name in NAMES[:2]:
        client.post(f"/alerts/import/{read_in(client, coalition, name).pk}/apply/")

    sheet = read_in(client, coalition, NAMES[2])

    pair = next(one for one in pairs_of(sheet) if one.other_alert_id)
    page = client.get(f"/alerts/import/{sheet.pk}/").content.decode()
    assert "An alert that waits" in page
    client.post(f"/alerts/import/pair/{pair.pk}/", {"decision": "same"})
    client.post(f"/alerts/import/{sheet.pk}/apply/")
    said = AlertMessage.objects.visible_to(coalition.chadia).filter(alert=pair.other_alert_id, kind="addition")
    assert said.count() == 1


def test_an_import_is_undone_as_a_whole(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[1])
    client.post(f"/alerts/import/{sheet.pk}/apply/")

    response = client.post(f"/alerts/import/{sheet.pk}/undo/")

    assert response.status_code == 303
    assert not alerts_of(coalition.chadia).exists()
    assert "This import was undone" in client.get(f"/alerts/import/{sheet.pk}/").content.decode()
    assert client.post(f"/alerts/import/{sheet.pk}/undo/").status_code == 409
    assert not SealedFile.objects.exists()
    assert read_in(client, coalition, NAMES[1]).pk != sheet.pk


def test_what_was_decided_on_stays_and_the_page_says_which(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[1])
    client.post(f"/alerts/import/{sheet.pk}/apply/")
    first, second = list(alerts_of(coalition.rima).order_by("row_number"))[:2]
    accept_alert(opened(first.pk), by=coalition.rima)
    ask_sender(opened(second.pk), text="Where is he?", by=coalition.rima)

    client.post(f"/alerts/import/{sheet.pk}/undo/")

    states = dict(alerts_of(coalition.chadia).values_list("pk", "state"))
    assert states == {first.pk: "accepted", second.pk: "withdrawn"}
    page = client.get(f"/alerts/import/{sheet.pk}/").content.decode()
    assert opened(first.pk).name in page
    assert "Accepted: a case was opened" in page


def test_an_import_that_fails_half_way_leaves_nothing(
    coalition: Coalition, as_member: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    from malath.protection.alerts.actions import applying

    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the last step")

    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[2])
    before = len(rows_of(sheet, Fate.READY))
    monkeypatch.setattr(applying, "_add_to_known_alerts", fails)

    with pytest.raises(RuntimeError):
        applying.apply_import(sheet, by=coalition.chadia)

    assert not alerts_of(coalition.chadia).exists()
    assert len(rows_of(sheet, Fate.READY)) == before


def test_a_file_is_forgotten_on_demand_and_when_nobody_comes_back(coalition: Coalition, as_member: As) -> None:
    from datetime import timedelta

    from django.utils import timezone

    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[2])
    assert client.post(f"/alerts/import/{sheet.pk}/discard/").status_code == 303
    old = read_in(client, coalition, NAMES[2])
    with whole_block_unscoped(reason="a test ages the import"):
        AlertImport.objects.filter(pk=old.pk).update(on=timezone.localdate() - timedelta(days=20))

    assert forget_old_previews() == 1
    assert not AlertImport.objects.unscoped(reason="a test looks").exists()
    assert not SealedFile.objects.exists()


def test_nothing_of_a_sheet_stands_in_the_database_in_clear(coalition: Coalition, as_member: As) -> None:
    from django.db import connection

    client = as_member(coalition.chadia)
    body = "Name,DOB,Phone,City,Threat\nMarkedname Secret,1991-03-04,+33639980014,Markedcity,Markedthreat\nSami Nasr,1990,,Metz,x\n"
    upload(client, coalition, body.encode(), "markedfile.csv")
    sheet = AlertImport.objects.visible_to(coalition.chadia).get()
    client.post(f"/alerts/import/{sheet.pk}/apply/")

    with connection.cursor() as cursor:
        for table in [table for table in connection.introspection.table_names(cursor) if table.startswith("alerts_")]:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            for values in cursor.fetchall():
                told = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in values)
                assert b"arked" not in told, table
    assert Alert.objects.visible_to(coalition.chadia).count() == 2
    assert (SHEETS / NAMES[0]).exists()


def test_a_month_later_only_the_account_of_rows_is_left(coalition: Coalition, as_member: As) -> None:
    from datetime import timedelta

    from django.utils import timezone

    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[2])
    client.post(f"/alerts/import/{sheet.pk}/apply/")
    assert not SealedFile.objects.exists()
    with whole_block_unscoped(reason="a test ages the import"):
        AlertImport.objects.filter(pk=sheet.pk).update(on=timezone.localdate() - timedelta(days=40))

    assert forget_raw_rows() == 1
    assert forget_raw_rows() == 0

    assert not pairs_of(sheet)
    assert all(row.reading == {} for row in rows_of(sheet))
    assert client.get(f"/alerts/import/{sheet.pk}/").status_code == 200
    assert client.get(f"/alerts/import/{sheet.pk}/rows/").status_code == 200
    assert client.get("/alerts/sent/").status_code == 200
    assert opened(alerts_of(coalition.chadia).first().pk).facts["names"]["main"]


def test_the_account_names_every_physical_row_once(coalition: Coalition, as_member: As) -> None:
    from malath.protection.alerts.previewing import account_of

    sheet = read_in(as_member(coalition.chadia), coalition, NAMES[0])
    reveal(sheet, by=None, why="test")
    ranges = account_of(sheet, [], first=True)["ranges"]

    empty = [number for _place, first, last, *_rest in ranges for number in range(first, last + 1)]
    held = [row.number for row in rows_of(sheet)]
    assert sorted(empty + held) == list(range(1, max(empty + held) + 1))
