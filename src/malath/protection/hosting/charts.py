"""Pictures of hosting, drawn by the server: beds by week. The table under a picture says the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from malath.platform.interface.formats import direction, number_text
from malath.protection.hosting.figures import Week

WIDTH, HEIGHT, FOOT, HEAD, SIDE = 640, 200, 40, 24, 8


def beds_picture(weeks: Sequence[Week], today: date) -> dict[str, Any]:
    """What the template draws: a bar for the beds taken each week, a line over them for those open; today marked."""
    top = max([week.open for week in weeks] + [week.taken for week in weeks] + [1])
    step = (WIDTH - 2 * SIDE) / len(weeks)
    rtl = direction() == "rtl"

    def across(n: float) -> float:
        x = SIDE + n * step
        return WIDTH - x if rtl else x

    def up(beds: int) -> float:
        return HEIGHT - FOOT - beds * (HEIGHT - FOOT - HEAD) / top

    bars = [
        {"x": round(min(across(n), across(n + 1)) + 1, 1), "y": round(up(week.taken), 1),
         "w": round(step - 2, 1), "h": round(HEIGHT - FOOT - up(week.taken), 1),
         "ahead": week.begins > today}
        for n, week in enumerate(weeks) if week.taken
    ]  # fmt: skip
    path = "L".join(f"{across(at):.1f} {up(week.open):.1f}" for n, week in enumerate(weeks) for at in (n, n + 1))
    now = next((n for n, week in reversed(list(enumerate(weeks))) if week.begins <= today), 0)
    months = [
        (round(across(n)), week.begins)
        for n, week in enumerate(weeks)
        if week.begins.day <= 7 and n < len(weeks) - 3 and (week.begins.month % 2 == 1)
    ]
    return {
        "width": WIDTH, "height": HEIGHT, "base": HEIGHT - FOOT, "foot": HEIGHT - 12, "top": number_text(top),
        "bars": bars, "path": path, "months": months, "now": round(across(now)), "rtl": rtl, "head": HEAD - 8,
        "weeks": weeks,
    }  # fmt: skip
