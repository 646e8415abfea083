"""Time-stamps by a local authority, and every stamp that must not count (T20)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from malath.engines.ledger import verify
from malath.engines.ledger.errors import BadTimestampError
from malath.engines.ledger.outside_commands import stamp_command
from malath.engines.ledger.stamped import stamp_files
from malath.engines.ledger.timestamps import AuthorityAddress, check_stamp, stamp, stamps_of
from malath.engines.ledger.tlog_proof import proof_of
from malath.engines.ledger.tokens import check_token, read_token
from tests.engines.authority import Authority
from tests.engines.ledgers import House

Reply = Callable[[bytes], bytes]


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    with Authority(tmp_path / "authority") as started:
        yield started


def address(authority: Authority) -> AuthorityAddress:
    return AuthorityAddress(authority.url, authority.root_pem.read_bytes())


def errors(house: House, *authorities: AuthorityAddress) -> list[str]:
    return [outcome.error for outcome in stamp(house.folder, authorities, timeout=5)]


def test_two_authorities_stamp_a_checkpoint_and_what_they_gave_is_kept(house: House, tmp_path: Path) -> None:
    house.append(["first", "second"])
    with Authority(tmp_path / "a") as one, Authority(tmp_path / "b") as two:
        outcomes = stamp(house.folder, [address(one), address(two)])
        house.append(["third"])
        stamp(house.folder, [address(one)])

    assert [outcome.error for outcome in outcomes] == ["", ""]
    assert [(held.size, held.anchored) for held in stamps_of(house.folder)] == [(2, True), (2, True), (3, True)]
    assert verify(house.folder).ok
    assert "\n2\n" in proof_of(house.folder, 1, size=2)


def test_openssl_alone_agrees(house: House, authority: Authority) -> None:
    house.append(["first"])
    stamp(house.folder, [address(authority)])
    files = stamp_files(house.folder)[0]

    command = ["openssl", "ts", "-verify", "-data", files.note, "-in", files.token, "-CAfile", authority.root_pem]

    assert subprocess.run(command, capture_output=True).returncode == 0


def test_what_was_stamped_is_not_sent_again(house: House, authority: Authority) -> None:
    house.append(["first"])
    stamp(house.folder, [address(authority)])
    authority.fault = lambda query, reply: (500, b"")

    assert errors(house, address(authority)) == [""]


# ── what does not count ──


def of_another(query: bytes, reply: Reply) -> tuple[int, bytes]:
    """A stamp of the same bytes for somebody else's request."""
    return 200, reply(_request(b"else"))


def with_another_nonce(query: bytes, reply: Reply) -> tuple[int, bytes]:
    # A query ends with the nonce and three bytes that ask for the certificate.
    return 200, reply(query[:-4] + bytes([query[-4] ^ 1]) + query[-3:])


def cut_off(query: bytes, reply: Reply) -> tuple[int, bytes]:
    return 200, reply(query)[:-1]


def changed(query: bytes, reply: Reply) -> tuple[int, bytes]:
    body = bytearray(reply(query))
    body[-3] ^= 1
    return 200, bytes(body)


def refused(query: bytes, reply: Reply) -> tuple[int, bytes]:
    return 200, reply(query.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040204")))


def _request(body: bytes) -> bytes:
    made = TimestampRequestBuilder().data(body).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    return made.cert_request(cert_request=True).build().as_bytes()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (of_another, "of something else"),
        (with_another_nonce, "wrong nonce"),
        (cut_off, "no time-stamp"),
        (changed, "does not hold"),
        (refused, ""),
        (lambda query, reply: (200, b""), "no time-stamp"),
        (lambda query, reply: (200, b"<html>"), "no time-stamp"),
        (lambda query, reply: (503, b"busy"), "answers 503"),
        (lambda query, reply: (200, b"x" * (2 << 20)), "too long"),
    ],
)
@pytest.mark.parametrize("unsorted", [False, True])
def test_a_wrong_answer_is_refused_and_nothing_is_kept(
    house: House, tmp_path: Path, fault: Callable[[bytes, Reply], tuple[int, bytes]], said: str, unsorted: bool
) -> None:
    house.append(["first"])
    with Authority(tmp_path / "authority", unsorted=unsorted) as authority:
        authority.fault = fault

        (error,) = errors(house, address(authority))

    assert error
    assert said in error or unsorted
    assert list((house.folder / "timestamps").iterdir()) == []


@pytest.mark.parametrize("unsorted", [False, True])
def test_another_root_is_refused(house: House, tmp_path: Path, unsorted: bool) -> None:
    house.append(["first"])
    other = Authority(tmp_path / "other")
    with Authority(tmp_path / "authority", unsorted=unsorted) as authority:
        (error,) = errors(house, AuthorityAddress(authority.url, other.root_pem.read_bytes()))

    assert "does not hold" in error


@pytest.mark.parametrize("unsorted", [False, True])
@pytest.mark.parametrize(("fault", "said"), [({"expired": True}, "expired"), ({"usage": False}, "does not hold")])
def test_an_expired_certificate_and_one_for_something_else_are_refused(
    house: House, tmp_path: Path, fault: dict[str, bool], said: str, unsorted: bool
) -> None:
    house.append(["first"])
    with Authority(tmp_path / "authority", unsorted=unsorted, **fault) as authority:
        (error,) = errors(house, address(authority))

    assert said in error


def test_unsorted_certificates_are_read_by_openssl(house: House, tmp_path: Path) -> None:
    house.append(["first"])
    with Authority(tmp_path / "authority", unsorted=True) as authority:
        (outcome,) = stamp(house.folder, [address(authority)])
        token = read_token(stamp_files(house.folder)[0].token.read_bytes())

    assert outcome.stamp is not None
    assert token.response is None
    assert len(token.certificates) == 3
    assert verify(house.folder).ok


def test_both_readers_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from malath.engines.ledger import tokens

    authority = Authority(tmp_path / "authority")
    root = x509.load_pem_x509_certificates(authority.root_pem.read_bytes())
    raw = authority.reply(_request(b"hello"))

    plain, by_openssl = read_token(raw), tokens._read_by_openssl(raw)

    assert (plain.time, plain.imprint, plain.nonce) == (by_openssl.time, by_openssl.imprint, by_openssl.nonce)
    assert plain.certificates == by_openssl.certificates
    for token in (plain, by_openssl):
        check_token(token, b"hello", root)
        with pytest.raises(BadTimestampError, match="something else"):
            check_token(token, b"other", root)
        with pytest.raises(BadTimestampError, match="nonce"):
            check_token(token, b"hello", root, nonce=1)


def test_a_failing_authority_spoils_nothing_of_another(
    house: House, tmp_path: Path, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    house.append(["first"])
    dead = Authority(tmp_path / "dead")
    dead._server.server_close()

    code = stamp_command(
        [str(house.folder), "--authority", dead.url, "--authority", f"{authority.url},{authority.root_pem}"]
    )

    printed = capsys.readouterr()
    assert code == 1
    assert f"{dead.url}: no stamp" in printed.err
    assert f"{authority.url}: 1 entries at" in printed.out
    assert len(stamps_of(house.folder)) == 1


def test_without_a_root_a_stamp_is_kept_and_said_to_be_unchecked(house: House, authority: Authority) -> None:
    house.append(["first"])

    (outcome,) = stamp(house.folder, [AuthorityAddress(authority.url)])

    assert outcome.stamp is not None
    assert not outcome.stamp.anchored
    assert check_stamp(stamp_files(house.folder)[0], roots=authority.root_pem.read_bytes()).anchored


def test_a_root_out_of_the_token_itself_vouches_for_nothing(house: House, tmp_path: Path) -> None:
    house.append(["first"])
    with Authority(tmp_path / "authority", unsorted=True) as authority:
        stamp(house.folder, [AuthorityAddress(authority.url)])

    assert [held.anchored for held in stamps_of(house.folder)] == [False]


def test_a_file_without_a_certificate_is_no_root(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("nothing")
    with pytest.raises(BadTimestampError):
        AuthorityAddress.parse(f"http://127.0.0.1:1/,{tmp_path / 'root.pem'}")


# ── verify ──


def test_verify_names_a_stamp_that_was_changed_or_that_the_log_does_not_extend(
    house: House, tmp_path: Path, authority: Authority
) -> None:
    other = House(tmp_path / "other")
    other.key = house.key
    house.append(["first", "second"])
    other.append(["another"])
    for one in (house, other):
        stamp(one.folder, [address(authority)])
    for path in (other.folder / "timestamps").iterdir():
        shutil.copy(path, house.folder / "timestamps" / path.name)
    assert [finding.code for finding in verify(house.folder).findings] == ["rewritten"]

    rewritten, own = stamp_files(house.folder)
    body = bytearray(own.token.read_bytes())
    body[-3] ^= 1
    own.token.write_bytes(bytes(body))
    rewritten.note.unlink()

    found = {(finding.code, finding.where) for finding in verify(house.folder).findings}
    assert found == {
        ("timestamp", f"timestamps/{own.token.name}"),
        ("timestamp", f"timestamps/{rewritten.token.name}"),
        ("timestamp", f"timestamps/{rewritten.note.name}"),
    }
