"""A thousand texts that try to run something: payloads in every place that Markdown offers."""

from __future__ import annotations

from itertools import product

SCRIPTS = ("hit()", "parent.hit()", "top.hit()", "window['hit']()")
CODES = [
    "<script>{js}</script>",
    "<img src=x onerror={js}>",
    "<svg onload={js}></svg>",
    "<svg><script>{js}</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={js}>",
    "<iframe srcdoc='<script>{js}</script>'></iframe>",
    "<details open ontoggle={js}>x</details>",
    "<body onload={js}>",
    "<input autofocus onfocus={js}>",
    "<video><source onerror={js}></video>",
    "<a href=javascript:{js} autofocus onfocus={js}>x</a>",
    "<style>@import 'javascript:{js}'</style>",
    "<!--><img src=x onerror={js}>-->",
    "<noscript><p title='</noscript><img src=x onerror={js}>'>",
    "<p style=\"animation-name:x\" onanimationstart={js}>x</p>",
    "<template><img src=x onerror={js}></template>",
    "&lt;img src=x onerror={js}&gt;<img/src/onerror={js}>",
    "<form action=javascript:{js}><button autofocus onfocus={js}>x</button></form>",
]  # fmt: skip
ADDRESSES = [
    "javascript:{js}",
    "JaVaScRiPt:{js}",
    "java&#x0A;script:{js}",
    "&#106;avascript:{js}",
    "data:text/html,<script>{js}</script>",
    "vbscript:{js}",
    "//evil.example/{js}",
    'https://example.org/" onmouseover="{js}',
]
PLACES = [
    "{p}", "# {p}", "- {p}", "> {p}", "**{p}**", "a `{p}` b", "    {p}", "```\n{p}\n```", "Words.[^1]\n\n[^1]: {p}",
    "[{p}](https://example.org)", "[x](https://example.org \"{p} 2026-11-02\")", "| {p} |",
]  # fmt: skip
LINKS = [
    "[x]({p})", "[x](<{p}>)", "![x]({p})", "<{p}>", "[x][1]\n\n[1]: {p}", "Words.[^1]\n\n[^1]: [x]({p})",
]  # fmt: skip


def vectors() -> list[str]:
    """All of them."""
    codes = [place.replace("{p}", code.replace("{js}", js)) for js, code, place in product(SCRIPTS, CODES, PLACES)]
    links = [place.replace("{p}", one.replace("{js}", js)) for js, one, place in product(SCRIPTS, ADDRESSES, LINKS)]
    return codes + links


def bare() -> list[str]:
    """What the same payloads are without a renderer: some of them run, or the browser's test proves nothing."""
    return [code.replace("{js}", "hit()") for code in CODES]
