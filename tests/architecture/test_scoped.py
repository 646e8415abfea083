"""Guarded rows cannot be read by a side door: every way that Django offers raises until somebody says who looks."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count, Prefetch, Q

from malath.people.models import LegalStatus, Person
from malath.platform.access.scoped import (
    ScopedManager,
    ScopedModel,
    UnscopedReadError,
    seen_through,
    whole_block_unscoped,
)
from malath.protection.cases.models import Case, Entry, HouseholdMember
from tests.architecture.sources import SOURCES
from tests.everything import Everything, everything
from tests.people import Coalition

GUARDED = [model for model in apps.get_models() if issubclass(model, ScopedModel)]


@pytest.fixture
def made(coalition: Coalition) -> Everything:
    return everything(coalition)


def one_case(made: Everything) -> Case:
    found: Case = Case.objects.visible_to(made.owning["coordinator"]).get(pk=made.ids["case_id"])
    return found


SIDE_DOORS: dict[str, Callable[[Everything], Any]] = {
    "all": lambda made: list(Case.objects.all()),
    "filter": lambda made: list(Case.objects.filter(stage="open")),
    "get": lambda made: Case.objects.get(pk=made.ids["case_id"]),
    "first": lambda made: Case.objects.first(),
    "count": lambda made: Case.objects.count(),
    "exists": lambda made: Case.objects.exists(),
    "aggregate": lambda made: Case.objects.aggregate(n=Count("pk")),
    "values": lambda made: list(Case.objects.values("code")),
    "values_list": lambda made: list(Case.objects.values_list("code", flat=True)),
    "dates": lambda made: list(Case.objects.dates("opened_on", "year")),
    "iterator": lambda made: list(Case.objects.iterator()),
    "in_bulk": lambda made: Case.objects.in_bulk([made.ids["case_id"]]),
    "earliest": lambda made: Case.objects.earliest("opened_on"),
    "slice": lambda made: list(Case.objects.order_by("code")[:1]),
    "index": lambda made: Case.objects.order_by("code")[0],
    "contains": lambda made: Case.objects.contains(one_case(made)),
    "explain": lambda made: Case.objects.explain(),
    "update": lambda made: Case.objects.update(stage="closed"),
    "delete": lambda made: Case.objects.filter(code="x").delete(),
    "get_or_create": lambda made: Case.objects.get_or_create(code="x"),
    "update_or_create": lambda made: Case.objects.update_or_create(code="x"),
    "union": lambda made: list(Case.objects.filter(stage="open").union(Case.objects.filter(stage="closed"))),
    "combined": lambda made: list(Case.objects.filter(stage="open") | Case.objects.filter(stage="closed")),
    "related manager": lambda made: list(one_case(made).entry_set.all()),
    "related count": lambda made: one_case(made).entry_set.count(),
    "reverse of a person": lambda made: list(made.rows["person"].legalstatus_rows.all()),
    "forward key": lambda made: one_case(made).head.pseudonym,
    "prefetch": lambda made: list(
        Case.objects.visible_to(made.owning["coordinator"]).prefetch_related("entry_set")
    ),
    "prefetch with an open query": lambda made: list(
        Case.objects.visible_to(made.owning["coordinator"]).prefetch_related(Prefetch("entry_set", Entry.objects.all()))
    ),
    "subquery": lambda made: list(Person.objects.visible_to(made.owning["coordinator"]).filter(
        pk__in=HouseholdMember.objects.values("person"))),
    "subquery of an unguarded row": lambda made: list(
        apps.get_model("access", "Member").objects.filter(pk__in=Entry.objects.values("author"))
    ),
    "refresh_from_db": lambda made: one_case(made).refresh_from_db(),
    "base manager": lambda made: list(Case._base_manager.all()),
    "default manager": lambda made: list(Case._default_manager.all()),
    "raw": lambda made: list(Case.objects.raw("select * from cases_case")),
}  # fmt: skip


def refuses(door: Callable[[Everything], Any], made: Everything) -> bool:
    try:
        door(made)
    except UnscopedReadError:
        return True
    return False


def test_no_side_door_reads_a_guarded_row(made: Everything) -> None:
    assert [name for name, door in SIDE_DOORS.items() if not refuses(door, made)] == []


def test_exists_and_subquery_are_given_only_queries_that_say_who_looks() -> None:
    """Django's Exists takes the SQL out of a query set without asking it, so that this is read in the sources."""
    loose = []
    for path in SOURCES.rglob("*.py"):
        if path.name == "scoped.py":
            # `seen_through` asks the query itself.
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] not in {"Exists", "Subquery"}:
                continue
            given = ast.unparse(node.args[0])
            if ".visible_to(" not in given and ".unscoped(" not in given:
                loose.append(f"{path.relative_to(SOURCES)}:{node.lineno}: {given}")

    assert loose == []


def test_seen_through_is_given_only_a_query_that_says_who_looks() -> None:
    with pytest.raises(UnscopedReadError):
        seen_through("case_id", Case.objects.filter(stage="open"))


def test_every_guarded_model_keeps_the_guarded_manager_as_default_and_base() -> None:
    loose = [
        model.__name__
        for model in GUARDED
        if not isinstance(model._default_manager, ScopedManager) or not isinstance(model._base_manager, ScopedManager)
    ]

    assert len(GUARDED) > 15
    assert loose == []


# One world for all models: making it takes longer than asking it.
def test_every_guarded_model_says_who_sees_it_and_nobody_sees_nothing(made: Everything) -> None:
    for model in GUARDED:
        for member in made.owning.values():
            list(model.objects.visible_to(member))

    assert [model.__name__ for model in GUARDED if model.objects.visible_to(None).exists()] == []


def test_nobody_of_another_organisation_sees_a_row_of_ours(made: Everything) -> None:
    assert [model.__name__ for model in GUARDED if seen_elsewhere(made, model)] == []


def seen_elsewhere(made: Everything, model: Any) -> set[Any]:
    """Our rows that a member of the other organisation sees, and may not."""
    ours = set(model.objects.unscoped(reason="a test counts").values_list("pk", flat=True))
    theirs = {
        pk for member in made.other.values() for pk in model.objects.visible_to(member).values_list("pk", flat=True)
    }
    return (theirs & ours) - own_rows_of_others(made, model)


def own_rows_of_others(made: Everything, model: Any) -> set[Any]:
    """What the other organisation's members have of their own: nothing but their notices, and accesses given to them."""
    rows = model.objects.unscoped(reason="a test looks")
    # What a city's network can give is known to all who work on cases, which organisations are victims' associations to all
    # who document; an approved home to those who look for one.
    if model.__name__ in {"Network", "Capacity", "Association"}:
        return set(rows.values_list("pk", flat=True))
    if model.__name__ in {"Home", "Opening"}:
        home = "state" if model.__name__ == "Home" else "home__state"
        return set(rows.filter(**{f"{home}__in": ["approved", "paused"]}).values_list("pk", flat=True))
    if model.__name__ == "Grant":
        theirs = Q(member__in=[member.pk for member in made.other.values()])
        theirs |= Q(organisation__in=[member.home_organisation_id for member in made.other.values()])
        return set(rows.filter(theirs).values_list("pk", flat=True))
    if model.__name__ == "Notice":
        return set(rows.filter(member__in=[member.pk for member in made.other.values()]).values_list("pk", flat=True))
    if model.__module__.startswith("malath.voice.statements"):
        text = "" if model.__name__ == "Statement" else "statement__"  # the other organisation leads one of its own
        return set(rows.filter(**{f"{text}organisation": made.coalition.archive}).values_list("pk", flat=True))
    return set()


def test_an_administrator_and_an_auditor_see_no_row_about_anybody(made: Everything) -> None:
    about = [model for model in GUARDED if model.__name__ not in {"Notice", "Draft", "Association"}]

    assert [
        (model.__name__, role)
        for model in about
        for role in ("auditor", "administrator")
        if model.objects.visible_to(made.owning[role]).exists()
    ] == []


def test_a_whole_block_needs_a_reason_and_ends(made: Everything) -> None:
    with whole_block_unscoped(reason="a test"):
        assert Case.objects.count() == 2

    with pytest.raises(UnscopedReadError):
        Case.objects.count()
    with pytest.raises(UnscopedReadError):
        LegalStatus.objects.unscoped(reason="")
