"""All that the page of one item shows, revealed at once."""

from __future__ import annotations

from typing import Any

from malath.accountability.evidence.alike import alike_for, in_order
from malath.accountability.evidence.custody import custody_of
from malath.accountability.evidence.facts import head_of
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.resting import resting_on
from malath.accountability.evidence.rules import CopyKind
from malath.accountability.evidence.selectors import contents_of, copies_of, package_of, reviews_of
from malath.accountability.evidence.sharing import own_share_of
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal


def page_of(viewer: Member, evidence: Evidence, *, everything: bool, after: int) -> dict[str, Any]:
    """What the template takes. `everything`: the whole custody; `after`: from where a package's contents go on."""
    copies, share = copies_of(viewer, evidence), own_share_of(viewer, evidence)
    # Who sees an item of another organisation for a time sees what it is, not what its people say among themselves.
    reviews = [] if share else reviews_of(viewer, evidence)
    events, has_older = custody_of(viewer, evidence, everything=everything)
    contents, more = contents_of(viewer, evidence, after) if evidence.opened_on else ([], "")
    package = package_of(viewer, evidence) if evidence.package_id else None
    alike = alike_for(viewer, evidence)
    head = head_of(viewer, evidence, copies)
    people = [*head.people, *(event.member for event in events if event.member), *(one.by for one in reviews)]
    people += [line.named for line in alike if line.named] + ([share.given_by] if share else [])
    beside = [one for one in (package, share) if one is not None]
    pairs = [row for line in alike for row in (line.likeness, line.other)]
    reveal([evidence], beside, copies, reviews, contents, pairs, people, by=viewer, why="evidence")
    return {
        "evidence": evidence,
        "head": head,
        "copies": [copy for copy in copies if copy.kind != CopyKind.PROOF],
        "proofs": [copy for copy in copies if copy.kind == CopyKind.PROOF],
        "package": package,
        "share": share,
        "reviews": reviews,
        "contents": contents,
        "contents_older": more and f"?contents={more}#contents",
        "alike": in_order(alike),
        "resting": resting_on(viewer, evidence.pk),
        "events": events,
        "has_older": has_older,
    }
