"""T10: a dictionary and a vault are given the same orders in any order, crashes among them; they agree at every step."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from malath.engines.vault import (
    ErasedItemError,
    HeldItemError,
    Intake,
    OpenVault,
    Writer,
    erase,
    hold,
    holds,
    release,
    settle,
)
from tests.vault.house import DAY, HAND, House
from tests.vault.plan import SOAK, say, times

SEEDS = times(3, 20)
STEPS = times(25, 2000)
steps = itertools.count()
bodies = st.sampled_from([b"", b"a", b"the same", b"x" * 5000, b"y" * 1_050_000]) | st.binary(max_size=50)


class VaultAndModel(RuleBasedStateMachine):
    """`there` is what must be in the vault: id to bytes."""

    items = Bundle("items")

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="malath-model-"))
        self.house = House.build(self.place)
        self.there: dict[str, bytes] = {}
        self.held: set[str] = set()
        self.gone: set[str] = set()
        self.writer = Writer(self.house.folder)
        self.vault: OpenVault | None = None

    @property
    def opened(self) -> OpenVault:
        if self.vault is None:
            self.vault = OpenVault(self.house.folder, self.house.keys)
        self.vault.catch_up()
        return self.vault

    def teardown(self) -> None:
        self.forget()
        shutil.rmtree(self.place)

    def forget(self) -> None:
        self.writer.release()
        if self.vault:
            self.vault.close()
            self.vault = None

    @invariant()
    def counts(self) -> None:
        next(steps)

    @rule(target=items, body=bodies)
    def add(self, body: bytes) -> str:
        item = Intake(self.writer, by=HAND, clock=lambda: DAY).add_stream(io.BytesIO(body), "thing")
        self.there[item.id] = body
        return item.id

    @rule(target=items, body=bodies)
    def add_with_the_keys(self, body: bytes) -> str:
        vault = self.opened
        intake = Intake(self.writer, by=HAND, clock=lambda: DAY, identity=vault.keys.identity, sizes={1_050_000})
        item = intake.add_stream(io.BytesIO(body), "thing")
        intake.close()
        self.there[item.id] = body
        return item.id

    @rule(item=items)
    def get(self, item: str) -> None:
        vault = self.opened
        if item in self.gone:
            try:
                vault.item(item)
            except ErasedItemError:
                return
            raise AssertionError("an erased item is there")
        found = vault.item(item)
        parts = vault.view(self.writer, found, by=HAND, at=DAY)
        assert b"".join(bytes(part) for part in parts) == self.there[item]
        assert found.sha256 == hashlib.sha256(self.there[item]).hexdigest()

    @rule(item=items)
    def hold(self, item: str) -> None:
        if item in self.there:
            hold(self.opened, self.writer, [item], reason="a case", by=HAND, at=DAY)
            self.held.add(item)

    @rule(item=items)
    def release(self, item: str) -> None:
        if item in self.there:
            release(self.opened, self.writer, [item], reason="closed", by=HAND, at=DAY)
            self.held.discard(item)

    @rule(target=items, item=consumes(items))
    def erase(self, item: str) -> object:
        if item not in self.there:
            return multiple()
        try:
            erase(self.opened, self.writer, [item], reason="asked for", by=HAND, at=DAY)
        except HeldItemError:
            assert item in self.held
            return item
        assert item not in self.held
        del self.there[item]
        self.gone.add(item)
        return item

    @rule()
    def crash(self) -> None:
        """The process is gone: nothing is released in order, and a half line and a half pack are left."""
        ledger, index = self.writer._ledger, self.writer._index
        if ledger is not None:
            os.close(ledger._lock_file)
        if index is not None:
            index.close()
        with open(self.house.folder.batches, "ab") as file:
            file.write(b'{"entry":{"fir')
        (self.house.folder.packs / ".new-0123").write_bytes(b"half")
        self.writer = Writer(self.house.folder)
        if self.vault:
            self.vault.close()
            self.vault = None

    @rule()
    def rebuild(self) -> None:
        self.forget()
        for name in ("index.db", "index.db-wal", "index.db-shm"):
            (self.house.path / name).unlink(missing_ok=True)

    @rule()
    def settle(self) -> None:
        settle(self.opened, self.writer, at=DAY)
        assert len(self.opened.index.objects()) == len(set(self.there.values()))

    @rule()
    def verify(self) -> None:
        self.writer.mend()
        self.house.must_be_whole()
        vault = self.opened
        assert {item.id for item in vault.items()} == set(self.there)
        assert set(holds(vault)) == self.held


def test_a_vault_is_a_dictionary_that_remembers() -> None:
    began = next(steps)
    run_state_machine_as_test(
        VaultAndModel,
        settings=settings(
            max_examples=SEEDS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
        ),
    )
    say(next(steps) - began, SEEDS * STEPS // 2, "steps of the vault beside its model")
