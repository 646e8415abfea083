"""What an attacker with public name frequencies, and without the secret, reads out of an encoded list; what stops it.

The attacker is given more than life would give: the exact frequencies of this very list, and the luckiest of five settings.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from malath.engines.linkage.private import Encoder, Hardening, Record, Secret
from malath.engines.linkage.private.encoding import by_place
from malath.engines.names import tokens
from tests.linkage.frequency_attack import attack
from tests.linkage.invented import people

SECRET = Secret(bytes(range(32)))
SETTINGS = ((0.6, 0.9), (0.45, 0.8), (0.35, 0.75), (0.25, 0.7), (0.15, 0.6))


@cache
def crowd() -> list[Record]:
    return [
        Record(str(n), tuple(tokens(person.arabic)), person.sex, person.age, 2024 - person.age)
        for n, person in enumerate(people(5000))
    ]


def given_names() -> list[str]:
    return [by_place(record.parts)[0][1] for record in crowd()]


def always_the_commonest() -> float:
    """What a guess is worth that looks at no bit."""
    return Counter(given_names()).most_common(1)[0][1] / len(crowd())


def named_rightly(hardening: Hardening) -> float:
    bits = Encoder(SECRET, ("name", "sex", "age"), hardening).encode(crowd())
    public = Counter(part for record in crowd() for part in by_place(record.parts))
    truth = given_names()
    best = 0.0
    for together, present in SETTINGS:
        guessed = attack(bits, public, len(crowd()), together=together, present=present)
        best = max(best, sum(a == b for a, b in zip(guessed, truth, strict=True)) / len(truth))
    return best


def test_without_hardening_the_attack_names_four_of_ten() -> None:
    assert named_rightly(Hardening()) > 0.4 > 2 * always_the_commonest()


@pytest.mark.parametrize(
    "hardening",
    [Hardening(fold=1), Hardening(salt=("sex", "decade")), Hardening(salt=("sex",), fold=1)],
    ids=["folded", "salted by sex and decade", "salted by sex and folded"],
)
def test_hardened_it_does_hardly_better_than_who_looks_at_no_bit(hardening: Hardening) -> None:
    assert named_rightly(hardening) <= 1.5 * always_the_commonest()


def test_a_vector_of_one_name_is_not_to_be_made_without_the_secret() -> None:
    ours = Encoder(SECRET, ("name",)).encode(crowd()[:500])
    guesses = Encoder(Secret(bytes(32)), ("name",)).encode(crowd()[:500])

    same = np.bitwise_count(ours & guesses).sum(axis=1) / np.bitwise_count(ours).sum(axis=1)
    assert same.max() < 0.4
