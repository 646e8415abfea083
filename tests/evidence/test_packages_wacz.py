"""A WACZ is known by what it holds, and every break of its proof is named by the check that it breaks."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from malath.accountability.evidence.packages import Kind, Role

from .authority import Authority
from .domains import domain_signature
from .makers import PAGE, anonymous, listed_and_signed, wacz, warc
from .reading import ABSENT, BROKEN, HOLDS, NOT_CHECKABLE, broken, checks, flipped, outcomes, read, without
from .zips import Files

WARC = "archive/data.warc.gz"


def test_everything_of_a_signed_wacz_holds() -> None:
    package = read(wacz())

    assert package.kind is Kind.WACZ
    assert {check.outcome for check in package.checks} == {HOLDS}
    assert checks(package, "wacz.signature")[0].facts["proves"] == "sameness_only"
    assert checks(package, "warc.digests")[0].facts["records"] == 3
    assert [proof.path for proof in package.proofs] == ["datapackage.json", "datapackage-digest.json"]


def test_what_it_says_of_its_page_is_a_claim_with_its_source() -> None:
    package = read(wacz())

    item = next(item for item in package.items if item.role is Role.ORIGINAL)
    assert item.path == WARC
    assert ("claim.source_url", PAGE, WARC) in {(claim.about, claim.value, claim.stated_in) for claim in item.claims}
    assert ("claim.source_url", PAGE, "datapackage.json") in {
        (claim.about, claim.value, claim.stated_in) for claim in package.claims
    }


BREAKS = [
    (WARC, -20, {"wacz.resource_hash", "warc.records"}),
    ("pages/pages.jsonl", 5, {"wacz.resource_hash"}),
    ("indexes/index.cdx.gz", 3, {"wacz.resource_hash"}),
]


@pytest.mark.parametrize(("path", "place", "expected"), BREAKS)
def test_a_turned_bit_in_a_resource_is_named(path: str, place: int, expected: set[str]) -> None:
    package = read(flipped(wacz(), path, place))

    assert expected <= broken(package) <= expected | {"wacz.pages"}
    assert outcomes(package, "wacz.resource_hash", path) == {BROKEN}


def test_a_turned_bit_in_the_list_breaks_its_hash_and_the_signed_hash() -> None:
    files = wacz()
    place = files["datapackage.json"].index(b"A post") + 2

    assert broken(read(flipped(files, "datapackage.json", place))) == {"wacz.list_digest", "wacz.signed_hash"}


def test_a_list_made_anew_after_signing_is_not_what_was_signed() -> None:
    files = wacz()
    digest = json.loads(files["datapackage-digest.json"])
    changed = json.loads(files["datapackage.json"]) | {"title": "Another title"}
    files |= listed_and_signed(changed, None)
    files["datapackage-digest.json"] = json.dumps(
        {**json.loads(files["datapackage-digest.json"]), "signedData": digest["signedData"]}
    ).encode()

    assert broken(read(files)) == {"wacz.signed_hash"}


@pytest.mark.parametrize("raw", [True, False])
def test_a_signature_by_another_key_is_wrong(raw: bool) -> None:
    def crossed(listed: str) -> dict[str, str]:
        return {**anonymous(listed, raw=raw), "publicKey": anonymous(listed)["publicKey"]}

    assert not broken(read(wacz(lambda listed: anonymous(listed, raw=raw))))
    assert broken(read(wacz(crossed))) == {"wacz.signature"}


NO_SIGNATURES = [
    ({"publicKey": "!!", "signature": "AA=="}, "content.malformed"),
    ({"publicKey": "AAAA", "signature": "AA=="}, "content.malformed"),
    ({"signature": "AA=="}, "no_key"),
]


@pytest.mark.parametrize(("data", "reason"), NO_SIGNATURES)
def test_a_signature_that_is_none_is_broken(data: dict[str, str], reason: str) -> None:
    found = checks(read(wacz(lambda listed: data)), "wacz.signature")

    assert [(check.outcome, check.facts["reason"]) for check in found] == [(BROKEN, reason)]


def test_an_unsigned_wacz_lacks_a_signature_and_nothing_else() -> None:
    package = read(wacz(None))

    assert outcomes(package, "wacz.signature") == {ABSENT}
    assert not broken(package)


DROPS = [
    (WARC, {"wacz.resource_present"}, set()),
    ("datapackage.json", {"wacz.list", "wacz.signed_hash"}, set()),
    ("datapackage-digest.json", set(), {"wacz.list_digest"}),
    ("indexes/index.cdx.gz", {"wacz.resource_present"}, set()),
]


@pytest.mark.parametrize(("path", "expected", "absent"), DROPS)
def test_a_lost_file_is_named(path: str, expected: set[str], absent: set[str]) -> None:
    files = {**wacz(), "archive/more.warc": warc(gzip=False)}
    del files[path]
    package = read(files)

    assert broken(package) == expected | ({"wacz.resource_listed"} if path != "datapackage.json" else set())
    assert {check.code for check in package.checks if check.outcome is ABSENT} == absent


def test_an_added_and_a_swapped_file_are_named() -> None:
    other = wacz(body=b"<h1>Another post</h1>")[WARC]

    assert outcomes(read({**wacz(), "pages/extra.jsonl": b"{}"}), "wacz.resource_listed", "pages/extra.jsonl") == {
        BROKEN
    }
    assert "wacz.resource_hash" in broken(read({**wacz(), WARC: other}))


def test_a_body_changed_behind_a_new_list_still_breaks_the_records_digest() -> None:
    package = read(
        _relisted(_with(wacz(), "archive/plain.warc", warc(gzip=False).replace(b"<h1>A post", b"<h1>B post")))
    )

    assert broken(package) == {"warc.digests"}
    assert checks(package, "warc.digests", "archive/plain.warc")[0].facts["first_broken"] == PAGE


def test_a_cut_off_warc_is_named() -> None:
    assert broken(read(_relisted(_with(wacz(), WARC, warc()[:-30])))) == {"warc.records"}


def test_a_chunked_body_may_be_digested_either_way() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    digest = base64.b32encode(bytes.fromhex("2aae6c35c94fcfb415dbe95f408b9ce91ee846ed")).decode()
    head = "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"
    head += f"WARC-Payload-Digest: sha1:{digest}\r\nContent-Length: {len(chunked)}"
    package = read(
        _relisted(_with(wacz(), "archive/chunked.warc", head.encode() + b"\r\n\r\n" + chunked + b"\r\n\r\n"))
    )

    assert outcomes(package, "warc.digests", "archive/chunked.warc") == {HOLDS}


def test_a_domain_signature_with_its_time_stamp_holds_and_trust_needs_a_root(authority: Authority) -> None:
    sign, root = domain_signature(authority)
    package, trusting = (
        read(wacz(sign)),
        read(wacz(sign), trusted_roots=[root, x509.load_pem_x509_certificate(authority.root)]),
    )

    assert not broken(package)
    for code in (
        "wacz.signature",
        "wacz.domain_certificate",
        "wacz.time_stamp",
        "wacz.time_agrees",
        "rfc3161.signature",
    ):
        assert outcomes(package, code) == {HOLDS}, code
    for code in ("wacz.domain_trust", "rfc3161.trust"):
        assert outcomes(package, code) == {NOT_CHECKABLE}, code
        assert outcomes(trusting, code) == {HOLDS}, code


def test_each_part_of_a_domain_signature_is_broken_on_its_own(authority: Authority) -> None:
    sign, _ = domain_signature(authority)
    past = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    cases = [
        ({"domain": "another.example"}, {"wacz.domain_certificate"}),
        ({"timeSignature": base64.b64encode(authority.stamp(b"something else")).decode()}, {"wacz.time_stamp"}),
        ({"timeSignature": "AAAA"}, {"wacz.time_stamp"}),
        ({"created": past}, {"wacz.time_agrees"}),
        ({"created": "2001-01-01T00:00:00Z"}, {"wacz.domain_certificate", "wacz.time_agrees"}),
        ({"signature": anonymous("x")["signature"]}, {"wacz.signature", "wacz.time_stamp"}),
    ]
    for change, expected in cases:
        assert broken(read(wacz(lambda listed, change=change: {**sign(listed), **change}))) == expected, change


def test_records_that_contradict_themselves_are_named() -> None:
    twice = wacz()["datapackage.json"].replace(b'"profile"', b'"profile": "x", "profile"', 1)
    deep = b'{"resources":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    for data, reason in (
        (twice, "content.key_twice"),
        (b"{", "content.malformed"),
        (b"[]", "content.malformed"),
        (deep, "content.malformed"),
    ):
        found = checks(read({**wacz(), "datapackage.json": data}), "wacz.list")
        assert [(check.outcome, check.facts["reason"]) for check in found] == [(BROKEN, reason)]


def _with(files: Files, path: str, data: bytes) -> Files:
    return {**files, path: data}


def _relisted(files: Files) -> Files:
    """The list made anew, as an honest tool, or a forger, would."""
    import hashlib

    rest = without(without(files, "datapackage.json"), "datapackage-digest.json")
    resources = [
        {"path": path, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
        for path, data in rest.items()
    ]
    return {**rest, **listed_and_signed({"profile": "data-package", "resources": resources}, anonymous)}
