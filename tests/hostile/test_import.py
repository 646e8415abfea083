"""Hostile spreadsheets on their whole way: read or refused clearly, imported whole or not at all, undone exactly."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from django.utils.translation import ngettext
from hypothesis import given
from hypothesis import strategies as st

from malath.platform.sealed.fields import reveal
from malath.protection.alerts.models import Alert, AlertImport, ImportPair, ImportRow
from malath.protection.alerts.previewing import account_of
from tests.hostile import extremes, plan, sheets
from tests.hostile.answers import faults_of
from tests.hostile.world import World, answered, state

pytestmark = pytest.mark.django_db
SENDER = "owning focal_point"
WHY = "a test looks"
ACTS = st.lists(
    st.tuples(st.sampled_from(("column", "pair", "leave", "back", "mend")), st.integers(0, 20), sheets.CELLS), max_size=4
)  # fmt: skip


class Way:
    """One file's way through the pages, in one language."""

    def __init__(self, world: World, client: Client, language: str) -> None:
        self.world, self.client, self.language = world, client, language
        self.alerts = set(Alert.objects.unscoped(reason=WHY).values_list("pk", flat=True))
        self.pk = ""

    def post(self, path: str, values: dict[str, Any] | None = None) -> Any:
        """A post that is done or refused, never both and never neither."""
        before = state()
        response = answered(self.client, lambda client: client.post(path, values or {}))
        assert response.status_code < 500
        if response.status_code >= 400:
            assert state() == before, f"{path} was refused, and something was changed all the same"
        return response

    def page(self, path: str) -> str:
        """A page that is there."""
        response = self.client.get(path)
        assert response.status_code == 200, f"{path} answered {response.status_code}"
        return html.unescape(response.content.decode())

    def upload(self, body: bytes, name: str) -> bool:
        """Whether the file was read."""
        haven = str(self.world.made.coalition.haven.pk)
        file = SimpleUploadedFile("x", body)
        file._name = name  # as it came, not as Django would clean it
        response = self.post("/alerts/import/", {"sender": haven, "screening": haven, "file": file})
        if response.status_code != 303:
            assert faults_of(self.world, response, self.language) == []
            assert response.status_code in {400, 413, 422}
            return False
        self.pk = response["Location"].strip("/").split("/")[-1]
        return True

    def rows(self) -> list[ImportRow]:
        return list(ImportRow.objects.unscoped(reason=WHY).filter(sheet=self.pk).order_by("number"))

    def made(self) -> set[Any]:
        """The alerts that are there and were not before."""
        return set(Alert.objects.unscoped(reason=WHY).values_list("pk", flat=True)) - self.alerts

    def check_account(self) -> None:
        """Every row of the table's sheet stands in the account once."""
        sheet = AlertImport.objects.unscoped(reason=WHY).get(pk=self.pk)
        reveal(sheet, by=None, why="test")
        others = account_of(sheet, [], first=True)["ranges"]
        place = sheet.account["sheet"]
        numbers = [n for name, first, last, *_ in others if name == place for n in range(first, last + 1)]
        numbers += [row.number for row in self.rows()]
        assert sorted(numbers) == list(range(1, max(numbers) + 1)), "a row is lost or stands twice"
        assert sheet.rows_read == len(self.rows())
        self.page(f"/alerts/import/{self.pk}/rows/")
        self.page(f"/alerts/import/{self.pk}/")

    def act(self, kind: str, number: int, text: str) -> None:
        """Something that a person does while checking."""
        rows = self.rows()
        pairs = list(ImportPair.objects.unscoped(reason=WHY).filter(sheet=self.pk).values_list("pk", flat=True))
        if kind == "column":
            self.post(f"/alerts/import/{self.pk}/columns/", {f"column-{number % 6}": text, "column-1": "full_name"})
        elif kind == "pair" and pairs:
            decision = ("same", "two", "later", text)[number % 4]
            self.post(f"/alerts/import/pair/{pairs[number % len(pairs)]}/", {"decision": decision})
        elif kind in {"leave", "back"} and rows:
            given = {"back": "1"} if kind == "back" else {}
            self.post(f"/alerts/import/row/{rows[number % len(rows)].pk}/leave/", given)
        elif kind == "mend" and rows:
            path = f"/alerts/import/row/{rows[number % len(rows)].pk}/"
            self.page(path)
            self.post(path, {"full_name": "Lina Barakat", ("birth", "phone", "country", "urgency")[number % 4]: text})

    def apply_and_undo(self) -> None:
        """All ready rows become alerts, and the page says how many; undone, none of them is left and no other is gone."""
        ready = [row.pk for row in self.rows() if row.fate == ImportRow.Fate.READY]
        response = self.post(f"/alerts/import/{self.pk}/apply/")
        assert response.status_code == (303 if ready else 422)
        if not ready:
            assert faults_of(self.world, response, self.language, changed=False) == []
            assert self.made() == set()
            return
        with translation.override(self.language):
            said = ngettext("%(count)d row became an alert.", "%(count)d rows became alerts.", len(ready))
            said = said % {"count": len(ready)}
        assert said in self.page(f"/alerts/import/{self.pk}/")
        imported = {row.alert_id for row in self.rows() if row.fate == ImportRow.Fate.IMPORTED}
        assert self.made() == imported and len(imported) == len(ready)
        self.page("/alerts/sent/")
        self.page(f"/alerts/sent/{next(iter(imported))}/")
        assert self.post(f"/alerts/import/{self.pk}/undo/").status_code == 303
        assert self.made() == set()
        assert set(Alert.objects.unscoped(reason=WHY).values_list("pk", flat=True)) == self.alerts
        assert {row.fate for row in self.rows()} == {ImportRow.Fate.UNDONE}
        self.page(f"/alerts/import/{self.pk}/")


def walk(world: World, body: bytes, name: str, language: str, acts: Any = ()) -> bool:
    """Take a file the whole way; whether it was read."""
    with world.visit(SENDER, language) as client:
        way = Way(world, client, language)
        taken = way.upload(body, name)
        if taken:
            way.check_account()
            for kind, number, text in acts:
                way.act(kind, number, text)
                plan.count("import")
            if acts:
                way.check_account()
            way.apply_and_undo()
    plan.count("import")
    return taken


@plan.examples(usual=25, soak=800)
@given(data=st.data())
def test_any_file_is_imported_whole_or_not_at_all(world: World, data: Any) -> None:
    body, name = data.draw(sheets.files()), data.draw(st.sampled_from(sheets.NAMES))
    walk(world, body, name, data.draw(st.sampled_from(("ar", "fr", "en"))), data.draw(ACTS))


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("name", extremes.REFUSED)
def test_a_file_that_is_meant_to_harm_is_refused(world: World, name: str, language: str) -> None:
    assert not walk(world, extremes.REFUSED[name](), "list.xlsx", language)


@pytest.mark.parametrize("name", extremes.READ)
def test_an_odd_file_is_still_read(world: World, name: str) -> None:
    assert walk(world, extremes.READ[name](), "list.csv", "fr")


def test_enough_was_imported(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        short = plan.enough("import")

    assert short == ""
