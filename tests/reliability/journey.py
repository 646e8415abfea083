"""The whole journey over HTTP, with a mark in everything that can be typed, named or uploaded."""

from __future__ import annotations

from typing import Any

from tests.filling import filled
from tests.living import LivingServer
from tests.visiting import Answer, Visitor

MARK = "Zumurruda"  # what tests/everything.py writes
TYPED = "Kahramaniya"  # what is typed into the pages
ARABIC = "كهرمانية"
PHONE = "39980077"
SOURCE = "127.7.31.9"
VIA = "198.51.100.77"
AGENT = "Planted-Agent-Nightingale"
PASSWORD_OF_NEWCOMER = "Ruby-lantern-seventeen"
MAIL = f"{TYPED}@example.org"
SECRETS = (MARK, TYPED, ARABIC, PHONE, SOURCE, VIA, AGENT, PASSWORD_OF_NEWCOMER)
FILE = (f"{TYPED} {ARABIC}.txt", f"{TYPED} {ARABIC} in the file".encode(), "text/plain")
SHEET = (f"{TYPED}.csv", f"Name,Country,What happened\n{TYPED} Haddad,Turkey,{ARABIC}\n".encode(), "text/csv")

# Role, address, what is typed besides the marks. In an order in which each finds what it needs.
FORMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("focal_point", "/alerts/sent/new/", {"name": f"{TYPED} {ARABIC}"}),
    ("focal_point", "/alerts/import/", {}),
    ("focal_point", "/alerts/sent/{alert_id}/say/", {"on page": "/alerts/sent/{alert_id}/"}),
    ("coordinator", "/alerts/{alert_id}/ask/", {}),
    ("coordinator", "/alerts/{alert_id}/risk/", {}),
    ("coordinator", "/alerts/{alert_id}/accept/", {}),
    ("coordinator", "/people/new/", {"name": f"{TYPED} {ARABIC}"}),
    ("coordinator", "/people/{person_id}/change/names/", {}),
    ("coordinator", "/people/{person_id}/change/about/", {}),
    ("coordinator", "/people/{person_id}/change/contact/", {}),
    ("coordinator", "/people/{person_id}/change/safe_contact/", {"hours": ""}),
    ("coordinator", "/people/{person_id}/change/wishes/", {}),
    ("coordinator", "/people/{person_id}/status/", {}),
    ("coordinator", "/people/{person_id}/consent/", {}),
    ("case_worker", "/cases/{case_id}/note/", {}),
    ("legal_officer", "/cases/{case_id}/note/", {"restriction": "legal"}),
    ("case_worker", "/cases/{case_id}/contact/", {"why_not": TYPED}),
    ("case_worker", "/cases/{case_id}/papers/", {}),
    ("case_worker", "/cases/{case_id}/household/join/", {}),
    ("case_worker", "/cases/{case_id}/path/", {"entry_path": "in_transit"}),
    ("case_worker", "/cases/{case_id}/change/", {}),
    ("case_worker", "/cases/{case_id}/tasks/new/", {}),
    ("case_worker", "/tasks/{task_id}/", {}),
    ("case_worker", "/cases/{case_id}/appointments/new/", {}),
    ("case_worker", "/appointments/{appointment_id}/settle/", {}),
    ("case_worker", "/plans/{plan_id}/findings/new/", {}),
    ("case_worker", "/plans/{plan_id}/goals/new/", {}),
    ("case_worker", "/plans/goals/{goal_id}/steps/new/", {}),
    ("case_worker", "/plans/{plan_id}/review/", {}),
    ("coordinator", "/cases/{case_id}/share/", {}),
    ("other coordinator", "/cases/emergency/", {}),
    ("coordinator", "/cases/entry/{entry_id}/correct/", {}),
    ("coordinator", "/people/consent/{consent_id}/withdraw/", {"on page": "/people/{person_id}/"}),
    ("coordinator", "/cases/{case_id}/hold/", {}),
    ("coordinator", "/account/", {"display_name": f"{TYPED} {ARABIC}", "mail_address": MAIL, "wants_mail": "on"}),
)
PAGES = (
    "/today/", "/alerts/", "/cases/", "/cases/{case_id}/", "/cases/{case_id}/household/", "/cases/{case_id}/papers/",
    "/cases/{case_id}/tab/risk/", "/cases/document/{document_id}/", "/people/{person_id}/", "/plans/{plan_id}/",
    "/cases/household/{household_id}/copy/", "/cases/?q=" + TYPED, "/plans/{plan_id}/print/?language=ar",
    "/appointments/{appointment_id}/calendar/", "/agenda/", "/notices/",
)  # fmt: skip


class Journey:
    """Everybody's visits to one living server."""

    def __init__(self, server: LivingServer) -> None:
        self.server = server
        self.made = server.python("tests.inside", "everything")
        self.refused: list[str] = []

    def visitor(self, role: str) -> Visitor:
        side, _space, name = role.partition(" ")
        session = self.made["other"][name] if side == "other" else self.made["owning"][role]
        return self.server.sign_in(session, source=SOURCE, agent=AGENT, via=VIA)

    def walk(self) -> None:
        """All of it."""
        for role, address, given in FORMS:
            self._send(self.visitor(role), address.format(**self.made["ids"]), given)
        self._look()
        self._search_and_draft()
        self._newcomer()

    def _send(self, visitor: Visitor, path: str, given: dict[str, Any]) -> Answer:
        """Fill in the form that posts to an address; `on page` says where it stands, if elsewhere."""
        page = visitor.get(str(given.get("on page", path)).format(**self.made["ids"]))
        forms = [form for form in page.forms() if form.method == "post" and form.action.split("?")[0] == path]
        if not forms:
            self.refused.append(f"{path} answers {page.status} and has no form")
            return page
        # The form with most to fill in: a page may also hold small ones.
        form = max(forms, key=lambda one: len(one.names()))
        known = {name: value for name, value in given.items() if name in form.names()}
        uploads = [control.name for control in form.fields if control.kind == "file"]
        files = {name: SHEET if "import" in path else FILE for name in uploads}
        answer = visitor.send(form, files, **filled(form, TYPED, **known))
        if answer.status not in {200, 201, 302, 303}:
            self.refused.append(f"{path} answers {answer.status}")
        return answer

    def _look(self) -> None:
        worker, coordinator = self.visitor("case_worker"), self.visitor("coordinator")
        for page in PAGES:
            path = page.format(**self.made["ids"])
            statuses = {worker.get(path).status, coordinator.get(path).status}
            if not statuses & {200}:
                self.refused.append(f"{path} answers {statuses}")

    def _search_and_draft(self) -> None:
        worker = self.visitor("case_worker")
        worker.get("/today/")
        found = worker.post("/people/find/", {"q": TYPED})
        kept = worker.post("/draft/", {"form": "note:1", "text": f"{TYPED} {ARABIC}"})
        if found.status != 200 or kept.status not in {200, 201, 204}:
            self.refused.append(f"search {found.status}, draft {kept.status}")

    def _newcomer(self) -> None:
        """Somebody is invited, makes an account with a password, signs in, and gets the password wrong once."""
        director = self.visitor("director")
        shown = self._send(director, "/members/invite/", {"role": "case_worker"})
        link = next((word for word in shown.text.split('"') if "/invitation/" in word), "")
        path = "/invitation/" + link.partition("/invitation/")[2].split("<")[0].strip()
        newcomer = Visitor(self.server.port, source=SOURCE, agent=AGENT, via=VIA)
        self._send(newcomer, path, {
            "handle": "newcomer", "display_name": f"{TYPED} {ARABIC}", "password": PASSWORD_OF_NEWCOMER,
            "password1": PASSWORD_OF_NEWCOMER, "password2": PASSWORD_OF_NEWCOMER,
        })  # fmt: skip
        for password in (f"{PASSWORD_OF_NEWCOMER} not", PASSWORD_OF_NEWCOMER):
            fresh = Visitor(self.server.port, source=SOURCE, agent=AGENT, via=VIA)
            fresh.send(fresh.get("/account/sign-in/").form("login", "password"), login="newcomer", password=password)
