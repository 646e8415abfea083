"""Charts drawn by the server, mirrored for right to left, each with its table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.template import Library
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from malath.platform.interface import formats

register = Library()

DOMAINS = ("housing", "health", "legal", "capacity", "work")
UNIT, HIGHEST = 30, 5
Scores = tuple[int | None, ...]


def domain_labels() -> tuple[str, ...]:
    """The five domains of a recovery plan, in the order of the wheel."""
    return (
        gettext("Housing"),
        gettext("Health"),
        gettext("Legal"),
        gettext("Capacity building"),
        gettext("Work and studies"),
    )


def as_scores(values: Any) -> Scores:
    """Five scores from 1 to 5 (or none) out of a mapping by domain or a sequence."""
    if not values:
        return (None,) * len(DOMAINS)
    found = [values.get(domain) for domain in DOMAINS] if isinstance(values, Mapping) else list(values)
    if len(found) != len(DOMAINS):
        raise ValueError("a wheel has five scores")
    return tuple(None if score is None else max(1, min(HIGHEST, int(score))) for score in found)


class Ring:
    """Points and arcs on a circle of five sectors, from the top, in reading direction."""

    def __init__(self, mirrored: bool) -> None:
        self.sign = -1 if mirrored else 1
        self.sweep = 0 if mirrored else 1

    def at(self, turn: float, radius: float) -> tuple[float, float]:
        angle = 2 * math.pi * turn
        return self.sign * radius * math.sin(angle), -radius * math.cos(angle)

    def point(self, turn: float, radius: float) -> str:
        x, y = self.at(turn, radius)
        return f"{x:.1f} {y:.1f}"

    def wedge(self, n: int, radius: float) -> str:
        return f"M0 0L{self.point(n / 5, radius)}A{radius} {radius} 0 0 {self.sweep} {self.point((n + 1) / 5, radius)}Z"

    def arc(self, n: int, radius: float) -> str:
        start, end = self.point(n / 5 + 0.008, radius), self.point((n + 1) / 5 - 0.008, radius)
        return f"M{start}A{radius} {radius} 0 0 {self.sweep} {end}"


def _marks(ring: Ring, rounds: Sequence[tuple[str, Scores, int]]) -> SafeString:
    """An arc for each score; rounds are nudged apart so that equal scores stay visible."""
    paths = []
    for css, scores, nudge in rounds:
        paths += [(css, ring.arc(n, UNIT * score + nudge)) for n, score in enumerate(scores) if score]
    return format_html_join("", '<path class="{}" d="{}"/>', paths)


def _middle(words: list[str]) -> int:
    """Where two lines of a label are parted so that the longer one is short: a phone cuts off what is not."""
    return min(range(1, len(words)), key=lambda cut: max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))))


def _labels(ring: Ring) -> Iterator[tuple[int, float, float, str]]:
    """Where the score and the name of each sector stand, outside the wheel: sector, x, y, name."""
    for n, label in enumerate(domain_labels()):
        x, y = ring.at((n + 0.5) / 5, 166)
        yield n, x, y + (24 if n == 2 else -30 if n in (0, 4) else -6), label


def _names(ring: Ring, current: Scores) -> SafeString:
    """Score and name of each sector as SVG text; long names on two lines."""
    texts = []
    for n, x, y, label in _labels(ring):
        # `end` follows the text's own direction, so it turns round with the mirrored wheel.
        side = "mid" if n == 2 else "end" if (x < 0) == (ring.sign > 0) else ""
        words = label.split()
        cut = len(words) if len(label) <= 14 or len(words) == 1 else _middle(words)
        texts.append((side, "w-score", f"{x:.0f}", f"{y:.0f}", current[n] if current[n] is not None else "–"))
        for row, part in enumerate(filter(None, (" ".join(words[:cut]), " ".join(words[cut:])))):
            texts.append((side, "w-name", f"{x:.0f}", f"{y + 24 + 23 * row:.0f}", part))
    return format_html_join("", '<text class="{} {}" x="{}" y="{}">{}</text>', texts)


def _printed_names(current: Scores) -> SafeString:
    """The same as text of the page over the drawing: WeasyPrint sets SVG text letter by letter, which breaks Arabic."""
    spans = []
    for n, x, y, label in _labels(Ring(formats.direction() == "rtl")):
        across, down = (x + 300) / 6, (y - 30 + 210) / 4.4
        place = (
            f"left:{across - 14:.1f}%;width:28%;text-align:center" if n == 2 else f"left:{across:.1f}%;text-align:left"
        )
        if n != 2 and x < 0:
            place = f"right:{100 - across:.1f}%;text-align:right"
        spans.append((f"top:{down:.1f}%;{place}", current[n] if current[n] is not None else "–", label))
    return format_html_join("", '<span style="{}"><b>{}</b><br>{}</span>', spans)


def wheel_svg(
    current: Scores, previous: Scores, first: Scores, *, label: str, style: SafeString | str = ""
) -> SafeString:
    """The wheel itself: filled now, dotted at the last review, dashed at the first."""
    ring = Ring(formats.direction() == "rtl")
    rings = format_html_join("", '<circle class="w-ring" r="{}"/>', ((UNIT * n,) for n in range(1, HIGHEST + 1)))
    spokes = format_html_join("", '<path class="w-axis" d="M0 0L{}"/>', ((ring.point(n / 5, 150),) for n in range(5)))
    wedges = [(ring.wedge(n, UNIT * score),) for n, score in enumerate(current) if score]
    now = format_html_join("", '<path class="w-now" d="{}"/>', wedges)
    marks = _marks(ring, (("w-first", first, -5), ("w-was", previous, 5), ("w-edge", current, 0)))
    return format_html(
        '<svg class="chart wheel" viewBox="-300 -210 600 440" role="img" aria-label="{}">{}{}{}{}{}{}</svg>',
        label, style, rings, spokes, now, marks, "" if style else _names(ring, current),
    )  # fmt: skip


@register.simple_tag
def wheel(
    current: Any, previous: Any = None, first: Any = None, now_label: Any = "", previous_label: Any = "",
    first_label: Any = "", printed: bool = False,
) -> SafeString:  # fmt: skip
    """The five domains as the person sees them, 1 to 5, with a key and a table.

    Each round is a mapping by domain or five values; labels are days or words. `printed` brings colours for PDF.
    """
    rounds = [("w-first", as_scores(first), first_label or gettext("At the start")),
              ("w-was", as_scores(previous), previous_label or gettext("Last review")),
              ("w-now", as_scores(current), now_label or gettext("Now"))]  # fmt: skip
    shown = [(css, scores, str(name)) for css, scores, name in rounds if any(scores) or css == "w-now"]
    labels = domain_labels()
    told = "; ".join(f"{label} {score or '–'}" for label, score in zip(labels, rounds[2][1], strict=True))
    css = mark_safe(render_to_string("malath/wheel_print.css")) if printed else ""  # noqa: S308 - our own file
    style = format_html("<style>{}</style>", css) if printed else ""
    name = f"{gettext('Wheel of the five domains')}: {told}"
    svg = wheel_svg(rounds[2][1], rounds[1][1], rounds[0][1], label=name, style=style)
    if printed:
        svg = format_html('<div class="wheelbox">{}{}</div>', svg, _printed_names(rounds[2][1]))
    rows = [(label, [scores[n] for _css, scores, _name in shown]) for n, label in enumerate(labels)]
    context = {"svg": svg, "rounds": shown, "rows": rows, "style": style}
    return render_to_string("malath/parts/wheel.html", context)


@register.simple_tag
def trend(points: Sequence[Any], label: Any, levels: Sequence[Any] = ()) -> SafeString:
    """How an assessment moved: each point is (day, value) or (day, value, word); words at the dots, a table under them.

    `levels` names the values from 1 upward; without it values are plain numbers.
    """
    told = []
    for point in points:
        on, value, *word = point
        named = word[0] if word else levels[int(value) - 1] if levels else formats.number_text(value)
        told.append((formats.date_text(on) if hasattr(on, "isoformat") else str(on), float(value), str(named)))
    if len(told) < 2:
        return format_html('<p class="soft">{}</p>', gettext("A trend appears after the second assessment."))
    width, height, top = 640, 170, max([value for _, value, _ in told] + [float(len(levels) or 1)])
    xs = [70 + n * (width - 140) / (len(told) - 1) for n in range(len(told))]
    if formats.direction() == "rtl":
        xs = [width - x for x in xs]
    ys = [height - 40 - value * (height - 80) / top for _, value, _ in told]
    path = "L".join(f"{x:.0f} {y:.0f}" for x, y in zip(xs, ys, strict=True))
    every = math.ceil(len(told) / 6)
    drawn = [
        (
            f"{x:.0f}",
            f"{y:.0f}",
            f"{y - 14:.0f}",
            word if n % every == 0 or n == len(told) - 1 else "",
            height - 8,
            day if n % every == 0 else "",
        )
        for n, ((day, _value, word), x, y) in enumerate(zip(told, xs, ys, strict=True))
    ]
    dots = format_html_join(
        "",
        '<circle class="c-dot" cx="{0}" cy="{1}" r="5"/><text class="mid" x="{0}" y="{2}">{3}</text>'
        '<text class="dim mid" x="{0}" y="{4}">{5}</text>',
        drawn,
    )
    context = {
        "path": path,
        "dots": dots,
        "points": told,
        "label": label,
        "width": width,
        "height": height,
        "base": height - 40,
    }
    return render_to_string("malath/parts/trend.html", context)
