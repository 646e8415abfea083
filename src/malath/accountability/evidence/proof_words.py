"""The proof that came with an item, in sentences: every check of `packages` that a member may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.evidence.reason_words import REASONS, REFUSED

KINDS = {"wacz": "WACZ", "proofmode": "ProofMode", "auto_archiver": "Auto Archiver", "zip": "ZIP"}
OUTCOMES = {
    "holds": ("ok", pgettext_lazy("of a check", "holds")),
    "broken": ("bad", pgettext_lazy("of a check", "broken")),
    "absent": ("plain", pgettext_lazy("of a check", "absent")),
    "not checkable here": ("plain", pgettext_lazy("of a check", "not checkable here")),
}
CHECKS = {
    "zip.name_twice": _("Each name stands once in the package."),
    "zip.unlisted_bytes": _("The package holds no bytes that it does not list."),
    "entry.readable": _("The entry can be read."),
    "package.inner": _("The package within the package can be checked."),
    "wacz.list": _("The list of resources can be read."),
    "wacz.resource_present": _("The listed resource is in the package."),
    "wacz.resource_listed": _("The file is on the list of resources."),
    "wacz.resource_size": _("The resource has the listed size."),
    "wacz.resource_hash": _("The resource has the listed fingerprint."),
    "wacz.list_digest": _("The list of resources has the recorded fingerprint."),
    "wacz.pages": _("The list of pages can be read."),
    "wacz.signed_hash": _("The signature is about this list of resources."),
    "wacz.signature": _("The signature of the web archive is right."),
    "wacz.domain_certificate": _("The certificate names the domain and was valid at the time."),
    "wacz.domain_trust": _("A trusted authority stands behind the certificate."),
    "wacz.time_stamp": _("The time-stamp is about this signature."),
    "wacz.time_agrees": _("The time-stamp was made within ten minutes of the signature."),
    "warc.records": _("The records of the web archive can be read."),
    "warc.digests": _("The records of the web archive have the fingerprints that they record."),
    "proofmode.key": _("The package encloses a key: all was signed by one key; whose it is, it does not prove."),
    "proofmode.record": _("The record of ProofMode can be read."),
    "proofmode.records_agree": _("The records of ProofMode give one and the same fingerprint."),
    "proofmode.media_present": _("The file that the record is about is in the package."),
    "proofmode.media_hash": _("The file has the fingerprint that its record gives."),
    "proofmode.name": _("The file has the name that its record gives."),
    "proofmode.proof_present": _("A record of ProofMode is about this file."),
    "proofmode.media_signature": _("The file’s signature is right for the enclosed key."),
    "proofmode.record_signature": _("The record’s signature is right for the enclosed key."),
    "proofmode.device_attestation": _("The maker of the device vouches for it."),
    "archiver.record": _("The record of Auto Archiver can be read."),
    "archiver.recorded_hash": _("The file has the fingerprint that the record gives."),
    "archiver.file_present": _("A file with the recorded fingerprint is in the package."),
    "archiver.file_recorded": _("A record gives the fingerprint of this file."),
    "archiver.own_name": _("The file is named by its own fingerprint."),
    "archiver.hash_list": _("The time-stamped list holds only fingerprints that a record gives."),
    "rfc3161.imprint": _("The time-stamp is about this file."),
    "rfc3161.signature": _("The time-stamp’s own signature is right."),
    "rfc3161.trust": _("A trusted authority made the time-stamp."),
    "ots.digest": _("The OpenTimestamps proof is about this file."),
    "ots.attestation": _("The OpenTimestamps proof is anchored in a public chain."),
}


@dataclass
class CheckLine:
    """One check: a sentence, what it is about, how it ended, and why it did not hold."""

    sentence: Any
    subject: str
    colour: str
    outcome: Any
    why: Any = ""


@dataclass
class ProofTold:
    """The proof that came with an item: from which tool, and each check, what is broken first."""

    kind: str = ""
    refused: Any = ""
    left_out: list[tuple[Any, int]] = field(default_factory=list)
    lines: list[CheckLine] = field(default_factory=list)
    broken: int = 0


def proof_told(checks: dict[str, Any]) -> ProofTold:
    """The words of an item's checks, once it is revealed; codes that are not known are left out."""
    lines = [
        CheckLine(CHECKS[code], str(subject), *OUTCOMES[outcome], REASONS.get(why[0], "") if why else "")
        for code, subject, outcome, *why in checks.get("checks", [])
        if code in CHECKS and outcome in OUTCOMES
    ]
    refused = checks.get("refused")
    return ProofTold(
        kind=KINDS.get(checks.get("kind", ""), ""),
        refused=REASONS.get(refused, REFUSED) if refused else "",
        left_out=_left_out(checks),
        lines=lines,
        broken=sum(line.colour == "bad" for line in lines),
    )


def _left_out(checks: dict[str, Any]) -> list[tuple[Any, int]]:
    """How many entries were left out for which reason. Packages that were opened before reasons were kept give a number."""
    told = checks.get("left_out", 0)
    if isinstance(told, int):
        return [(REASONS["package.more"], told)] if told else []
    beyond = int(checks.get("beyond", 0))
    found = [(REASONS[code], int(n)) for code, n in sorted(told.items()) if code in REASONS]
    return found + ([(REASONS["package.more"], beyond)] if beyond else [])
