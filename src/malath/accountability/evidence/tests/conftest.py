"""Amal documents, Lea is the legal officer, Dalia directs; Boris is of another organisation, Chadia of a partner outside."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from malath.accountability.evidence import arriving
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.evidence.selectors import evidence_for
from malath.platform.access.models import Member, Membership
from malath.platform.access.rules import Role
from malath.platform.access.tests.doors import fresh
from tests.people import Coalition


@dataclass
class Room:
    """The coalition, with Amal as a documenter of haven and Boris as one of the archive."""

    coalition: Coalition
    amal: Member
    lea: Member
    dalia: Member
    boris: Member

    def receive(self, body: bytes = b"a courtyard", name: str = "courtyard.txt", **given: Any) -> Evidence:
        """Something that Amal takes in."""
        told = Told(title=given.pop("title", "The courtyard, from the north stairs"), **given.pop("told", {}))
        given = {"organisation": self.coalition.haven, "by": self.amal, **given}
        found = receive(io.BytesIO(body), name=name, told=told, **given)
        assert found is not None
        return evidence_for(self.amal, found.pk)


def _documents(member: Member) -> Member:
    Membership.objects.create(
        member=member, organisation=member.home_organisation, role=Role.DOCUMENTER, since="2026-01-01"
    )
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def room(coalition: Coalition) -> Room:
    return Room(coalition, _documents(coalition.amal), coalition.lea, coalition.dalia, _documents(coalition.boris))


@pytest.fixture
def proved(as_member: Callable[..., Client]) -> Callable[..., Client]:
    """`proved(lea)` is a client whose member gave a proof just now."""
    return lambda member, language="en": fresh(member, as_member, language)


@pytest.fixture(autouse=True)
def _nothing_on_its_way() -> None:
    """The data folder outlives a test; the rows of its uploads do not."""
    for path in arriving.folder().iterdir():
        path.unlink()


@dataclass
class Sender:
    """A page's script: sends a file in pieces to an address."""

    client: Client
    piece_url: str
    finish_url: str
    key: str = ""

    def __post_init__(self) -> None:
        self.key = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")

    def piece(self, body: bytes, size: int, at: int | None) -> Any:
        """One piece, or the question where it stands."""
        headers = {"X-Upload-Key": self.key, "X-Upload-Size": str(size)}
        if at is not None:
            headers["X-Upload-At"] = str(at)
        return self.client.post(
            self.piece_url, body if at is not None else b"", content_type="application/octet-stream", headers=headers
        )

    def finish(self, body: bytes, name: str, *, sha256: str | None = None, **told: str) -> Any:
        """All has arrived."""
        said = {"obtained": "source", "use": "confidential", **told}
        digest = hashlib.sha256(body).hexdigest() if sha256 is None else sha256
        fields = {"key": self.key, "size": str(len(body)), "name": name, "sha256": digest, **said}
        return self.client.post(self.finish_url, fields)
