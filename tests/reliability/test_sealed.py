"""After the whole journey, what is left on the disk, in the database and in a backup gives nothing away."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.living import living_server
from tests.reliability.journey import (
    AGENT,
    ARABIC,
    MAIL,
    MARK,
    PASSWORD_OF_NEWCOMER,
    PHONE,
    SECRETS,
    SOURCE,
    TYPED,
    Journey,
)
from tests.reliability.secrets import found_in, found_under

SEND_MAIL = "from malath.platform.notices.jobs import send_notices; send_notices()"


@dataclass
class Robbed:
    """What somebody holds who took the machine away: the folder, the output, the backup, the database's dump."""

    home: Path
    temporary: Path
    backup: Path
    output: bytes
    dumps: list[bytes] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    told: str = ""


def dumps_of(address: str) -> list[bytes]:
    """A PostgreSQL database as pg_dump writes it, in both its ways."""
    if not address:
        return []
    commands = [["pg_dump", address], ["pg_dump", "--inserts", address]]
    return [subprocess.run(command, check=True, capture_output=True).stdout for command in commands]


@pytest.fixture(scope="module")
def robbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Robbed]:
    """One installation, its journey walked, backed up, stopped."""
    folder = tmp_path_factory.mktemp("robbed")
    with living_server(folder / "living") as server:
        server.unseal()
        journey = Journey(server)
        journey.walk()
        server.wait_for_jobs()
        mailed = server.malath("manage", "shell", "-c", SEND_MAIL)
        assert mailed.returncode == 0, mailed.stderr
        done = server.malath("backup", str(folder / "backup" / "one"), "--new-identity", str(folder / "identity"))
        assert done.returncode == 0, done.stderr
        told = str(server.python("tests.inside", "cases"))
        server.stop()
        yield Robbed(
            home=server.home,
            temporary=server.temporary,
            backup=folder / "backup",
            output=server.output.encode(),
            dumps=dumps_of(server.database),
            refused=journey.refused,
            told=told,
        )


def test_the_whole_journey_was_walked(robbed: Robbed) -> None:
    assert not robbed.refused, "\n".join(robbed.refused)


def test_with_the_keys_the_secrets_are_there(robbed: Robbed) -> None:
    assert all(secret in robbed.told for secret in (MARK, TYPED))


def test_nothing_in_the_data_folder_gives_anything_away(robbed: Robbed) -> None:
    kept = [hit for hit in found_under(robbed.home, SECRETS) if not hit.startswith("spool/")]

    assert any(robbed.home.rglob("*"))
    assert kept == []


def test_a_mail_that_waits_says_to_whom_it_goes_and_nothing_else(robbed: Robbed) -> None:
    mails = [path.read_bytes() for path in (robbed.home / "spool").iterdir()]
    addressed = re.compile(rb"(?m)^To: " + MAIL.encode() + rb"\r?$")

    assert any(addressed.search(mail) for mail in mails)
    assert [hit for mail in mails for hit in found_in(addressed.sub(b"", mail), SECRETS)] == []


def test_nothing_is_left_in_temporary_files(robbed: Robbed) -> None:
    assert found_under(robbed.temporary, SECRETS) == []


def test_nothing_that_was_printed_or_logged_gives_anything_away(robbed: Robbed) -> None:
    assert found_in(robbed.output, SECRETS) == []


def test_a_backup_gives_nothing_away(robbed: Robbed) -> None:
    assert {path.suffix for path in robbed.backup.iterdir()} == {".malath", ".keys"}
    assert found_under(robbed.backup, SECRETS) == []


def test_a_dump_of_the_database_gives_nothing_away(robbed: Robbed) -> None:
    assert bool(robbed.dumps) == bool(os.environ.get("MALATH_DATABASE"))
    assert [hit for dump in robbed.dumps for hit in found_in(dump, SECRETS)] == []


@pytest.mark.parametrize("secret", [MARK, ARABIC, PHONE, SOURCE, AGENT, PASSWORD_OF_NEWCOMER])
def test_the_search_would_find_a_secret_that_was_left_behind(robbed: Robbed, tmp_path: Path, secret: str) -> None:
    copy = Path(shutil.copytree(robbed.home, tmp_path / "copy", ignore=shutil.ignore_patterns("*.sock")))
    (copy / "left").write_bytes(b"\0\1\2" + secret.encode("utf-16-le"))

    assert found_under(copy, [secret]) != []
