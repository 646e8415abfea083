"""What the person's page shows, read and revealed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from malath.people.choices import NameUse, Sex, country_name, language_name
from malath.people.contact import contact_verdict, rules_in_words, safe_contact_for
from malath.people.links import links_for, panels_for
from malath.people.models import Consent, LegalStatus, Person, SafeContactVersion
from malath.people.rules import Channel, ReturnRisk, StatusKind, Verdict, consent_holds, paper_urgency
from malath.people.selectors import consents_for, may_change, safe_contact_versions_for, statuses_for
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

TONES = {"over": "bad", "urgent": "bad", "soon": "warn", "": ""}
RISK_TONES = {"high": "bad", "imminent": "bad", "possible": "warn"}


def page_of(viewer: Member, person: Person) -> dict[str, Any]:
    """The template's context: one opening for everything on the page, one entry in the ledger."""
    statuses = list(statuses_for(viewer, person))
    consents = list(consents_for(viewer, person))
    versions = list(safe_contact_versions_for(viewer, person))
    panels = panels_for(viewer, person)
    members = [v.replaced_by for v in versions] + [c.recorded_by for c in consents]
    rows = [row for panel in panels for row in panel.rows]
    reveal(person, statuses, consents, versions, members, rows, by=viewer, why="person")
    today = timezone.localdate()
    return {
        "person": person,
        "may_change": may_change(viewer, person),
        "about": about_lines(person),
        "rules": safe_contact_for(person),
        "now": now_line(person),
        "versions": [_version(version) for version in versions],
        "spoken": [language_name(code) for code in person.about.get("languages", [])],
        "nationality": country_name(person.about.get("nationality", "")),
        "country": country_name(person.contact.get("country", "")),
        "interpreter": language_name(person.wishes.get("interpreter", "")),
        "statuses": [_status(status, today) for status in statuses if status.ended_on is None],
        "ended_statuses": [_status(status, today) for status in statuses if status.ended_on is not None],
        "consents": [_consent(consent, today) for consent in consents],
        "links": links_for(viewer, [person.pk]).get(person.pk, []),
        "panels": panels,
    }


def about_lines(person: Person) -> list[str]:
    """Who the person is, in a few words: occupation, year of birth, origin."""
    about = person.about
    words = [str(about.get("occupation", ""))]
    if about.get("birth"):
        words.append(_("born %(birth)s") % {"birth": _birth_in_words(str(about["birth"]))})
    if about.get("origin"):
        words.append(_("from %(place)s") % {"place": about["origin"]})
    if about.get("sex"):
        words.append(str(Sex(about["sex"]).label) if about["sex"] in Sex.values else str(about["sex"]))
    return [word for word in words if word]


def _birth_in_words(birth: str) -> str:
    """EDTF's approximate mark is said in words."""
    exact = birth.strip("~")
    return _("about %(year)s") % {"year": exact} if "~" in birth else exact


def now_line(person: Person) -> Verdict | None:
    """Whether it is an agreed hour now, for the channels that were agreed; None where no hours were agreed."""
    rules = person.safe_contact
    if not rules.get("hours"):
        return None
    allowed = rules.get("only") or [code for code in Channel.values if code not in rules.get("never", [])]
    return contact_verdict(person, allowed[0]) if allowed else None


def _version(version: SafeContactVersion) -> dict[str, Any]:
    return {"row": version, "rules": rules_in_words(version.rules)}


def _status(status: LegalStatus, today: Any) -> dict[str, Any]:
    details = status.details
    risk = str(details.get("return_risk", ""))
    return {
        "row": status,
        "kind": dict(StatusKind.choices).get(details.get("kind", ""), details.get("kind", "")),
        "country": country_name(details.get("country", "")),
        "tone": TONES[paper_urgency(status.expires_on, today)],
        "risk": dict(ReturnRisk.choices).get(risk, risk),
        "risk_tone": RISK_TONES.get(risk, ""),
        "no_return_to": [country_name(code) for code in details.get("no_return_to", [])],
        "corrections": details.get("corrections", []),
    }


def _consent(consent: Consent, today: Any) -> dict[str, Any]:
    details = consent.details
    return {
        "row": consent,
        "holds": consent_holds(consent.given_on, consent.until, consent.withdrawn_on, today),
        "recipients": details.get("recipients", []),
        "language": language_name(details.get("language", "")),
        "name_use": dict(NameUse.choices).get(details.get("name_use", ""), ""),
    }
