"""A ProofMode bundle: every break of its proof is named by the check that it breaks."""

from __future__ import annotations

import shutil

import pytest

from malath.accountability.evidence.packages import Kind, Role

from .makers import PHOTO, Signer, ots, proofmode, sha256
from .reading import ABSENT, BROKEN, HOLDS, NOT_CHECKABLE, broken, checks, flipped, outcomes, read, without
from .zips import Files

HASH = sha256(PHOTO)
PICTURE = "IMG_0001.jpg"


@pytest.fixture(scope="module")
def bundle(signer: Signer) -> Files:
    """A whole bundle of one photo."""
    return proofmode(signer)


def test_everything_of_a_whole_bundle_holds_but_what_needs_others(bundle: Files) -> None:
    package = read(bundle)

    assert package.kind is Kind.PROOFMODE
    assert not broken(package)
    for code in ("media_hash", "name", "records_agree", "media_signature", "record_signature"):
        assert outcomes(package, f"proofmode.{code}") == {HOLDS}, code
    for code in ("proofmode.key", "proofmode.device_attestation"):
        assert outcomes(package, code) == {NOT_CHECKABLE}, code
    assert outcomes(package, "ots.digest") == {HOLDS}
    assert {(check.outcome, check.facts["by"]) for check in checks(package, "ots.attestation")} == {
        (ABSENT, "pending"),
        (NOT_CHECKABLE, "bitcoin"),
    }


def test_the_enclosed_key_is_said_to_prove_sameness_only(bundle: Files) -> None:
    package = read(bundle)

    for code in ("proofmode.key", "proofmode.media_signature", "proofmode.record_signature"):
        assert all(check.facts["proves"] == "sameness_only" for check in checks(package, code))


def test_what_the_phone_noted_are_claims(bundle: Files) -> None:
    item = next(item for item in read(bundle).items if item.role is Role.ORIGINAL)

    claims = {claim.about: claim.value for claim in item.claims}
    assert claims["claim.place"] == "33.51,36.29"
    assert claims["claim.device"] == "Invented Phone 3"
    assert claims["claim.author"].startswith("Nour Invented")


TURNED = [
    (PICTURE, {"proofmode.media_hash", "proofmode.media_signature", "ots.digest"}),
    (f"{HASH}.proof.csv", {"proofmode.record_signature"}),
    (f"{HASH}.proof.json", {"proofmode.record_signature", "proofmode.record"}),
]


@pytest.mark.parametrize(("path", "expected"), TURNED)
def test_a_turned_bit_is_named(bundle: Files, path: str, expected: set[str]) -> None:
    assert broken(read(flipped(bundle, path))) == expected


@pytest.mark.parametrize(
    ("ending", "code"),
    [(".asc", "media_signature"), (".proof.csv.asc", "record_signature"), (".proof.json.asc", "record_signature")],
)
@pytest.mark.parametrize("place", [60, 200, -80])
def test_a_changed_signature_is_named(bundle: Files, ending: str, code: str, place: int) -> None:
    path = f"{HASH}{ending}"
    changed = bytearray(bundle[path])
    changed[place] = ord("A") if changed[place] != ord("A") else ord("B")

    assert broken(read({**bundle, path: bytes(changed)})) == {f"proofmode.{code}"}


def test_a_changed_hash_inside_the_signed_record_is_named(bundle: Files, signer: Signer) -> None:
    path = f"{HASH}.proof.csv"
    forged = bundle[path].replace(HASH.encode(), sha256(b"other").encode())

    assert broken(read({**bundle, path: forged, f"{path}.asc": signer.sign(forged)})) == {
        "proofmode.media_hash",
        "proofmode.records_agree",
    }


def test_swapped_photos_and_swapped_signatures_are_named(signer: Signer) -> None:
    files = proofmode(signer, {"a.jpg": b"photo a", "b.jpg": b"photo b"})
    photos = {**files, "a.jpg": b"photo b", "b.jpg": b"photo a"}
    one, two = (f"{sha256(data)}.asc" for data in (b"photo a", b"photo b"))

    assert not broken(read(files))
    assert broken(read(photos)) == {"proofmode.name"}
    assert broken(read({**files, one: files[two], two: files[one]})) == {"proofmode.media_signature"}


def test_somebody_elses_key_does_not_verify(bundle: Files, other_signer: Signer) -> None:
    found = checks(read({**bundle, "pubkey.asc": other_signer.public}), "proofmode.media_signature")

    assert [(check.outcome, check.facts["reason"]) for check in found] == [(BROKEN, "key_not_enclosed")]


LOST = [
    (PICTURE, {"proofmode.media_present", "proofmode.media_signature"}, set()),
    (f"{HASH}.asc", set(), {"proofmode.media_signature"}),
    (f"{HASH}.proof.csv", {"proofmode.record_signature"}, set()),
    (f"{HASH}.proof.json.asc", set(), {"proofmode.record_signature"}),
    ("pubkey.asc", set(), {"proofmode.key"}),
]


@pytest.mark.parametrize(("path", "expected", "absent"), LOST)
def test_a_lost_file_is_named(bundle: Files, path: str, expected: set[str], absent: set[str]) -> None:
    package = read(without(bundle, path))

    assert broken(package) == expected
    assert {check.code for check in package.checks if check.outcome is ABSENT} - {"ots.attestation"} == absent


def test_without_a_key_signatures_are_not_checkable_and_an_added_photo_has_no_proof(bundle: Files) -> None:
    package = read({**without(bundle, "pubkey.asc"), "IMG_0002.jpg": b"slipped in"})

    assert outcomes(package, "proofmode.media_signature") == {NOT_CHECKABLE}
    assert outcomes(package, "proofmode.proof_present", "IMG_0002.jpg") == {ABSENT}


OTS_BREAKS = [
    (lambda data: data[:-1], "content.malformed"),
    (lambda data: data + b"x", "content.malformed"),
    (lambda data: b"x" + data[1:], "content.malformed"),
    (lambda data: data[:33] + b"\x08" + bytes(32) + b"\xf0" + b"\xff" * 9, "content.malformed"),
    (lambda data: data[:65] + b"\xf2" * 30_000, "content.too_many_values"),
]


@pytest.mark.parametrize(("change", "reason"), OTS_BREAKS)
def test_a_broken_opentimestamps_proof_is_named(bundle: Files, change, reason: str) -> None:  # type: ignore[no-untyped-def]
    path = f"{HASH}.ots"
    found = checks(read({**bundle, path: change(bundle[path])}), "ots.digest")

    assert [(check.outcome, check.facts["reason"]) for check in found] == [(BROKEN, reason)]


def test_an_opentimestamps_proof_of_another_file_is_named(bundle: Files) -> None:
    assert broken(read({**bundle, f"{HASH}.ots": ots(sha256(b"another"))})) == {"ots.digest"}


BAD_KEYS = [
    (b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----", "content.private_key"),
    (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----", "content.malformed"),
    (b"-----BEGIN PGP", "content.malformed"),
]


@pytest.mark.parametrize(("key", "reason"), BAD_KEYS)
def test_a_key_that_is_none_is_named(bundle: Files, key: bytes, reason: str) -> None:
    found = checks(read({**bundle, "pubkey.asc": key}), "proofmode.key")

    assert [(check.outcome, check.facts["reason"]) for check in found] == [(BROKEN, reason)]


def test_two_signatures_or_a_whole_signed_message_are_no_detached_signature(
    bundle: Files, signer: Signer, other_signer: Signer
) -> None:
    inline = signer._gpg("--armor", "--sign", data=b"something else")
    clear = signer._gpg("--clear-sign", data=b"something else")
    for signature in (inline, clear, b"", b"\x00" * 50):
        assert broken(read({**bundle, f"{HASH}.asc": signature})) == {"proofmode.media_signature"}


def test_without_gpgv_signatures_are_not_checkable(bundle: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    assert outcomes(read(bundle), "proofmode.media_signature") == {NOT_CHECKABLE}


def test_a_signature_over_a_weak_hash_says_so(bundle: Files, signer: Signer) -> None:
    weak = signer._gpg("--armor", "--digest-algo", "SHA1", "--detach-sign", data=PHOTO)
    found = checks(read({**bundle, f"{HASH}.asc": weak}), "proofmode.media_signature")

    assert [(check.outcome, check.facts["hash_weak"]) for check in found] == [(HOLDS, True)]
    assert checks(read(bundle), "proofmode.media_signature")[0].facts["hash_weak"] is False
