"""Filling in any form of Malath as a person would, with a mark in every text that can be typed."""

from __future__ import annotations

from datetime import date, timedelta

from tests.visiting import Form

PHONE = "+33 6 39 98 00 77"
# What is understood rather than kept as it was typed.
UNDERSTOOD = {
    "birth": "1990", "country": "Turkey", "household_size": "3", "children": "1", "nationality": "SY", "hours": "10:00-14:00",
    "phone": PHONE, "phones": PHONE, "reference": "2020-001",
}  # fmt: skip


def filled(form: Form, mark: str, **given: object) -> dict[str, object]:
    """Values for every control of the form: `given` first, then what stands there, then what fits its kind."""
    values: dict[str, object] = dict(form.values())
    chosen = {control.name for control in form.fields if control.kind == "radio" and control.checked}
    for control in form.fields:
        if not control.name or control.kind in {"hidden", "submit", "button", "file", "checkbox"}:
            continue
        if control.kind == "radio":
            if control.name not in chosen and control.value:
                chosen.add(control.name)
                values[control.name] = control.value
        elif control.kind == "select":
            if not control.value:
                values[control.name] = next((option for option in control.options if option), "")
        elif not control.value.strip():
            values[control.name] = _typed(control.name, control.kind, mark)
    return {**values, **given}


def _typed(name: str, kind: str, mark: str) -> str:
    last = name.rsplit("-", 1)[-1]
    if last in UNDERSTOOD:
        return UNDERSTOOD[last]
    soon = date.today() + timedelta(days=10)
    plain = {
        "number": "2", "date": soon.isoformat(), "datetime-local": f"{soon.isoformat()}T10:30", "time": "10:30",
        "tel": PHONE, "email": f"{mark.lower()}@example.org", "password": "another good password",
    }  # fmt: skip
    return plain.get(kind, f"{mark} {name}")
