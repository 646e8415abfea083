"""Lists of invented people, of the shape that public lists have, and the way of one through all its jobs."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from typing import Any

from malath.accountability.lists import actions
from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport, ListRow
from malath.accountability.violations import vocabulary
from malath.accountability.violations.rules import SEXUAL_ACTS
from malath.platform.access.models import Member, Organisation
from malath.platform.sealed.fields import reveal

HEADINGS = ("rid", "pid", "name_ar", "name_en", "age", "dob", "sex")
_FIRST = (
    ("سليم", "Salim"),
    ("ليلى", "Layla"),
    ("كريم", "Karim"),
    ("هدى", "Huda"),
    ("نادر", "Nadir"),
    ("رباب", "Rabab"),
)
_LAST = (
    ("العابد", "al-Abed"),
    ("الورّاق", "al-Warraq"),
    ("مرجان", "Murjan"),
    ("الساحلي", "al-Sahili"),
    ("زيتون", "Zaytun"),
)


def invented(count: int, *, seed: int = 7) -> list[list[str]]:
    """Rows of the shape of a public list; nobody in them exists."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, count + 1):
        (first, first_latin), (father, father_latin) = chance.choice(_FIRST), chance.choice(_FIRST)
        last, last_latin = chance.choice(_LAST)
        age = chance.randint(19, 88)
        born = f"{2023 - age}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        arabic, latin = f"{first} {father} {last}", f"{first_latin} {father_latin} {last_latin}"
        rows.append([str(number), f"p{number}", arabic, latin, str(age), born, chance.choice("MF")])
    return rows


def as_csv(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    """The rows below their headings."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(headings)
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def plain_act() -> str:
    """A kind of act that restricts nothing."""
    sexual = vocabulary.under("acts", SEXUAL_ACTS[0])
    return next(code for code in vocabulary.terms("acts") if code not in sexual)


def again(sheet: ListImport) -> ListImport:
    """The import as it stands now."""
    return ListImport.objects.unscoped(reason="test").select_related("file", "organisation").get(pk=sheet.pk)


def brought(body: bytes, organisation: Organisation, by: Member, name: str = "list.csv") -> ListImport:
    """A list that was brought and looked at."""
    sheet, _is_new = actions.bring_list(body=body, name=name, organisation=organisation, by=by)
    work_on_lists()
    return again(sheet)


def checked(body: bytes, organisation: Organisation, by: Member, **told: Any) -> ListImport:
    """A list whose rows were checked, as proposed; `told` changes the plan: its name, `constants`, or columns by heading."""
    sheet = brought(body, organisation, by, told.pop("file", "list.csv"))
    reveal(sheet, by=by, why="test")
    plan = Plan.read(sheet.plan)
    plan.name = told.pop("name", "A list")
    plan.register = told.pop("register", "")
    plan.constants = {"act.kind": plain_act(), **told.pop("constants", {})}
    for heading, target in told.items():
        plan.columns[sheet.told["headings"].index(heading)].to = target
    actions.change_plan(sheet, plan, by=by)
    actions.ask_check(sheet, by=by)
    work_on_lists()
    return again(sheet)


def imported(body: bytes, organisation: Organisation, by: Member, **told: Any) -> ListImport:
    """A list that was written."""
    sheet = checked(body, organisation, by, **told)
    actions.ask_apply(sheet, by=by)
    work_on_lists()
    return again(sheet)


def rows_of(sheet: ListImport) -> list[ListRow]:
    """Its rows, opened."""
    rows = list(ListRow.objects.unscoped(reason="test").filter(sheet=sheet).order_by("number"))
    reveal(rows, by=None, why="test")
    return rows


def fates_of(sheet: ListImport) -> list[str]:
    """What became of each row, in the order of the file."""
    return [row.fate for row in rows_of(sheet)]
