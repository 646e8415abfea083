"""Bars and tiles as SVG, drawn by the server: no script, no tile server, the same for every reader. A table stands below."""

from __future__ import annotations

import math

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from malath.accountability.search.places_map import PlacesMap
from malath.accountability.search.timeline import Timeline
from malath.accountability.violations.searching import Count
from malath.accountability.violations.wording import place_label
from malath.platform.interface import formats

WIDTH, HEIGHT, BASE = 720, 240, 200
TILE, GAP = 120, 8
_MOST_LABELS = 8


def number_of(count: Count) -> str:
    """The number in the reader's language, with a plus where there are more."""
    return formats.number_text(count.number) + ("+" if count.has_more else "")


def bars(timeline: Timeline, label: str) -> SafeString:
    """A bar a year or month: what possibly lies in it, and darker what surely does. Mirrored for right to left."""
    count, most = max(len(timeline.bars), 1), max(timeline.most, 1)
    step = WIDTH / count
    every, mirrored = math.ceil(count / _MOST_LABELS), formats.direction() == "rtl"
    drawn, words = [], []
    for n, bar in enumerate(timeline.bars):
        x = (WIDTH - (n + 1) * step if mirrored else n * step) + step * 0.1
        for css, found in (("s-possibly", bar.possibly), ("s-surely", bar.surely)):
            high = found.number * (BASE - 30) / most
            drawn.append((css, f"{x:.1f}", f"{BASE - high:.1f}", f"{step * 0.8:.1f}", f"{high:.1f}"))
        if n % every == 0:
            words.append((f"{x + step * 0.4:.1f}", HEIGHT - 14, bar.short))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"><path class="c-axis" d="M0 {}H{}"/>{}{}</svg>',
        WIDTH, HEIGHT, label, BASE, WIDTH,
        format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>', drawn),
        format_html_join("", '<text class="dim mid" x="{}" y="{}">{}</text>', words),
    )  # fmt: skip


def tiles(found: PlacesMap, label: str) -> SafeString:
    """A tile a governorate, darker where more is documented; never mirrored: west is west."""
    most = math.log1p(max(found.most, 1))
    squares: list[tuple[str, float, float, float, str]] = []
    words: list[tuple[str, float, float, str]] = []
    for one in found.tiles:
        if one.tile is None:
            continue
        x, y = one.tile.column * TILE, one.tile.row * TILE
        dark = 0.08 + 0.5 * math.log1p(one.count.number) / most if one.count.number else 0
        squares.append(("s-tile", x, y, TILE - GAP, f"{dark:.2f}"))
        words.append(("s-count mid", x + (TILE - GAP) / 2, y + 44, number_of(one.count)))
        for row, part in enumerate(_lines(one.label)):
            words.append(("s-place mid", x + (TILE - GAP) / 2, y + 74 + 20 * row, part))
    for tile in found.grid.neighbours:
        middle, top = tile.column * TILE + (TILE - GAP) / 2, tile.row * TILE + TILE / 2
        lines = enumerate(_lines(place_label(tile.code)))
        words += [("dim s-place mid", middle, top + 20 * row, part) for row, part in lines]
    return format_html(
        '<svg class="chart s-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        found.grid.columns * TILE, found.grid.rows * TILE, label,
        format_html_join("", '<rect class="{0}" x="{1}" y="{2}" width="{3}" height="{3}" rx="8" fill-opacity="{4}"/>', squares),
        format_html_join("", '<text class="{}" x="{}" y="{}">{}</text>', words),
    )  # fmt: skip


def _lines(name: str) -> list[str]:
    """A name on at most two lines, parted where the longer one is short."""
    words = name.replace("-", "- ").split() if len(name) > 12 else [name]
    if len(words) < 2:
        return [name]
    cut = min(range(1, len(words)), key=lambda at: max(len(" ".join(words[:at])), len(" ".join(words[at:]))))
    return [" ".join(words[:cut]).replace("- ", "-"), " ".join(words[cut:]).replace("- ", "-")]
