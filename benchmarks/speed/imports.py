"""One list through the jobs of the room of lists, timed; and the same database rows by `bulk_create` alone."""

from __future__ import annotations

import csv
import io
import random
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speed import house

_FIRST = ["سليم Salim", "ليلى Layla", "كريم Karim", "هدى Huda", "نادر Nadir", "رباب Rabab", "ماجد Majid", "سهى Suha"]
_LAST = ["العابد al-Abed", "الورّاق al-Warraq", "مرجان Murjan", "الساحلي al-Sahili", "زيتون Zaytun", "الحدّاد al-Haddad"]

# Of so many batches one is copied.
EVERY = 6


@dataclass
class Took:
    """Seconds of each step, database rows that the writing made, megabytes."""

    read: float = 0.0
    check: float = 0.0
    apply: float = 0.0
    undo: float = 0.0
    plain: float = 0.0
    records: int = 0
    memory: float = 0.0
    empty: float = 0.0
    keeper_memory: float = 0.0


def invented(rows: int) -> bytes:
    """A list of the shape of a public one; nobody in it exists."""
    chance = random.Random(11)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["rid", "pid", "name_ar", "name_en", "age", "dob", "sex"])
    for number in range(rows):
        parts = [chance.choice(_FIRST), chance.choice(_FIRST), chance.choice(_LAST)]
        arabic, latin = zip(*(part.split() for part in parts), strict=True)
        age = chance.randint(0, 88)
        born = f"{2023 - age}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        writer.writerow([number, f"p{number}", " ".join(arabic), " ".join(latin), age, born, chance.choice("MF")])
    return stream.getvalue().encode()


def measured(rows: int) -> Took:
    """Check, apply and undo a list of so many rows."""
    with house.folder() as home:
        house.prepare(home)
        import django
        from django.core.management import call_command

        from malath.platform.keeper import process, setup
        from malath.platform.keeper.client import keeper
        from malath.platform.sealed.finder import process as finder_process

        setup.create_with_passphrase(home, house.PASSPHRASE)
        django.setup()
        call_command("migrate", verbosity=0)
        running = [process.start(home), finder_process.start(home, build=False)]
        try:
            keeper().unseal(house.PASSPHRASE)
            finder_process.wait_until_ready(home)
            return _through(rows, running[0].pid)
        finally:
            for one in running:
                one.terminate()
                one.wait(timeout=20)
            keeper().forget()


def _through(rows: int, keeper_process: int) -> Took:
    from malath.accountability.lists import actions, jobs
    from malath.accountability.lists.mapping import Plan
    from malath.accountability.lists.models import ListImport
    from malath.accountability.violations import vocabulary
    from malath.platform.sealed.fields import reveal

    organisation, member = _documenter()
    took = Took(empty=_largest())

    def done(what: str) -> float:
        begun = time.monotonic()
        jobs.work_on_lists()
        seconds = time.monotonic() - begun
        print(f"{what}: {seconds:.1f} s, {_largest():.0f} MB", file=sys.stderr)
        return seconds

    sheet, _new = actions.bring_list(body=invented(rows), name="invented.csv", organisation=organisation, by=member)
    took.read = done("read")
    sheet = ListImport.objects.visible_to(member).get(pk=sheet.pk)
    reveal(sheet, by=member, why="benchmark")
    plan = Plan.read(sheet.plan)
    reliable = next(iter(vocabulary.terms("reliability")))
    plan.constants = {"act.kind": next(iter(vocabulary.terms("acts"))), "information.reliability": reliable}
    actions.change_plan(sheet, plan, by=member)
    actions.ask_check(sheet, by=member)
    took.check = done("check")
    actions.ask_apply(sheet, by=member)
    _write(sheet, took)
    print(f"apply: {took.apply:.1f} s, {took.records:,} database rows, {_largest():.0f} MB", file=sys.stderr)
    print(f"bulk_create alone: {took.plain:.1f} s for as many", file=sys.stderr)
    took.keeper_memory = _memory_of(keeper_process)
    actions.ask_undo(sheet, by=member)
    took.undo = done("undo")
    took.memory = _largest()
    return took


def _documenter() -> tuple[Any, Any]:
    from datetime import date

    from malath.platform.access.models import Member, Membership, Organisation, OrganisationName
    from malath.platform.access.rules import Role
    from malath.platform.keeper.client import keeper

    archive = Organisation.objects.create(slug="archive", in_coalition=True)
    OrganisationName.objects.create(organisation=archive, language="en", name="Archive")
    keeper().create_subject(archive.pk, archive.pk)
    member = Member(handle="yara", home_organisation=archive, display_name="Yara")
    member.set_unusable_password()
    member.save()
    Membership.objects.create(member=member, organisation=archive, role=Role.DOCUMENTER, since=date(2026, 1, 1))
    return archive, member


def _write(sheet: Any, took: Took) -> None:
    """Write the list batch by batch, as its job does. Of every few batches the same database rows are written once more by
    `bulk_create` alone, into the same tables at the same size, and rolled back: what that takes is the reference."""
    from malath.accountability.lists.applying import apply_batch
    from malath.accountability.lists.keys import Keys
    from malath.accountability.lists.linking import Linker
    from malath.accountability.lists.mapping import Plan
    from malath.accountability.lists.models import ListImport
    from malath.platform.sealed.fields import reveal

    sheet = ListImport.objects.unscoped(reason="benchmark").select_related("organisation", "asked_by").get(pk=sheet.pk)
    reveal(sheet, by=None, why="benchmark")
    plan = Plan.read(sheet.plan)
    keys, linker = Keys(sheet.organisation_id, plan), Linker(sheet.asked_by, sheet.organisation, plan)
    copied, batches, more = 0, 0, True
    while more:
        begun = time.perf_counter()
        more = apply_batch(sheet, plan, keys, linker)
        took.apply += time.perf_counter() - begun
        if more and batches % EVERY == 0:
            rows, seconds = _copied()
            copied, took.plain = copied + rows, took.plain + seconds
        batches += 1
    took.records = sum(model.objects.unscoped(reason="counting").count() for model in _models())
    took.plain *= took.records / copied


def _models() -> tuple[Any, ...]:
    """Those of which an import writes rows, parents first."""
    from django.apps import apps

    return tuple(apps.get_model("violations", name) for name in ("Person", "Event", "Act", "Information", "Statement"))


def _copied() -> tuple[int, float]:
    """How many rows the newest change made, and the seconds that `bulk_create` alone takes for the same with new
    identifiers; reading them and making the objects is not counted."""
    from django.apps import apps
    from django.db import transaction

    from malath.platform.sealed.inserting import neighbouring_keys

    newest = apps.get_model("violations", "Change").objects.unscoped(reason="benchmark").order_by("-id").first()
    made = [list(model.objects.unscoped(reason="benchmark").filter(made_in=newest)) for model in _models()]
    keys = neighbouring_keys()
    for row in (row for rows in made for row in rows):
        row.pk = next(keys)
        row._state.adding = True
        if hasattr(row, "number"):
            row.number = row.pk.hex[-12:]
    with transaction.atomic():
        begun = time.perf_counter()
        for model, rows in zip(_models(), made, strict=True):
            model.objects.bulk_create(rows, batch_size=500)
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return sum(map(len, made)), seconds


def _largest() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _memory_of(process: int) -> float:
    """Largest memory of another process, where the system says it."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
