"""Records as bit vectors under a secret, and what makes them harder to attack.

A record's features (pairs of neighbouring letters of each part's skeleton, the sex, ages within two years) each set some
of 1,024 bits, chosen by a keyed hash: Schnell, Bachteler, Reiher, "A Novel Error-Tolerant Anonymous Linking Code" (2011),
with positions drawn independently from HMAC-SHA-512 and not by double hashing, and with salts, as Niedermeyer, Steinmetzer,
Kroll and Schnell (2014) advise. Further hardening: suppression of names by frequency, XOR folding (Schnell, Borgs 2016),
and BLIP noise (Alaggan, Gambs, Kermarrec 2012).
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.private.records import Record
from malath.engines.linkage.private.secrets import Secret
from malath.engines.names import coarse
from malath.engines.names.lexicon import known_single

Bits = npt.NDArray[np.uint8]
WIDTH = 1024
# How many bits a pair of letters, "servant of", the sex, and each of five ages set.
PAIR, SERVANT, SEX, AGE = 12, 8, 10, 8
AGES_APART = 2
PLACES = ("first", "father", "grandfather", "family")
SALTS = ("sex", "decade")


@dataclass(frozen=True, slots=True)
class Hardening:
    """What is done beyond the secret. Both lists must be encoded in the same way."""

    salt: tuple[str, ...] = ()
    rarest: int = 0  # parts of a name that fewer rows of the list have are left out
    commonest: float = 0.0  # parts that a greater share of the rows has are left out; 0 leaves all in
    fold: int = 0  # times the vector is folded in half by XOR
    blip: float = 0.0  # the chance of each bit to be drawn anew

    def __post_init__(self) -> None:
        if set(self.salt) - set(SALTS):
            raise LinkageError(f"a salt is one of {', '.join(SALTS)}")
        if not (0 <= self.fold <= 3 and 0 <= self.blip <= 0.5 and 0 <= self.commonest <= 1 and self.rarest >= 0):
            raise LinkageError("folds are 0 to 3, noise 0 to 0.5, the commonest share 0 to 1, the rarest 0 or more")


class Encoder:
    """Encodes records with a secret."""

    def __init__(self, secret: Secret, fields: Sequence[str], hardening: Hardening = Hardening()) -> None:
        self.secret = secret
        self.fields = tuple(fields)
        self.hardening = hardening
        self._places: dict[tuple[str, str, str, int], tuple[int, ...]] = {}
        self._left_out: frozenset[tuple[str, str]] = frozenset()

    def encode(self, records: Sequence[Record]) -> Bits:
        """A packed row of bits for each record: 128 bytes, fewer when folded."""
        self._left_out = self._frequencies(records)
        bits = np.zeros((len(records), WIDTH), np.uint8)
        for row, record in enumerate(records):
            salt = self._salt(record)
            for role, feature, count in self._features(record):
                bits[row, self._positions(salt, role, feature, count)] = 1
        for _ in range(self.hardening.fold):
            half = bits.shape[1] // 2
            bits = bits[:, :half] ^ bits[:, half:]
        packed = np.packbits(bits, axis=1)
        return packed ^ self._noise(packed) if self.hardening.blip else packed

    def _features(self, record: Record) -> Iterator[tuple[str, str, int]]:
        for place, skeleton in by_place(record.parts):
            if (place, skeleton) in self._left_out:
                continue
            for feature in letter_pairs(skeleton):
                yield place, feature, SERVANT if feature == SERVANT_OF else PAIR
        if "sex" in self.fields and record.sex:
            yield "sex", record.sex, SEX
        for field, value in (("age", record.age), ("birth", record.birth)):
            if field in self.fields and value >= 0:
                for near in range(value - AGES_APART, value + AGES_APART + 1):
                    yield field, str(near), AGE

    def _positions(self, salt: str, role: str, feature: str, count: int) -> tuple[int, ...]:
        asked = (salt, role, feature, count)
        found = self._places.get(asked)
        if found is None:
            digest = self.secret.digest(feature, "bits", role, salt)
            numbers = np.frombuffer(digest, ">u2", count) % WIDTH
            found = self._places[asked] = tuple(numbers.tolist())
        return found

    def _salt(self, record: Record) -> str:
        said = {"sex": record.sex, "decade": str(record.birth // 10) if record.birth >= 0 else ""}
        return "|".join(said[salt] or "?" for salt in self.hardening.salt)

    def _frequencies(self, records: Sequence[Record]) -> frozenset[tuple[str, str]]:
        """The parts of names, by place, that are left out since too few or too many rows of this list have them."""
        least, most = self.hardening.rarest, self.hardening.commonest or 1.0
        if not least and most >= 1.0:
            return frozenset()
        counted = Counter(part for record in records for part in set(by_place(record.parts)))
        highest = most * len(records)
        return frozenset(part for part, count in counted.items() if count < least or count > highest)

    def _noise(self, packed: Bits) -> Bits:
        """Bits to be turned over: each with half the chance of being drawn anew.

        Drawn from the secret and the vector itself: encoding a record twice gives the same, so nothing averages it away.
        """
        turned = np.empty_like(packed)
        width = packed.shape[1] * 8
        key = self.secret.key("noise")
        for row, vector in enumerate(packed):
            seed = np.frombuffer(_noise_seed(key, vector.tobytes()), np.uint32)
            dice = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed.tolist())))
            turned[row] = np.packbits(dice.random(width) < self.hardening.blip / 2)
        return turned


SERVANT_OF = "servant of"


@lru_cache(maxsize=200_000)
def skeleton_of(part: str) -> str:
    """The one skeleton that stands for a part in every script and spelling that leads to it."""
    return coarse(known_single(part) or part)


def by_place(parts: Sequence[str]) -> list[tuple[str, str]]:
    """The skeletons of a name with their places: of two parts first and family, of three the father too."""
    if not parts:
        return []
    places = {1: PLACES[:1], 2: (PLACES[0], PLACES[3]), 3: (*PLACES[:2], PLACES[3])}.get(len(parts), PLACES)
    chosen = parts if len(parts) <= 4 else (*parts[:3], parts[-1])
    return [(place, skeleton_of(part)) for place, part in zip(places, chosen, strict=True)]


@lru_cache(maxsize=200_000)
def letter_pairs(skeleton: str) -> tuple[str, ...]:
    """Pairs of neighbouring letters, with the ends marked; Abd is a feature of its own before what follows it."""
    pairs: list[str] = []
    if skeleton.startswith("abd"):
        pairs, skeleton = [SERVANT_OF], skeleton[3:]
    marked = f"<{skeleton}>"
    if skeleton:
        pairs += [marked[at : at + 2] for at in range(len(marked) - 1)]
    return tuple(dict.fromkeys(pairs))


def _noise_seed(key: bytes, vector: bytes) -> bytes:
    return hmac.digest(key, vector, "sha256")
