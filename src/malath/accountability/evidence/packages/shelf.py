"""Where a reader puts what it finds, so that every entry of the package ends as item, proof file or left out, and none twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.x509 import Certificate

from .errors import PackageError
from .limits import Limits
from .model import Check, Claim, Entry, Fact, Item, Kind, Outcome, Package, ProofFile, Role, Source
from .records import text_of

_CHUNK = 256 * 1024


@dataclass
class Shelf:
    """The entries of one package while its checks are made. `roots`: certificates that the organisation trusts for time-stamps and names."""

    source: Source
    limits: Limits
    roots: tuple[Certificate, ...] = ()
    checks: list[Check] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_path: dict[str, Entry | None] = {}
        self._proofs: dict[int, str] = {}
        self._companions: set[int] = set()
        self._claims: dict[int, list[Claim]] = {}
        self._digests: dict[tuple[int, str], str] = {}
        self._holders: dict[str, dict[str, Entry]] = {}
        for entry in self.source.entries:
            # Of two entries with one name, readers disagree which is meant: neither may carry a proof.
            self._by_path[entry.path] = None if entry.path in self._by_path else entry

    @property
    def entries(self) -> list[Entry]:
        """Every readable entry, in the package's order."""
        return self.source.entries

    def find(self, path: str) -> Entry | None:
        """The one entry with this path; None where there is none, or two."""
        return self._by_path.get(path)

    def is_proof(self, entry: Entry) -> bool:
        """Whether a reader has taken this entry as a proof file."""
        return id(entry) in self._proofs

    def is_original(self, entry: Entry) -> bool:
        """Whether no reader has taken it as proof or companion."""
        return id(entry) not in self._proofs and id(entry) not in self._companions

    def prove(self, entry: Entry, proves: str) -> None:
        """Keep the entry as a proof file; `proves` is the code of what it is."""
        self._proofs[id(entry)] = proves

    def companion(self, entry: Entry) -> None:
        """Keep the entry as what a tool wrote about the evidence."""
        self._companions.add(id(entry))

    def claim(self, entry: Entry | None, about: str, value: object, stated_in: str) -> None:
        """Note what the package says of an item (or, without one, of itself); empty values are no claims."""
        text = text_of(value)
        if not text:
            return
        target = self.claims if entry is None else self._claims.setdefault(id(entry), [])
        claim = Claim(f"claim.{about}", text, stated_in)
        if claim not in target[-50:] and len(target) < 1000:
            target.append(claim)

    def check(self, code: str, subject: str, outcome: Outcome, **facts: Fact) -> None:
        """Note the outcome of one comparison."""
        self.checks.append(Check(code, subject, outcome, facts))

    def compare(self, code: str, subject: str, recorded: object, found: object, **facts: Fact) -> bool:
        """Note whether a recorded value is the one found."""
        same = recorded == found
        shown: dict[str, Fact] = {} if same else {"recorded": text_of(recorded, 200), "found": text_of(found, 200)}
        self.check(code, subject, Outcome.HOLDS if same else Outcome.BROKEN, **facts, **shown)
        return same

    @contextmanager
    def attempt(self, code: str, subject: str) -> Iterator[None]:
        """Make a check; bytes that cannot be read as they should make it broken, with the reason."""
        try:
            yield
        except PackageError as error:
            self.check(code, subject, Outcome.BROKEN, reason=error.code)

    def digest(self, entry: Entry, algorithm: str) -> str:
        """The digest of an entry in lower-case hexadecimal, read once for each algorithm; EntryError where its bytes lie."""
        key = (id(entry), algorithm)
        if key not in self._digests:
            digest = hashlib.new(algorithm, usedforsecurity=False)
            with entry.open() as stream:
                while data := stream.read(_CHUNK):
                    digest.update(data)
            self._digests[key] = digest.hexdigest()
        return self._digests[key]

    def digest_or_none(self, entry: Entry, algorithm: str) -> str | None:
        """`digest`, or None with a broken check where the entry cannot be read."""
        try:
            return self.digest(entry, algorithm)
        except PackageError as error:
            self.check("entry.readable", entry.path, Outcome.BROKEN, reason=error.code)
            return None

    def holder(self, algorithm: str, digest: str) -> Entry | None:
        """The first entry with this digest. The first question about an algorithm reads every entry once."""
        if algorithm not in self._holders:
            index = self._holders[algorithm] = {}
            for entry in self.entries:
                found = self.digest_or_none(entry, algorithm)
                if found:
                    index.setdefault(found, entry)
        return self._holders[algorithm].get(digest)

    def package(self, name: str, kind: Kind) -> Package:
        """The finished package."""
        items, proofs = [], []
        for entry in self.source.entries:
            if id(entry) in self._proofs:
                proofs.append(ProofFile(entry, self._proofs[id(entry)]))
            else:
                role = Role.COMPANION if id(entry) in self._companions else Role.ORIGINAL
                items.append(Item(entry, role, tuple(self._claims.get(id(entry), ()))))
        checks = [*self.source.checks, *self.checks]
        return Package(
            name, kind, self.source.count, items, proofs, self.source.left_out, checks, self.claims, self.source.close
        )
