"""PDQ: the same picture is near, another is far; and the numbers are those of the published programme."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from malath.engines.looking import GOOD_QUALITY, NEAR, near
from malath.engines.looking.worker.pdq import hash_of
from tests.evidence import samples


def test_distance_counts_the_bits_that_differ() -> None:
    assert near("0" * 64, "0" * 64) == 0
    assert near("0" * 64, "f" * 64) == 256
    assert near("0" * 63 + "1", "0" * 63 + "2") == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: picture.resize((450, 300)),
        lambda picture: Image.open(io.BytesIO(samples.saved(picture, "JPEG", quality=20))),
        lambda picture: picture.convert("L").convert("RGB"),
        lambda picture: picture.filter(ImageFilter.GaussianBlur(1)),
        lambda picture: picture.point(lambda value: min(255, int(value * 1.1))),
    ],
)
def test_a_copy_of_a_picture_is_near(change: object) -> None:
    original, _ = hash_of(samples.scene())

    changed, quality = hash_of(change(samples.scene()))  # type: ignore[operator]

    assert near(original, changed) <= NEAR
    assert quality >= GOOD_QUALITY


def test_another_picture_is_far() -> None:
    hashes = [hash_of(_drawing(seed))[0] for seed in range(12)]

    distances = [near(one, other) for at, one in enumerate(hashes) for other in hashes[:at]]

    assert min(distances) > NEAR


def test_a_picture_of_nothing_has_no_quality() -> None:
    assert hash_of(Image.new("RGB", (100, 100), "grey"))[1] == 0
    assert hash_of(Image.new("RGB", (4, 400), "grey")) == ("0" * 64, 0)


def test_half_of_all_bits_are_set() -> None:
    assert int(hash_of(samples.scene())[0], 16).bit_count() == 128


def _drawing(seed: int) -> Image.Image:
    chance = random.Random(seed)
    picture = Image.new("RGB", (400, 300), tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(15):
        left, top = chance.randrange(400), chance.randrange(300)
        box = (left, top, left + chance.randrange(20, 200), top + chance.randrange(20, 200))
        draw.ellipse(box, fill=tuple(chance.randrange(256) for _ in range(3)))
    return picture
