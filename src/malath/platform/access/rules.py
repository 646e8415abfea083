"""Who may do what: the roles, and the abilities that each carries. One table, read by views, actions and tests."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from malath.platform.access.errors import RolesConflictError


class Role(TextChoices):
    """What a member may do in an organisation (glossary)."""

    FOCAL_POINT = "focal_point", _("Focal point")
    CASE_WORKER = "case_worker", _("Case worker")
    COORDINATOR = "coordinator", _("Coordinator")
    NETWORK_COORDINATOR = "network_coordinator", _("Local network coordinator")
    DOCUMENTER = "documenter", _("Documenter")
    LEGAL_OFFICER = "legal_officer", _("Legal officer")
    COMMUNICATIONS_OFFICER = "communications_officer", _("Communications officer")
    DIRECTOR = "director", _("Director")
    VICTIMS_DELEGATE = "victims_delegate", _("Delegate of a victims' association")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


# send_alerts: send and follow the organisation's own alerts. screen_alerts: decide on alerts addressed to it.
# open_cases: open a case. work_cases: be on a team, write in its cases. search_people: ask the finder.
# review_pairs: say whether two records are one person.
# break_glass: emergency access. assign_teams: put members on teams, hand over. grant_access: share a case.
# keep_homes: hosts, homes, checks and offers of the networks that one coordinates or whose organisation one covers.
# hear_complaints: read complaints about stays, but for those about a network that one coordinates.
# work_evidence: take in, see and review evidence. erase_evidence: hold it, and be one of the two who erase it.
# document: record violations, see and change the organisation's records. see_restricted: those of minors and of sexual
# violence too, which else only whoever entered them sees.
# draft_statements: write texts that several sign, invite to them. sign_statements: answer for the organisation.
# publish: put out news and signed texts on the public site, correct them, take them down.
# answer_letters: read and settle what readers of the public site wrote to a city or an organisation of theirs.
# keep_desk: say whether readers may write to the organisation, and to which public key.
# hold_seat: see which uses of its members' testimonies are proposed to a victims' association, and answer for it.
# erase: one of the two who erase. manage_members: invite, give roles, lock out. read_ledger: check the ledger.
# seal: take the keys away (everybody who works may, in an emergency). manage_system: backups, networks, settings.
_WORK = frozenset({"work_cases", "search_people", "review_pairs", "break_glass", "send_alerts", "see_today", "seal"})

ABILITIES: dict[Role, frozenset[str]] = {
    Role.FOCAL_POINT: frozenset({"send_alerts", "see_today", "seal"}),
    Role.CASE_WORKER: _WORK,
    Role.COORDINATOR: _WORK
    | {"screen_alerts", "open_cases", "assign_teams", "grant_access", "erase", "keep_homes"}
    | {"answer_letters"},
    Role.NETWORK_COORDINATOR: frozenset(
        {"work_cases", "search_people", "keep_homes", "answer_letters", "see_today", "seal"}
    ),
    Role.DOCUMENTER: frozenset({"send_alerts", "work_evidence", "document", "see_today", "seal"}),
    Role.LEGAL_OFFICER: frozenset(
        {"work_cases", "search_people", "work_evidence", "erase_evidence"}
        | {"document", "see_restricted", "see_today", "seal"}
    ),
    Role.COMMUNICATIONS_OFFICER: frozenset({"draft_statements", "publish", "answer_letters", "see_today", "seal"}),
    Role.DIRECTOR: _WORK
    | {"screen_alerts", "open_cases", "assign_teams", "grant_access", "erase", "manage_members"}
    | {"work_evidence", "erase_evidence", "document", "see_restricted", "keep_homes", "hear_complaints"}
    | {"draft_statements", "sign_statements", "publish", "answer_letters", "keep_desk"},
    Role.VICTIMS_DELEGATE: frozenset({"hold_seat", "see_today", "seal"}),
    Role.AUDITOR: frozenset({"read_ledger", "see_today", "seal"}),
    Role.ADMINISTRATOR: frozenset({"manage_members", "manage_system", "see_today", "seal"}),
}

ALL_ABILITIES: frozenset[str] = frozenset().union(*ABILITIES.values())

# A role that covers every case that its organisation owns; others see only cases that they are on, or were granted.
CASE_COVERING_ROLES = (Role.COORDINATOR.value, Role.DIRECTOR.value)

# These decide over people or over members: they need a second factor before they work.
SECOND_FACTOR_ROLES = frozenset(
    {Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.VICTIMS_DELEGATE}
)

# These read no case: they hold neither another role nor a grant. A delegate who documented too would answer themselves.
CASE_BLIND_ROLES = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.VICTIMS_DELEGATE})

# An invitation is answered within a week, or made again.
INVITATION_DAYS = 7


class LockOutReason(TextChoices):
    """Why a member is locked out. A code and no free text: it stands in the ledger, which is never erased."""

    LEFT = "left", _("Left the organisation")
    DEVICE = "device", _("Their computer or telephone was lost or taken")
    IN_DANGER = "in_danger", _("They were arrested or are in danger")
    TRUST = "trust", _("Trust is broken")
    OTHER = "other", _("Another reason, told in person")


def check_roles_together(roles: Collection[str]) -> None:
    """Raise RolesConflictError when somebody who reads no case would hold another role as well, anywhere."""
    held = set(roles)
    if len(held) > 1 and held & {role.value for role in CASE_BLIND_ROLES}:
        raise RolesConflictError


def roles_that_need_a_second_factor(roles: Collection[str]) -> bool:
    """Whether one of the roles decides over people or over members."""
    return bool(set(roles) & {role.value for role in SECOND_FACTOR_ROLES})


def may_forgo_second_factor(roles: Collection[str]) -> bool:
    """Whether one of the roles may let a member in without their second factor: a manager who may read cases anyway."""
    return any("manage_members" in ABILITIES[Role(role)] for role in set(roles) - {r.value for r in CASE_BLIND_ROLES})
