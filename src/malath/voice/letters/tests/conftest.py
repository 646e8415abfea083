"""Haven answers for Lyon and takes letters; Archive takes none. The intake as the public process fills it."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from malath.platform.access.models import LocalNetwork, Member
from malath.platform.access.rules import Role
from malath.platform.keeper.client import home
from malath.platform.keeper.setup import intake_public_key
from malath.platform.sealed.readers import ReadersLetter
from malath.voice.letters.actions import receive_letter, set_desk
from malath.voice.letters.models import Letter
from malath.voice.letters.rules import Kind
from malath.voice.letters.taking_in import aside_folder
from malath.voice.site.outside.receiving import Letterbox
from malath.voice.site.putting_out import intake_folder
from tests.people import Coalition, member

AGE = "age1" + "q" * 58
WORDS = "Zumurruda writes"
GIVEN: dict[str, list[str]] = {"name": ["Zumurruda"], "mail": ["zumurruda@example.org"], "text": [WORDS]}


def sent(**given: str) -> ReadersLetter:
    """What the intake gives, opened."""
    told: Mapping[str, Sequence[str]] = {**GIVEN, **{name: [value] for name, value in given.items()}}
    return ReadersLetter(uuid.uuid4(), timezone.localdate(), "fr", told)


@dataclass
class Desks:
    """Who reads letters, and who must not."""

    coalition: Coalition
    officer: Member
    ghent_keeper: Member
    elsewhere: Member
    letterbox: Letterbox

    def letter(self, kind: str = "contact", **given: str) -> Letter:
        letter = sent(**given)
        receive_letter(Kind(kind), letter)
        return self.now(letter.id)

    def now(self, pk: uuid.UUID) -> Letter:
        found: Letter = Letter.objects.unscoped(reason="a test looks").get(pk=pk)
        return found

    def all(self) -> list[Letter]:
        return list(Letter.objects.unscoped(reason="a test looks").order_by("received_on", "pk"))

    def post(self, form: str = "contact", **given: str) -> str:
        """A letter as the public process leaves it."""
        told = {"form": form, "language": "fr", "on": timezone.localdate().isoformat(), "given": sent(**given).given}
        return self.letterbox.add(json.dumps(told).encode())

    def raw(self, body: Any) -> str:
        """Whatever somebody seals who has the public key."""
        return self.letterbox.add(body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.fixture
def intake(_processes: None) -> Iterator[Path]:
    """The folder that the public process adds to, empty before and after."""
    for folder in (intake_folder(), aside_folder()):
        shutil.rmtree(folder, ignore_errors=True)
    intake_folder().mkdir(parents=True)
    yield intake_folder()
    for folder in (intake_folder(), aside_folder()):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def desks(coalition: Coalition, intake: Path) -> Desks:
    ghent = LocalNetwork.objects.create(slug="ghent", name_en="Ghent", name_fr="Gand", name_ar="غنت")
    opened = timezone.localdate() - timedelta(days=90)
    for local in (coalition.lyon, ghent):
        apps.get_model("hosting", "Network").objects.create(
            organisation=coalition.haven, local=local, country="FR", opened_on=opened
        )
    made = Desks(
        coalition,
        member("hala", coalition.haven, Role.COMMUNICATIONS_OFFICER),
        member("ghassan", coalition.haven, Role.NETWORK_COORDINATOR, network=ghent),
        member("ziad", coalition.archive, Role.COMMUNICATIONS_OFFICER),
        Letterbox(intake, intake_public_key(home())),
    )
    set_desk(coalition.haven, is_open=True, public_key=AGE, by=coalition.dalia)
    return made
