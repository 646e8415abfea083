"""What the machine found, in sentences: every code of `looking` that a member may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from malath.accountability.evidence.left_out_words import LEFT_OUT

VERDICTS = {
    "looked": _("Everything was looked at."),
    "partly": _("Some parts could not be looked at."),
    "refused": _("The file was not looked at."),
    "ended_by_limits": _("The look was ended by its limits."),
    "broken_file": _("The file is broken, or is not what it claims to be."),
}
FINDINGS = {
    "kind.not_as_named": _("The content is of another kind than the name says."),
    "name.empty": _("The file has no name."),
    "name.nul": _("The name holds hidden characters."),
    "name.control": _("The name holds hidden characters."),
    "name.direction_mark": _("The name holds marks that turn the direction of writing and can mislead."),
    "name.path": _("The name leads to another folder."),
    "name.too_long": _("The name is too long."),
    "name.decomposed": _("The letters of the name are written in parts."),
    "name.surrogate": _("The name holds bytes that are no letters."),
    "name.two_endings": _("The name has two endings, and the last one starts a program."),
    "polyglot.zip": _("An archive is hidden in the file."),
    "polyglot.pdf": _("The file is a PDF as well."),
    "polyglot.script": _("The file holds a script."),
    "polyglot.before_the_start": _("Bytes stand before the start of the document."),
    "polyglot.after_the_end": _("Bytes stand behind the end of the picture."),
    "svg.script": _("The drawing holds a script."),
    "html.script": _("The page holds a script."),
    "xml.entities": _("The file defines parts that can grow without end."),
    "pdf.javascript": _("The PDF holds a script."),
    "pdf.acts_when_opened": _("The PDF does something when it is opened."),
    "pdf.starts_programs": _("The PDF tries to start programs."),
    "pdf.holds_files": _("The PDF holds other files."),
    "document.encrypted": _("The document is locked by a password."),
    "document.restricted": _("The document is encrypted, with an empty password."),
    "office.macros": _("The document holds macros."),
    "office.holds_files": _("The document holds other files."),
    "office.outside_links": _("The document fetches parts from elsewhere."),
    "archive.bomb": _("Unpacked, the archive would be out of proportion."),
    "archive.encrypted": _("Parts of the archive are locked by a password."),
    "archive.nested": _("The archive holds archives."),
    "archive.unsafe_names": _("Names in the archive are made to harm or mislead."),
    "archive.large": _("The archive is too large to be looked at as a whole."),
}
CLAIMS = {
    "created": _("Made"),
    "changed": _("Changed"),
    "device": _("Device"),
    "device_number": _("Number of the device"),
    "author": _("Author"),
    "software": _("Program"),
    "title": _("Title"),
}


@dataclass
class Told:
    """What was found: sentences, what the file's own metadata claim (anyone can write them), why parts were left out."""

    findings: list[Any] = field(default_factory=list)
    claims: list[tuple[Any, str]] = field(default_factory=list)
    left_out: list[Any] = field(default_factory=list)


def told_of(found: dict[str, Any]) -> Told:
    """The words of an item's findings; codes that are not known are left out."""
    known = [FINDINGS[code] for code, _detail in found.get("findings", []) if code in FINDINGS]
    said = found.get("claims", {})
    claims = [(label, str(said[name])) for name, label in CLAIMS.items() if name in said]
    if "latitude" in said and "longitude" in said:
        claims.append((_("Place"), f"{said['latitude']:.5f}, {said['longitude']:.5f}"))
    # Several parts may have been left out for one reason: it is said once.
    reasons = dict.fromkeys(why for _part, why in found.get("left_out", []) if why in LEFT_OUT)
    return Told(known, claims, [LEFT_OUT[why] for why in reasons])
