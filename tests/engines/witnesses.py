"""Served witnesses, for the tests of those who ask them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from malath.engines.ledger.witness import Witness, init_witness
from malath.engines.ledger.witness_list import remember_witness
from malath.engines.ledger.witness_server import WitnessServer
from tests.engines.ledgers import House


@contextmanager
def serving(witness: Witness) -> Iterator[str]:
    server = WitnessServer(("127.0.0.1", 0), witness)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def witnessed(house: House, place: Path, name: str = "witness.test/one") -> Iterator[tuple[str, Path]]:
    """A served witness of the house's log: its address and its folder."""
    vkey = init_witness(place, name)
    watching = Witness(place, [(house.folder / "log.vkey").read_text().strip()])
    with serving(watching) as url:
        remember_witness(house.folder, url, vkey)
        yield url, place
    watching.close()
