"""What the case page shows: its head on every tab, and the panels that other rooms give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.people.choices import language_name
from malath.people.rules import ReturnRisk, StatusKind, consent_holds
from malath.people.selectors import consents_for, safe_contact_for, statuses_for
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.cases.closing import may_close
from malath.protection.cases.erasing import may_erase
from malath.protection.cases.looking import may_see_lookers
from malath.protection.cases.models import Case, Entry, HouseholdMember, TeamSeat
from malath.protection.cases.panels import CasePanel, case_panels
from malath.protection.cases.rules import EntryKind, EntryPath, is_quiet_too_long, quiet_days
from malath.protection.cases.selectors import household_of, may_write, team_of
from malath.protection.cases.sharing import may_share
from malath.protection.cases.team import may_assign

NAMED_SUBJECTS = 8


@dataclass
class Head:
    """The head of every tab of a case: who, how to contact them safely, four facts, the entry path."""

    case: Case
    viewer: Member
    household: list[HouseholdMember]
    team: list[TeamSeat]
    statuses: list[Any]
    consents: list[Any]
    path_since: date
    may_write: bool
    rows: list[Any] = field(default_factory=list)

    @property
    def safe(self) -> dict[str, Any]:
        return safe_contact_for(self.case.head)

    @property
    def others(self) -> list[HouseholdMember]:
        """The household without the person by whom the case is called."""
        return [row for row in self.household if row.person_id != self.case.head_id]

    @property
    def status(self) -> dict[str, Any] | None:
        """The legal status that holds: its kind, its end, and what makes return dangerous."""
        holding = [status for status in self.statuses if status.ended_on is None]
        if not holding:
            return None
        first = min(holding, key=lambda status: status.expires_on or date.max)
        details = first.details
        risk = str(details.get("return_risk", ""))
        return {
            "kind": dict(StatusKind.choices).get(details.get("kind", ""), details.get("kind", "")),
            "until": first.expires_on,
            "risk": dict(ReturnRisk.choices).get(risk, "") if risk in ("possible", "high", "imminent") else "",
        }

    @property
    def consent_lines(self) -> list[str]:
        """What the person allows today, in words."""
        today = timezone.localdate()
        holding = [c for c in self.consents if consent_holds(c.given_on, c.until, c.withdrawn_on, today)]
        return list(dict.fromkeys(str(c.get_purpose_display()) for c in holding))

    @property
    def wishes(self) -> list[str]:
        """Interpreter, dialect and worker, as the person wishes."""
        wishes = self.case.head.wishes
        said = []
        if wishes.get("interpreter"):
            dialect = f" ({wishes['dialect']})" if wishes.get("dialect") else ""
            said.append(_("Interpreter: %(language)s") % {"language": language_name(wishes["interpreter"]) + dialect})
        if wishes.get("worker"):
            said.append(_("Worker: %(wish)s") % {"wish": wishes["worker"]})
        if wishes.get("other"):
            said.append(str(wishes["other"]))
        return said

    @property
    def path_step(self) -> int:
        return EntryPath.values.index(self.case.entry_path) + 1

    @property
    def path_labels(self) -> list[str]:
        return [str(label) for label in EntryPath.labels]

    @property
    def path_next(self) -> str:
        """What comes next on the entry path."""
        return {
            EntryPath.IN_DANGER.value: _("Next: a way out, and somebody who waits at its end."),
            EntryPath.IN_TRANSIT.value: _("Next: papers for the host country, the journey, and a first home there."),
            EntryPath.IN_HOST_COUNTRY.value: _("The path ends here. A recovery plan leads on from arrival."),
        }[self.case.entry_path]

    @property
    def quiet(self) -> int:
        """Days without contact where that is too long for the priority, else 0."""
        case, today = self.case, timezone.localdate()
        if not case.is_open or not is_quiet_too_long(case.priority, case.last_contact_on, case.opened_on, today):
            return 0
        return quiet_days(case.last_contact_on, case.opened_on, today)

    @property
    def may(self) -> dict[str, bool]:
        """What the viewer may do on the case, for its buttons."""
        viewer, case = self.viewer, self.case
        return {
            "write": self.may_write and case.is_open,
            "close": may_close(viewer, case),
            "assign": may_assign(viewer, case),
            "share": may_share(viewer, case),
            "erase": may_erase(viewer, case),
            "looked": may_see_lookers(viewer, case),
        }


def head_of(viewer: Member, case: Case) -> Head:
    """Read the head of the page; nothing is revealed yet."""
    household, team = household_of(viewer, case), team_of(viewer, case)
    moved = Entry.objects.visible_to(viewer).filter(case=case, kind=EntryKind.PATH).order_by("-number")
    statuses = list(statuses_for(viewer, case.head).filter(ended_on=None))
    consents = list(consents_for(viewer, case.head).filter(withdrawn_on=None))
    head = Head(
        case=case,
        viewer=viewer,
        household=household,
        team=team,
        statuses=statuses,
        consents=consents,
        path_since=moved.values_list("on", flat=True).first() or case.opened_on,
        may_write=may_write(viewer, case),
    )
    for row in household:
        if row.person_id == case.head_id:
            # The same person, read twice: one of them is revealed, so both must be one.
            row.person = case.head
    people = [row.person for row in household if row.person_id != case.head_id]
    head.rows = [case.head, *people, *statuses, *(seat.member for seat in team)]
    return head


def reveal_page(case: Case, *collections: Any, by: Member) -> None:
    """Open everything on a page of the case at once.

    The ledger names the subjects of an opening only while they are few: on a page with many people, the case is opened
    by itself first, so that its entry names it.
    """
    rows = [row for collection in collections for row in collection]
    if len({getattr(row, "sealed_subject", None) for row in rows} - {case.pk}) >= NAMED_SUBJECTS:
        reveal(case, by=by, why="case")
    reveal([case], rows, by=by, why="case")


@dataclass
class Shown:
    """A panel of another room on this page."""

    panel: CasePanel
    context: dict[str, Any]
    html: str = ""

    @property
    def rows(self) -> list[Any]:
        return list(self.context.get("reveal", []))

    def draw(self, request: HttpRequest, case: Case) -> None:
        """Render the panel, after its rows were revealed."""
        self.html = render_to_string(self.panel.template, {**self.context, "case": case}, request)


def panels_of(viewer: Member, case: Case, slot: str, only: str = "") -> list[Shown]:
    """What the rooms have to show in a slot (or only the panel of a key), not rendered yet."""
    wanted = [panel for panel in case_panels(slot) if not only or panel.key == only]
    loaded = ((panel, panel.load(case, viewer)) for panel in wanted)
    return [Shown(panel, context) for panel, context in loaded if context is not None]


def tabs_of(head: Head, current: str) -> list[dict[str, Any]]:
    """The tabs, those of other rooms among them."""
    case = head.case
    tabs: list[tuple[int, str, Any, str]] = [
        (0, "story", _("Story"), reverse("case", args=[case.pk])),
        (30, "household", _("Household"), reverse("case_household", args=[case.pk])),
        (40, "papers", _("Papers"), reverse("case_papers", args=[case.pk])),
        (50, "consents", _("Consents"), reverse("case_consents", args=[case.pk])),
        (60, "access", _("Team and access"), reverse("case_access", args=[case.pk])),
    ]
    tabs += [(p.order, p.key, p.label, reverse("case_tab", args=[case.pk, p.key])) for p in case_panels("tab")]
    if head.may["looked"]:
        tabs.append((90, "looked", _("Who looked"), reverse("case_looked", args=[case.pk])))
    return [
        {"url": url, "label": label, "current": key == current}
        for _order, key, label, url in sorted(tabs, key=_order_of)
    ]


def _order_of(tab: tuple[int, str, Any, str]) -> tuple[int, str]:
    return tab[0], tab[1]
