"""The wall: what there is, and what can be proved of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from malath.accountability.evidence.forms import FilterForm, FindForm
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.rules import KIND_ICONS, PROOF_LOOKS, Kind, Proof
from malath.accountability.evidence.searching import Found, evidence_found_for
from malath.accountability.evidence.selectors import wall_for
from malath.accountability.evidence.views.showing import cursor
from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.sealed.fields import reveal


@require_GET
@requires("work_evidence")
def wall(request: HttpRequest) -> HttpResponse:
    """Items, newest first, each with its state of proof. No picture is shown here: pictures are asked for."""
    viewer, form = viewer_of(request), FilterForm(request.GET)
    wanted = form.wanted()
    page = wall_for(viewer, wanted, cursor(request))
    reveal(page.items, by=viewer, why="list.evidence")
    older = request.GET.copy()
    older["after"] = page.after
    total = sum(page.proofs.values())
    context = {
        "form": FilterForm(initial={name: getattr(wanted, name) for name in form.fields}),
        "wanted": wanted,
        "cards": _cards(page.items),
        "total": total,
        "proved": page.proofs.get(Proof.PROVED, 0),
        "waiting": page.proofs.get(Proof.WAITING, 0),
        "unhashed": page.proofs.get(Proof.NEVER_HASHED, 0),
        "broken": page.proofs.get(Proof.BROKEN, 0),
        "older": "?" + older.urlencode() if page.after else "",
    }
    htmx = getattr(request, "htmx", None)
    fragment = bool(htmx) and not htmx.boosted  # type: ignore[union-attr]
    return render(request, "evidence/_list.html" if fragment else "evidence/wall.html", context)


@require_http_methods(["GET", "POST"])
@requires("work_evidence")
def find(request: HttpRequest) -> HttpResponse:
    """Items by what is written of them and what was read in them. Asked by POST: a word stands in no address."""
    form = FindForm(posted(request))
    found = (
        evidence_found_for(viewer_of(request), form.cleaned_data["q"], _start(request)) if form.is_valid() else Found()
    )
    context = {"form": form, "cards": _cards(found.items), "found": found}
    return render(request, "evidence/find.html", context, status=422 if form.is_bound and form.errors else 200)


def _start(request: HttpRequest) -> int:
    said = request.POST.get("from", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else 0


def _cards(items: list[Evidence]) -> list[dict[str, object]]:
    return [
        {"evidence": one, "icon": KIND_ICONS[Kind(one.kind)], "look": PROOF_LOOKS[Proof(one.proof)]} for one in items
    ]
