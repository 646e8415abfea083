"""The OpenPGP signatures of a ProofMode bundle: of the media, and of each record about it."""

from __future__ import annotations

from .errors import PackageError
from .model import Entry, Outcome
from .openpgp import VerifierMissingError, verify
from .proofmode_sets import ProofSet
from .records import read_whole
from .shelf import Shelf

KEY_LIMIT = 1024 * 1024


def check_signatures(shelf: Shelf, one: ProofSet, subject: Entry | None, ring: bytes | None) -> None:
    """Check every signature of a set with the enclosed key; a missing one is absent, one over nothing is broken."""
    targets = [(".asc", "proofmode.media_signature", subject)]
    targets += [
        (f"{tail}.asc", "proofmode.record_signature", one.files.get(tail)) for tail in (".proof.csv", ".proof.json")
    ]
    for tail, code, target in targets:
        signature = one.files.get(tail)
        if signature is None:
            if target is not None:
                shelf.check(code, target.path, Outcome.ABSENT)
        elif target is None:
            shelf.check(code, signature.path, Outcome.BROKEN, reason="nothing_to_sign")
        elif ring is None:
            shelf.check(code, target.path, Outcome.NOT_CHECKABLE, reason="no_key", proof=signature.path)
        else:
            _check_signature(shelf, code, target, signature, ring, subject)


def _check_signature(
    shelf: Shelf, code: str, target: Entry, signature: Entry, ring: bytes, subject: Entry | None
) -> None:
    try:
        with target.open() as stream:
            verdict = verify(ring, read_whole(signature, KEY_LIMIT), stream, shelf.limits.max_signature_seconds)
    except VerifierMissingError as missing:
        shelf.check(code, target.path, Outcome.NOT_CHECKABLE, reason=missing.code, proof=signature.path)
        return
    except PackageError as error:
        shelf.check(code, target.path, Outcome.BROKEN, reason=error.code, proof=signature.path)
        return
    if verdict.fault:
        shelf.check(code, target.path, Outcome.BROKEN, reason=verdict.fault, proof=signature.path)
        return
    facts = {"fingerprint": verdict.fingerprint, "signed_at": verdict.signed_at, "proves": "sameness_only"}
    shelf.check(
        code,
        target.path,
        Outcome.HOLDS,
        proof=signature.path,
        key_expired=verdict.key_expired,
        hash_weak=verdict.hash_weak,
        **facts,
    )
    if subject is not None:
        shelf.claim(subject, "author", verdict.user_id, signature.path)
