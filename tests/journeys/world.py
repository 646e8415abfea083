"""What the journeys begin with, made inside the living installation: `python -m tests.journeys.world` prints JSON.

Everybody here reads Arabic. Each journey has a household of its own, so that none depends on another.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")

HOUSEHOLDS = {
    "work": "سلمى الديري",
    "plan": "فراس القباني",
    "end": "هالة الخطيب",
    "watched": "نوار السمّان",
    "plain": "ريم الحلاق",
}
TWICE = [
    ("سلمى أحمد العطّار", "Salma Ahmad Al Attar"),
    ("هديل القوتلي", "Hadil Kouatly"),
    ("لينا مراد الجابري", "Lina Mourad Jabri"),
    ("رنا الحفّار", "Rana Haffar"),
]
RULES = {
    "only": ["signal"],
    "never": ["call"],
    "hours": "10:00-14:00",
    "code_word": "ياسمين",
    "note": "هاتفها مع أخيها في المساء",
}


def world() -> dict[str, Any]:
    """The coalition, a session for each member, a household and its case for each journey, an alert that waits."""
    from django.db import transaction

    from malath.platform.access.models import Member
    from malath.platform.access.rules import Role
    from tests.inside import session_of
    from tests.people import found_coalition, member

    with transaction.atomic():
        people = found_coalition()
        member("salim", people.haven, Role.CASE_WORKER)
        member("hani", people.haven, Role.DOCUMENTER)
        member("wafa", people.haven, Role.DOCUMENTER)
        member("zeina", people.haven, Role.LEGAL_OFFICER)
        Member.objects.exclude(handle="founder").update(language="ar")
        cases = {key: _case(people, key, name) for key, name in HOUSEHOLDS.items()}
        alert = _alert(people)
        pairs = _pairs(people)
    members = Member.objects.exclude(handle="founder")
    return {
        "sessions": {one.handle: session_of(one, fresh=True) for one in members},
        "stale": {people.amal.handle: session_of(people.amal)},
        "members": {one.handle: str(one.pk) for one in members},
        "cases": {key: str(case.pk) for key, case in cases.items()},
        "codes": {key: case.code for key, case in cases.items()},
        "people": {key: str(case.head_id) for key, case in cases.items()},
        "alert": str(alert.pk),
        "pairs": pairs,
    }


def _case(people: Any, key: str, name: str) -> Any:
    from malath.people.actions import enter_person
    from malath.protection.cases.actions import open_case
    from malath.protection.cases.rules import EntryPath, Part

    person = enter_person(
        organisation=people.haven, by=people.rima, names={"main": name, "others": []},
        about={"languages": ["ar"]}, contact={"phones": ["+33639980014"]}, safe_contact=RULES, wishes={},
    )  # fmt: skip
    return open_case(
        organisation=people.haven, head=person, entry_path=EntryPath.IN_DANGER, by=people.rima,
        network=people.lyon, team=[(people.amal, Part.LEAD)], summary=f"الحالة {key}", place="غازي عنتاب",
    )  # fmt: skip


def _pairs(people: Any) -> list[str]:
    """Four people, each recorded twice, across scripts, and last one recorded three times: pairs as the job keeps them.
    All are marked as compared today: the job would order them anew in the middle of a journey."""
    from django.utils import timezone

    from malath.people.actions import enter_person
    from malath.people.matching.models import Looked
    from malath.people.matching.tests.makers import invented_pair

    made, entered = [], []
    for n, (arabic, latin) in enumerate(TWICE):
        facts: dict[str, Any] = {
            "about": {"birth": f"199{n}-04-1{n}", "sex": "f"},
            "contact": {"phones": [f"+3363998002{n}"], "country": "FR"},
        }
        one = enter_person(organisation=people.haven, by=people.rima, names={"main": arabic, "others": []}, **facts)
        facts["about"]["birth"] = f"199{n}" if n % 2 else facts["about"]["birth"]
        other = enter_person(organisation=people.haven, by=people.dalia, names={"main": latin, "others": []}, **facts)
        entered += [one, other]
        made.append(str(invented_pair(one, other, turn=11 + n, clarity=1 + n % 2).pk))
    three = [
        enter_person(organisation=people.haven, by=people.rima, names={"main": name, "others": []})
        for name in ("كنان سليم جبور", "Kinan Salim Jabbour", "كنان جبّور")
    ]
    Looked.objects.bulk_create([Looked(person=one, on=timezone.localdate()) for one in [*entered, *three]])
    return [*made, *(str(invented_pair(three[n], three[n + 1], turn=35 + n).pk) for n in range(2))]


def _alert(people: Any) -> Any:
    from malath.protection.alerts.actions import send_alert

    facts = {"names": {"main": "مازن الشهابي", "others": []}, "country": "TR", "place": "أنطاكيا", "reply": "عبر شادية"}
    return send_alert(
        sender=people.partner, screening=people.haven, by=people.chadia, facts=facts, narrative="وصلته رسالتا تهديد"
    )


if __name__ == "__main__":
    django.setup()
    print(json.dumps(world()))
