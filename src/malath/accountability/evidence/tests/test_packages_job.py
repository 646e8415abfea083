"""Packages of other tools: their own proof is checked at the door and kept beside what they hold."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.evidence.custody import custody_of
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.packages import CODES
from malath.accountability.evidence.packages_job import open_new_packages
from malath.accountability.evidence.proof_words import CHECKS
from malath.accountability.evidence.reason_words import PROOFS, REASONS
from malath.accountability.evidence.rules import Proof
from malath.accountability.evidence.selectors import contents_of, copies_of, evidence_for
from malath.accountability.evidence.tests.conftest import Room
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item
from tests.evidence.makers import Signer, proofmode, wacz

AsMember = Callable[..., Client]


def zipped(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


@pytest.fixture(scope="module")
def signer() -> Iterator[Signer]:
    """The key of an invented telephone, in a home of a short name (a socket stands in it)."""
    with tempfile.TemporaryDirectory(prefix="mk", dir="/tmp") as home:
        found = Signer(Path(home), "Nour Invented")
        yield found
        found.close()


def opened(room: Room, body: bytes) -> Evidence:
    """A package that came in, was found to be a zip, and was opened."""
    package = room.receive(body, "post.wacz", title="A post", told={"source": "A colleague"})
    Evidence.objects.unscoped(reason="the look is tested elsewhere").filter(pk=package.pk).update(
        media="application/zip"
    )
    assert open_new_packages() == 1 and open_new_packages() == 0
    found = evidence_for(room.amal, package.pk)
    reveal(found, by=room.amal, why="a test")
    return found


def test_a_web_archive_becomes_items_with_their_own_proof(room: Room, as_member: AsMember) -> None:
    files = dict(wacz())
    package = opened(room, zipped(files))

    contents, _more = contents_of(room.amal, package)
    page = as_member(room.amal).get(reverse("evidence_item", args=[package.pk])).content.decode()
    assert package.checks["kind"] == "wacz" and contents
    assert "The resource has the listed fingerprint." in page and "does not hold" not in page
    proofs = [copy for copy in copies_of(room.amal, package) if copy.kind == "proof"]
    reveal(proofs, by=room.amal, why="a test")
    assert {copy.made["path"]: str(copy.proves) for copy in proofs} == {
        "datapackage.json": "List of resources",
        "datapackage-digest.json": "Fingerprint and signature of the list",
    }
    for one in contents:
        item = evidence_for(room.amal, one.pk)
        reveal(item, by=room.amal, why="a test")
        body = b"".join(read_item(item.item, by=room.amal, why="a test").parts)
        assert body in files.values() and item.package_id == package.pk
        assert (item.proof, item.use) == (Proof.WAITING, "confidential")
        assert as_member(room.amal).get(reverse("evidence_item", args=[item.pk])).status_code == 200


def test_a_package_that_was_changed_says_which_check_does_not_hold(room: Room, as_member: AsMember) -> None:
    files = dict(wacz())
    name = next(name for name in files if name.endswith((".warc.gz", ".warc")))
    files[name] = files[name] + b"x"

    package = opened(room, zipped(files))

    page = as_member(room.amal).get(reverse("evidence_item", args=[package.pk])).content.decode()
    assert "do not hold." in page or "does not hold." in page
    assert [item.proof for item in contents_of(room.amal, package)[0] if item.proof == Proof.WAITING] == []


def test_a_zip_that_is_no_package_is_kept_whole(room: Room) -> None:
    package = opened(room, zipped({"a.txt": b"a", "b.txt": b"b"}))

    assert contents_of(room.amal, package) == ([], "")
    assert package.checks["kind"] == "zip"


def test_a_damaged_package_is_kept_and_said(room: Room, as_member: AsMember) -> None:
    package = opened(room, zipped(dict(wacz()))[:300])

    page = as_member(room.amal).get(reverse("evidence_item", args=[package.pk])).content.decode()
    assert package.checks["refused"]
    assert "It is kept as it came." in page


def test_before_an_erasure_it_is_said_where_else_the_bytes_lie(room: Room, proved: AsMember) -> None:
    package = opened(room, zipped(dict(wacz())))
    one = contents_of(room.amal, package)[0][0]

    of_item = proved(room.lea).get(reverse("evidence_erase", args=[one.pk])).content.decode()
    of_package = proved(room.lea).get(reverse("evidence_erase", args=[package.pk])).content.decode()

    assert "its bytes lie in the package as well" in of_item
    assert reverse("evidence_erase", args=[package.pk]) in of_item
    assert "which this does not erase" in of_package and reverse("evidence_erase", args=[one.pk]) in of_package


def test_a_package_of_many_items_is_told_a_page_at_a_time(room: Room, as_member: AsMember) -> None:
    package = room.receive(b"many", "many.zip")
    for n in range(52):
        room.receive(b"%d" % n, f"{n}.txt")
    rows = Evidence.objects.unscoped(reason="a test")
    rows.exclude(pk=package.pk).update(package=package)
    rows.filter(pk=package.pk).update(opened_on="2026-01-01")
    client, url = as_member(room.amal), reverse("evidence_item", args=[package.pk])

    first = client.get(url).context
    rest = client.get(url + first["contents_older"]).context

    assert (len(first["contents"]), len(rest["contents"]), rest["contents_older"]) == (50, 2, "")


def test_a_proof_file_is_taken_out_as_it_came_and_that_is_custody(room: Room, as_member: AsMember) -> None:
    files = dict(wacz())
    package = opened(room, zipped(files))
    copies = [copy for copy in copies_of(room.amal, package) if copy.kind == "proof"]
    reveal(copies, by=room.amal, why="a test")
    (copy,) = [one for one in copies if one.made["path"] == "datapackage-digest.json"]
    url = reverse("evidence_copy_file", args=[copy.pk])

    answer = as_member(room.amal).get(url)
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert body == files["datapackage-digest.json"]
    assert answer["Content-Disposition"] == 'attachment; filename="datapackage-digest.json"'
    assert answer["Content-Type"] == "application/octet-stream"
    newest = custody_of(room.amal, package)[0][0]
    assert (newest.why, newest.member, newest.is_copy) == ("proof", room.amal, True)
    assert as_member(room.boris).get(url).status_code == 404


def test_the_proofs_of_a_photo_stand_with_the_photo(room: Room, signer: Signer) -> None:
    package = opened(room, zipped(dict(proofmode(signer))))

    (photo,) = [one for one in contents_of(room.amal, package)[0] if one.proof == Proof.WAITING]
    mine = [copy for copy in copies_of(room.amal, photo) if copy.kind == "proof"]
    shared = [copy for copy in copies_of(room.amal, package) if copy.kind == "proof"]
    reveal(mine, shared, by=room.amal, why="a test")
    assert "OpenPGP signature" in {str(copy.proves) for copy in mine}
    assert "OpenPGP public key" in {str(copy.proves) for copy in shared}


def test_why_a_check_does_not_hold_is_said_in_words(room: Room, signer: Signer, as_member: AsMember) -> None:
    files = dict(proofmode(signer))
    signature = next(name for name in files if name.endswith(".asc") and "proof" not in name and "pubkey" not in name)
    files[signature] = files[signature][:200]

    package = opened(room, zipped(files))

    page = as_member(room.amal).get(reverse("evidence_item", args=[package.pk])).content.decode()
    assert "The signature cannot be read." in page


def test_a_package_is_opened_behind_walls_or_waits(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    package = room.receive(zipped(dict(wacz())), "post.wacz")
    Evidence.objects.unscoped(reason="a test").filter(pk=package.pk).update(media="application/zip")
    monkeypatch.setattr("malath.accountability.evidence.packages_job.sandbox_stands", lambda: False)

    assert open_new_packages() == 0
    assert evidence_for(room.amal, package.pk).opened_on is None


def test_every_code_of_a_reason_has_its_words() -> None:
    wanted = {code for code in CODES if code.startswith(("reason.", "package.", "content.", "proof."))}

    assert wanted - set(CHECKS) <= set(REASONS) | set(PROOFS)
