"""What Auto Archiver wrote: every break of its proof is named by the check that it breaks."""

from __future__ import annotations

import contextlib
import io
import json
import random
from pathlib import Path

import pytest
from cryptography import x509

from malath.accountability.evidence.packages import Kind, Limits, Package, PackageError, read_package
from malath.accountability.evidence.packages.backing import FileBacking
from malath.accountability.evidence.packages.shelf import Shelf
from malath.accountability.evidence.packages.timestamps import check_token, read_token
from malath.accountability.evidence.packages.zip_source import ZipSource

from .authority import Authority
from .makers import PAGE, auto_archiver
from .reading import ABSENT, BROKEN, HOLDS, NOT_CHECKABLE, broken, checks, flipped, outcomes, read, without
from .zips import Files, zipped

FILM, INNER = "post/0f3c9be1d7a24c55a1b2c3d4.mp4", "post/7d1e55aa90bb4c01bcd11122.wacz"
RECORD, REPORT = "post/aa11bb22cc3344ddaee55ff6.json", "post/bb11bb22cc3344ddaee55ff6.html"
LIST, TOKEN = "post/cc11bb22cc3344ddaee55ff6.txt", "post/dd11bb22cc3344ddaee55ff6"


@pytest.fixture(scope="module")
def archive(authority: Authority) -> Files:
    """What the tool leaves for one address."""
    return auto_archiver(lambda data: authority.stamp(data, token_only=True))


def folder_of(files: Files, root: Path) -> Package:
    """Read the files as a folder on disk."""
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return read_package(root, name="archive")


def test_everything_of_a_whole_folder_holds_but_trust(archive: Files, tmp_path: Path) -> None:
    with folder_of(archive, tmp_path) as package:
        assert package.kind is Kind.AUTO_ARCHIVER
        assert not broken(package)
        for code in (
            "archiver.recorded_hash",
            "archiver.hash_list",
            "rfc3161.imprint",
            "rfc3161.signature",
            "ots.digest",
            "package.inner",
        ):
            assert outcomes(package, code) == {HOLDS}, code
        assert outcomes(package, "rfc3161.trust") == {NOT_CHECKABLE}
        assert outcomes(package, "wacz.signature", f"{INNER}!datapackage-digest.json") == {HOLDS}
        film = next(item for item in package.items if item.path == FILM)
        assert ("claim.source_url", PAGE) in {(claim.about, claim.value) for claim in film.claims}


def test_a_known_root_makes_the_stamp_trusted(archive: Files, authority: Authority) -> None:
    root = x509.load_pem_x509_certificate(authority.root)

    assert outcomes(read(archive, trusted_roots=[root]), "rfc3161.trust") == {HOLDS}


@pytest.mark.parametrize("algorithm", ["SHA-256", "SHA3-512"])
def test_both_hashes_of_the_tool_are_known(authority: Authority, algorithm: str) -> None:
    package = read(auto_archiver(lambda data: authority.stamp(data, token_only=True), algorithm=algorithm))

    assert outcomes(package, "archiver.recorded_hash") == {HOLDS}


def test_a_turned_bit_in_a_file_is_named(archive: Files) -> None:
    package = read(flipped(archive, FILM))

    assert broken(package) == {"archiver.recorded_hash", "ots.digest"}
    assert outcomes(package, "archiver.recorded_hash", FILM) == {BROKEN}


def test_a_turned_bit_in_the_inner_web_archive_is_named_inside_and_outside(archive: Files, tmp_path: Path) -> None:
    place = archive[INNER].index(b'"title": "A post"') + 12
    package = folder_of(flipped(archive, INNER, place), tmp_path)

    assert broken(package) == {"archiver.recorded_hash", "wacz.resource_hash", "wacz.pages"}
    assert outcomes(package, "wacz.resource_hash", f"{INNER}!pages/pages.jsonl") == {BROKEN}


def test_a_turned_bit_in_the_list_or_the_token_is_named(archive: Files) -> None:
    place = len(archive[TOKEN]) - 3

    assert broken(read(flipped(archive, LIST, 3))) == {"archiver.hash_list", "rfc3161.imprint"}
    assert "rfc3161.signature" in broken(read(flipped(archive, TOKEN, place)))


def test_no_turned_bit_of_the_token_goes_unseen(archive: Files) -> None:
    whole = {(check.code, check.outcome, check.subject, *check.facts.items()) for check in read(archive).checks}
    for place in range(0, len(archive[TOKEN]), 3):
        package = read(flipped(archive, TOKEN, place))
        seen = {(check.code, check.outcome, check.subject, *check.facts.items()) for check in package.checks}
        # Bits of the certificate's own signature are its authority's affair: that is the check of trust.
        assert broken(package) or seen != whole or _in_certificate(archive, place), place


def test_the_token_of_another_list_is_named(archive: Files, authority: Authority) -> None:
    assert broken(read({**archive, TOKEN: authority.stamp(b"0" * 64, token_only=True)})) == {"rfc3161.imprint"}


def test_a_response_is_read_like_a_bare_token(archive: Files, authority: Authority) -> None:
    assert outcomes(read({**archive, TOKEN: authority.stamp(archive[LIST])}), "rfc3161.signature") == {HOLDS}


def test_a_changed_record_is_named(archive: Files) -> None:
    record = json.loads(archive[RECORD])
    record["media"][0]["properties"]["hash"] = "SHA-256:" + "0" * 64

    changed = {**archive, RECORD: json.dumps(record).encode()}

    assert broken(read(changed)) == {"archiver.recorded_hash"}
    assert broken(read(without(changed, REPORT))) == {"archiver.recorded_hash", "archiver.hash_list"}
    assert broken(read({**archive, RECORD: archive[RECORD][:-9]})) >= {"archiver.record"}


LOST = [
    (FILM, {"archiver.file_present", "ots.digest"}),
    (INNER, {"archiver.file_present"}),
    (RECORD, set()),
    (REPORT, set()),
    (TOKEN, set()),
]


@pytest.mark.parametrize(("path", "expected"), LOST)
def test_a_lost_file_is_named(archive: Files, path: str, expected: set[str]) -> None:
    package = read(without(archive, path))

    assert package.kind is Kind.AUTO_ARCHIVER
    assert broken(package) == expected
    if path == TOKEN:
        assert outcomes(package, "rfc3161.imprint") == {ABSENT}


def test_an_added_and_two_swapped_files_are_named(archive: Files) -> None:
    added = read({**archive, "post/slipped.jpg": b"slipped in"})
    swapped = read({**archive, FILM: archive[INNER], INNER: archive[FILM]})

    assert outcomes(added, "archiver.file_recorded", "post/slipped.jpg") == {ABSENT}
    assert outcomes(swapped, "archiver.recorded_hash") == {BROKEN}


def test_a_file_named_by_its_hash_is_compared_with_its_name(archive: Files) -> None:
    own = {**archive, "post/00000000000000000000000a.jpg": b"not what its name says"}

    assert outcomes(read(own), "archiver.own_name", "post/00000000000000000000000a.jpg") == {BROKEN}


def test_a_table_row_alone_is_a_record() -> None:
    row = (
        b"status,metadata,media\nok,{'url': 'https://example.org'},\"[{'properties': {'hash': 'SHA-256:"
        + b"a" * 64
        + b"'}}]\"\n"
    )

    assert broken(read({"db.csv": row, "film.mp4": b"x"})) == {"archiver.file_present"}


def test_an_inner_web_archive_that_is_packed_is_said_to_be_unchecked(archive: Files) -> None:
    found = checks(read(archive), "package.inner")
    stored = read(zipped(archive, method=0))

    assert [check.facts["reason"] for check in found] == ["packed_within_the_package"]
    assert outcomes(stored, "package.inner") == {HOLDS}


def _in_certificate(archive: Files, place: int) -> bool:
    token = read_token(archive[TOKEN])
    for one in token.response.signed_data.certificates:
        start = archive[TOKEN].find(bytes(one))
        if start <= place < start + len(bytes(one)):
            return True
    return False


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_no_changed_byte_of_a_token_escapes_as_another_error(archive: Files) -> None:
    shelf = Shelf(ZipSource(FileBacking(io.BytesIO(zipped({}))), Limits()), Limits())
    chance = random.Random(5)
    for place in range(len(archive[TOKEN])):
        for value in (0x00, 0x82, 0xFF, chance.randrange(256)):
            changed = bytearray(archive[TOKEN])
            changed[place] = value
            with contextlib.suppress(PackageError):
                check_token(shelf, "token", read_token(bytes(changed)))


def test_a_temporary_name_that_another_file_bears_breaks_nothing(archive: Files) -> None:
    record = json.loads(archive[RECORD])
    for media in record["media"]:
        media.update(_key=None, urls=[], filename="temporary/film.mp4")
    package = read({**archive, RECORD: json.dumps(record).encode(), "other/film.mp4": b"another film"})

    assert not broken(package)
    assert outcomes(package, "archiver.file_recorded", "other/film.mp4") == {ABSENT}
