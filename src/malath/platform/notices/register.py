"""The register of notices: each code has one sentence, which never holds a name, a place or an organisation.

A room adds its codes from its apps.py by `give_notices`; what is written here is common to several rooms. A notice is
stored as its code alone, so that it is read in the reader's language and tells nothing while the server is stopped.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Said of a code that no room registered: better a vague notice than a lost one.
_UNKNOWN = _("There is something new for you.")

_sentences: dict[str, str | Promise] = {
    "access.invitation_used": _("An invitation that you sent was accepted."),
    "access.member_joined": _("Somebody took a role by an invitation that another member sent."),
    "access.roles_given": _("A member was given another role by somebody who manages members."),
    "access.roles_changed": _("What you may do here was changed."),
    "access.member_locked_out": _("A member was locked out. Their cases may need somebody else."),
    "access.renewal_offered": _("A link to choose a new password was made for a member."),
    "access.renewal_offered_you": _(
        "A link to choose a new password was made for your account. If you know nothing of it, say so."
    ),
    "access.granted": _("A case was shared with you."),
    "access.grant_ending": _("An access of yours ends soon."),
    "access.grant_withdrawn": _("An access of yours was withdrawn."),
    "access.glass_broken": _("A member used emergency access to a case that you answer for. Read the reason."),
    "alerts.sent": _("A new alert waits for a decision."),
    "alerts.decided": _("An alert that you sent was decided."),
    "alerts.referred": _("An alert that you sent was passed on to another organisation."),
    "alerts.answered": _("A question about an alert was answered."),
    "alerts.withdrawn": _("An alert was withdrawn by those who sent it."),
    "alerts.question": _("Somebody asks for more about an alert that you sent."),
    "alerts.overdue": _("An alert waits longer than it should."),
    "cases.joined": _("You were put on the team of a case."),
    "cases.left": _("You are no longer on the team of a case."),
    "cases.handed_over": _("A case was handed over to you."),
    "cases.erasure_asked": _("An erasure waits for a second member."),
    "tasks.given": _("A task was given to you."),
    "tasks.due": _("A task of yours is due."),
    "appointments.planned": _("An appointment was made for you or your case."),
    "appointments.near": _("An appointment is near."),
    "papers.expiring": _("A permit on one of your cases ends soon."),
    "plans.review_due": _("A recovery plan is due for review."),
}


def give_notices(sentences: dict[str, str | Promise]) -> None:
    """Register a room's codes with their sentences (lazy translations); called in the room's apps.py."""
    _sentences.update(sentences)


def sentence_of(code: str) -> str | Promise:
    """What a notice says."""
    return _sentences.get(code, _UNKNOWN)


def codes() -> frozenset[str]:
    """Every registered code."""
    return frozenset(_sentences)
