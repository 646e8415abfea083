"""Keys that are split between holders: any k of n open the server, fewer and strangers do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.living import DIRECTOR, LivingServer, database_of_its_own
from tests.people import PASSWORD
from tests.visiting import Answer, Visitor

WORD = re.compile(r"\d+\. (\w+)")


@dataclass
class Held:
    """A running, sealed server, and its holders' shares."""

    server: LivingServer
    shares: list[str]

    def give(self, words: str) -> Answer:
        """One holder types their share into the page."""
        visitor = Visitor(self.server.port)
        visitor.get("/unseal/")
        return visitor.post("/unseal/", {"passphrase": words})

    def command(self, words: str) -> tuple[int, str]:
        """One holder gives their share at the terminal."""
        path = self.server.folder / "share"
        path.write_text(words + "\n")
        done = self.server.malath("unseal", "--passphrase-file", str(path))
        path.unlink()
        return done.returncode, done.stdout + done.stderr


def shares_in(printed: str) -> list[str]:
    """The shares as `malath` prints them, each on a page of its own."""
    return [" ".join(WORD.findall(page)) for page in printed.split("── Share ")[1:]]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """Made with `--holders 2/3`."""
    with database_of_its_own() as database:
        server = LivingServer(tmp_path_factory.mktemp("holders") / "living", database)
        try:
            password = server.folder / "password"
            password.write_text(PASSWORD + "\n")
            done = server.malath(
                "init", "--holders", "2/3", "--organisation", "First House", "--handle", DIRECTOR,
                "--password-file", str(password),
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            server.start()
            yield Held(server, shares_in(done.stdout))
        finally:
            server.end()


@pytest.fixture
def sealed(held: Held) -> Held:
    """Sealed, and no share given yet."""
    before = held.server.children()
    if held.server.malath("seal").returncode == 0:
        held.server.wait_until(
            lambda: not any(Path(f"/proc/{pid}").exists() for pid in before) and held.server.health() is not None
        )
    return held


def test_each_holder_gets_a_share_of_their_own_and_none_stays_behind(held: Held) -> None:
    files = [path.read_bytes() for path in held.server.home.rglob("*") if path.is_file()]

    assert len(set(held.shares)) == 3
    assert all(len(share.split()) >= 20 for share in held.shares)
    assert not any(share.encode() in body for share in held.shares for body in files)
    assert not any(share in held.server.output for share in held.shares)


def test_two_of_three_open_the_server_in_the_browser_and_at_the_terminal(sealed: Held) -> None:
    first = sealed.give(sealed.shares[2])
    after_one = sealed.server.is_sealed
    code, said = sealed.command(sealed.shares[0].upper())

    assert (first.status, first.location) == (303, "/unseal/")
    assert after_one is True
    assert (code, said.strip()) == (0, "The server is open.")
    assert sealed.server.is_sealed is False


def test_one_holder_alone_does_not_open_it_however_often(sealed: Held) -> None:
    said = [sealed.command(sealed.shares[1]) for _again in range(3)]

    assert said == [(0, "1 of 2 shares given.\n")] * 3
    assert sealed.server.is_sealed is True


def test_a_share_that_is_none_is_refused_without_a_hint(sealed: Held) -> None:
    words = sealed.shares[1].split()
    wrong = ["some words", " ".join([*words[:-1], words[0]]), " ".join(words[1:])]

    answers = [sealed.give(one) for one in wrong]
    texts = {re.sub(r'(value|content)="[^"]{64}"', "", one.text) for one in answers}

    assert [one.status for one in answers] == [422] * 3
    assert len(texts) == 1
    assert not any(one in answers[0].text for one in wrong)


def test_shares_of_another_house_open_nothing_and_spoil_nothing(sealed: Held) -> None:
    from malath.engines.keyring import KeyringFile

    _keyring, strangers, _root = KeyringFile.create_with_shares(2, 3)
    sealed.give(sealed.shares[0])

    statuses = [sealed.give(one).status for one in strangers[:2]]
    still = sealed.server.is_sealed
    opened = sealed.give(sealed.shares[1])

    assert statuses == [303, 422]
    assert still is True
    assert opened.status == 303
    assert sealed.server.is_sealed is False
