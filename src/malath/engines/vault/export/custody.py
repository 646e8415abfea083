"""The chain of custody as a table and as PREMIS 3 (https://www.loc.gov/standards/premis/v3), event types from the Library
of Congress's vocabulary (http://id.loc.gov/vocabulary/preservation/eventType)."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

from malath.engines.vault import entries
from malath.engines.vault.entries import Item

PREMIS = "http://www.loc.gov/premis/v3"
_TYPES = {
    entries.INGEST: "ingestion",
    entries.VIEW: "decryption",
    entries.EXPORT: "exporting",
    entries.HOLD: "policy assignment",
    entries.RELEASE: "policy assignment",
    entries.ERASE: "deletion",
    entries.REPAIR: "recovery",
}
Event = dict[str, Any]


def event_type(event: Event) -> str:
    """The PREMIS event type."""
    return _TYPES.get(event["verb"], "modification")


def _detail(event: Event) -> str:
    words = {"vault.hold": "held", "vault.release": "hold ended"}.get(event["verb"], "")
    return " ".join(part for part in (words, event.get("why") or event.get("reason") or "") if part)


def custody_table(items: dict[str, Item], events: dict[str, list[Event]]) -> bytes:
    """custody.csv: exactly one line for each event of each item, so that a shell can compare it with what the log proves.
    Texts that a spreadsheet would take for a formula begin with an apostrophe (ASVS 1.2.10)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["item", "sha256", "event", "time", "agent", "detail", "ledger entry"])
    for item, found in events.items():
        for event in found:
            row = [
                item,
                items[item].sha256,
                event_type(event),
                event["at"],
                event["by"],
                _detail(event),
                event["entry"],
            ]
            writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


_SPACES = dict.fromkeys(range(32), " ")


def _plain(cell: object) -> str:
    text = str(cell).translate(_SPACES)
    return f"'{text}" if text[:1] in set("=+-@") else text


def custody_xml(items: dict[str, Item], events: dict[str, list[Event]], payloads: dict[str, str]) -> bytes:
    """custody.xml: objects, events and agents in PREMIS 3."""
    ElementTree.register_namespace("premis", PREMIS)
    root = ElementTree.Element(f"{{{PREMIS}}}premis", {"version": "3.0"})
    for item in items.values():
        _object(root, item, payloads[item.id])
    for name, found in events.items():
        for event in found:
            _event(root, name, event)
    for agent in sorted({event["by"] for found in events.values() for event in found}):
        element = _add(root, "agent")
        _identifier(element, "agent", agent)
        _add(element, "agentName", agent)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _object(root: ElementTree.Element, item: Item, payload: str) -> None:
    element = _add(root, "object")
    element.set("{http://www.w3.org/2001/XMLSchema-instance}type", "premis:file")
    _identifier(element, "object", item.id)
    facts = _add(element, "objectCharacteristics")
    fixity = _add(facts, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", item.sha256)
    _add(facts, "size", str(item.size))
    _add(_add(_add(facts, "format"), "formatDesignation"), "formatName", "unknown")
    _add(element, "originalName", item.name)
    location = _add(_add(element, "storage"), "contentLocation")
    _add(location, "contentLocationType", "path in this package")
    _add(location, "contentLocationValue", payload)


def _event(root: ElementTree.Element, item: str, event: Event) -> None:
    element = _add(root, "event")
    _identifier(element, "event", f"ledger entry {event['entry']}")
    _add(element, "eventType", event_type(event))
    _add(element, "eventDateTime", event["at"])
    if detail := _detail(event):
        _add(_add(element, "eventDetailInformation"), "eventDetail", detail)
    agent = _add(element, "linkingAgentIdentifier")
    _add(agent, "linkingAgentIdentifierType", "local")
    _add(agent, "linkingAgentIdentifierValue", event["by"])
    linked = _add(element, "linkingObjectIdentifier")
    _add(linked, "linkingObjectIdentifierType", "local")
    _add(linked, "linkingObjectIdentifierValue", item)


def _identifier(element: ElementTree.Element, kind: str, value: str) -> None:
    identifier = _add(element, f"{kind}Identifier")
    _add(identifier, f"{kind}IdentifierType", "local")
    _add(identifier, f"{kind}IdentifierValue", value)


_FORBIDDEN = {code: "\ufffd" for code in range(32) if code not in (9, 10, 13)}


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{PREMIS}}}{name}")
    if text is not None:
        element.text = text.translate(_FORBIDDEN)
    return element
