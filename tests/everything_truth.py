"""The part of the whole world that is about what happened: evidence, lists, the record of violations."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.utils import timezone

from malath.accountability.evidence.links import make_link
from malath.accountability.evidence.looking_jobs import keep_look
from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.evidence.sharing import share_evidence, withdraw_share
from malath.accountability.lists import actions as lists
from malath.accountability.lists.jobs import work_on_lists
from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.models import ListImport
from malath.accountability.search.actions import keep_search
from malath.accountability.violations.bulk import Wanted, change_together
from malath.accountability.violations.joining.actions import propose_join
from malath.accountability.violations.models import Event
from malath.accountability.violations.recording import recording
from malath.accountability.violations.telling.keeping import keep_story
from malath.engines.looking import Look, Picture, Text, Verdict
from malath.platform.sealed.fields import reveal
from tests.whole import MARK, Everything, any_of


def make_evidence(made: Everything) -> None:
    haven, documenter = made.coalition.haven, made.owning["documenter"]
    told = Told(
        title=f"{MARK} at the gate",
        source=MARK,
        consent=MARK,
        shows=MARK,
        time=MARK,
        place=MARK,
        notes=f"{MARK} seen",
        use="open",
    )
    item = receive(io.BytesIO(MARK.encode()), name=f"{MARK}.txt", organisation=haven, by=documenter, told=told)
    assert item is not None
    keep_look(item, Look(Verdict.LOOKED, kind="text/plain", texts=[Text(MARK)], thumbnail=Picture(b"jpeg", 1, 1)))
    likeness, proof, grant = _beside(made, item)
    link, _secret = make_link(haven, ends_on=timezone.localdate(), note=MARK, by=documenter)
    made.rows |= {"evidence": item}
    made.ids |= {
        "evidence_id": item.pk,
        "copy_id": any_of("evidence", "WorkingCopy", kind="thumbnail"),
        "file_id": proof,
        "likeness_id": likeness,
        "share_id": grant,
        "link_id": link.pk,
    }


def _beside(made: Everything, item: Any) -> tuple[Any, Any, Any]:
    """Another item that looks like it, a proof file of it, and an access to it that has ended."""
    haven, documenter = made.coalition.haven, made.owning["documenter"]
    told = Told(title=f"{MARK} again")
    other = receive(io.BytesIO(MARK.encode() * 2), name="again.txt", organisation=haven, by=documenter, told=told)
    assert other is not None
    keep_look(other, Look(Verdict.LOOKED, kind="text/plain"))
    model = partial(apps.get_model, "evidence")
    likeness = model("Likeness")(one=item, other=other, found={"distance": 3}, found_on=timezone.localdate())
    proof = model("WorkingCopy")(
        evidence=item, kind="proof", item=other.item, size=other.size, made_on=timezone.localdate(), made={"path": MARK}
    )
    for row in (likeness, proof):
        row.save(force_insert=True)
    share = {"reason": MARK, "ends_at": timezone.now() + timedelta(days=1), "by": made.owning["director"]}
    grant = share_evidence(item, organisation=made.coalition.archive, **share)
    withdraw_share(grant, item, by=made.owning["director"])
    return likeness.pk, proof.pk, grant.pk


def make_lists(made: Everything) -> None:
    """A list of one row that is written, and one that is wrong."""
    haven, documenter = made.coalition.haven, made.owning["documenter"]
    body = f"id,name,age,remarks\n{MARK}-1,{MARK} Haddad,40,{MARK}\n{MARK}-2,{MARK},{MARK},\n".encode()
    brought, _new = lists.bring_list(body=body, name=f"{MARK}.csv", organisation=haven, by=documenter)
    work_on_lists()
    brought = ListImport.objects.visible_to(documenter).get(pk=brought.pk)
    reveal(brought, by=documenter, why="everything")
    plan = Plan.read(brought.plan)
    plan.name, plan.constants = MARK, {"act.kind": "02.01", "event.title": MARK}
    lists.change_plan(brought, plan, by=documenter, profile_name=MARK)
    for ask in (lists.ask_check, lists.ask_apply):
        ask(brought, by=documenter)
        work_on_lists()
    made.rows |= {"list": brought}
    made.ids |= {
        "list_id": brought.pk,
        "list_row_id": any_of("lists", "ListRow", fate="new"),
        "list_profile_id": any_of("lists", "Profile"),
    }


def make_violations(made: Everything) -> None:
    """An event with an act in it, who suffered and did it, who says so, where they were held."""
    documenter = made.owning["documenter"]
    with recording(organisation=made.coalition.haven, by=documenter, kind="story", note=MARK) as change:
        source, victim = change.person({"name": f"{MARK} saw it"}), change.person({"name": f"{MARK} Samman"})
        body = change.body("site", {"name": f"{MARK} branch"})
        event = change.event({"title": f"{MARK} was taken", "narrative": MARK, "when": "2013~"}, source=source)
        act = change.act(event, victim, {"remarks": MARK})
        change.involvement(act, {"remarks": MARK}, body=body)
        change.information(event, {"text": MARK}, told_by=source)
        change.holding(act, 1, {"site": MARK}, site=body)
        change.body_name(body, {"name": f"{MARK} of before", "when": "2012/2014"}, source=source)
        change.belonging(body, change.body("unit", {"name": f"{MARK} staff"}), {"when": "2012/..", "remarks": MARK})
        change.post(source, body, {"kind": "01.01", "position": MARK, "when": "2013"}, source=source)
    with recording(organisation=made.coalition.haven, by=documenter, kind="edit") as beside:
        beside.state(act, {"remarks": f"{MARK} beside"}, beside=True)
    with recording(organisation=made.coalition.haven, by=documenter, kind="story") as again:
        other = again.person({"name": f"{MARK} Samman"})
    join = propose_join(victim, other, reasons=MARK, by=documenter)
    half_told = {"narrative": [MARK], "victim-1-name": [f"{MARK} Samman"]}
    story = keep_story(uuid.uuid4(), half_told, organisation=made.coalition.haven, by=documenter)
    seen = Event.objects.visible_to(documenter).get(pk=event.pk).last_change
    together = change_together({act.pk: seen}, Wanted("status", "01"), why=MARK, by=documenter)
    kept = keep_search(called=MARK, query="kind=01", text=MARK, name=MARK, by=documenter)
    made.ids |= {
        "story_id": story.pk,
        "join_id": join.pk,
        "term_list": "acts", "term_code": "03.03",
        "search_id": kept.pk, "batch_id": together.batch,
        "event_id": event.pk, "act_id": act.pk, "party_id": victim.pk, "body_id": body.pk, "record_id": act.pk,
        "account_id": any_of("violations", "Statement", record=act.pk, is_preferred=False),
        "record_kind": "act", "change_key": change.change.key, "access_id": uuid.UUID(int=1),
    }  # fmt: skip
