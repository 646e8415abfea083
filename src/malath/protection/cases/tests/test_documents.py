"""A case's documents lie in the vault: taken in, moved there, opened with a trace, and destroyed for good."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from malath.people.tests.makers import entered
from malath.platform.access.models import Member
from malath.platform.keeper.client import home, keeper
from malath.platform.keeper.errors import VaultHeldError, VaultItemGoneError
from malath.platform.sealed import files, vault
from malath.platform.sealed.models import SealedFile
from malath.protection.cases import actions, jobs
from malath.protection.cases.actions import open_case
from malath.protection.cases.models import Case, Document
from malath.protection.cases.papers import document_body
from malath.protection.cases.rules import EntryPath, Part
from malath.protection.cases.selectors import case_for
from tests.people import Coalition

BODY = b"%PDF-1.7 a permit of the town of Lyon" * 2_000


@pytest.fixture
def other_case(coalition: Coalition) -> Case:
    """A case with other people, which Amal leads too."""
    opened = open_case(
        organisation=coalition.haven,
        head=entered(coalition.haven, coalition.rima, "نادر الشامي", "Nader Shami"),
        entry_path=EntryPath.IN_TRANSIT,
        network=coalition.lyon,
        team=[(coalition.amal, Part.LEAD)],
        summary="Teacher",
        place="Mersin",
        by=coalition.rima,
    )
    return case_for(coalition.rima, opened.pk)


def add(case: Case, by: Member, body: bytes = BODY, title: str = "Permit") -> Document:
    return actions.add_document(case, upload=SimpleUploadedFile("permit.pdf", body), title=title, by=by)


def of_an_earlier_release(case: Case, by: Member, body: bytes = BODY) -> Document:
    """A document as it stood before the vault took documents in."""
    document = add(case, by, body)
    file = files.store_for_now(case.pk, name="permit.pdf", kind="application/pdf", body=body)
    Document.objects.unscoped(reason="test").filter(pk=document.pk).update(file=file)
    return Document.objects.unscoped(reason="test").select_related("file", "case").get(pk=document.pk)


def item_of(document: Document) -> str:
    return SealedFile.objects.get(document=document).item


def test_a_document_is_an_item_with_its_custody_and_its_opening_stands_under_the_case(
    coalition: Coalition, case: Case
) -> None:
    document = add(case, coalition.amal)

    assert document_body(document, by=coalition.amal) == BODY
    assert not (home() / "files").exists() or not list((home() / "files").glob("*/" + document.file_id.hex))
    events = keeper().vault_events([item_of(document)])
    assert [event["verb"] for event in events][-1] == "vault.view"
    assert events[-1]["by"] == str(coalition.amal.pk)
    assert {"why": "document", "texts": 1} in [entry["facts"] for entry in keeper().entries(case.pk, limit=5)]


def test_documents_of_an_earlier_release_move_and_stay_what_they_were(coalition: Coalition, case: Case) -> None:
    old = of_an_earlier_release(case, coalition.amal)
    path = files.path_of(old.file_id)
    assert path.exists() and document_body(old, by=coalition.amal) == BODY

    moved = jobs.move_documents_into_vault()

    now = Document.objects.unscoped(reason="test").select_related("file").get(pk=old.pk)
    assert moved >= 1 and now.file.item and now.file_id == old.file_id
    assert document_body(now, by=coalition.amal) == BODY
    assert jobs.move_documents_into_vault() == 0


def test_a_damaged_document_stays_and_does_not_keep_the_others_from_moving(coalition: Coalition, case: Case) -> None:
    damaged, whole = (of_an_earlier_release(case, coalition.amal, bytes([n]) * 5_000) for n in (1, 2))
    path = files.path_of(damaged.file_id)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")

    jobs.move_documents_into_vault()

    assert not item_of(damaged) and path.exists()
    assert item_of(whole)


def test_an_upload_whose_transaction_does_not_commit_is_destroyed_by_the_sweep(
    coalition: Coalition, case: Case
) -> None:
    class ChangedMindError(Exception):
        pass

    with pytest.raises(ChangedMindError), transaction.atomic():
        document = add(case, coalition.amal)
        lost = item_of(document)
        raise ChangedMindError
    kept = item_of(add(case, coalition.amal, b"another"))

    assert vault.sweep_doubts() == 0, "what came in just now may still be named"
    assert vault.sweep_doubts(older_than=-1) >= 1
    marks = {mark.name for mark in (home() / "taking").iterdir()}
    assert not marks & {lost, kept}
    with pytest.raises(VaultItemGoneError):
        vault.read_item(lost, by=None, why="test")
    assert b"".join(vault.read_item(kept, by=None, why="test").parts) == b"another"


def test_the_sweep_goes_on_past_what_stands_under_a_hold(coalition: Coalition, case: Case) -> None:
    class ChangedMindError(Exception):
        pass

    with pytest.raises(ChangedMindError), transaction.atomic():
        items = [item_of(add(case, coalition.amal, bytes([n]) * 99)) for n in (1, 2)]
        keeper().vault_hold([items[0]], held=True, by=coalition.dalia.pk, reason="a court asked")
        raise ChangedMindError

    vault.sweep_doubts(older_than=-1)

    assert (home() / "taking" / items[0]).exists() and not (home() / "taking" / items[1]).exists()
    keeper().vault_hold([items[0]], held=False, by=coalition.dalia.pk, reason="the court ended it")
    vault.sweep_doubts(older_than=-1)
    with pytest.raises(VaultItemGoneError):
        vault.read_item(items[0], by=None, why="test")


def erased(case: Case, coalition: Coalition) -> Any:
    erasure = actions.ask_erasure(case, ground="wish", by=coalition.rima)
    return actions.carry_out_erasure(erasure, by=coalition.dalia)


def test_erasing_a_case_destroys_its_items_and_leaves_the_same_bytes_of_another_case(
    coalition: Coalition, case: Case, other_case: Case
) -> None:
    document, same = add(case, coalition.amal), add(other_case, coalition.amal)
    keeper().vault_settle()
    item = item_of(document)

    erased(case, coalition)

    with pytest.raises(VaultItemGoneError):
        vault.read_item(item, by=None, why="test")
    assert hashlib.sha256(document_body(same, by=coalition.amal)).digest() == hashlib.sha256(BODY).digest()


def test_a_hold_in_the_vault_keeps_the_whole_case(coalition: Coalition, case: Case) -> None:
    document = add(case, coalition.amal)
    keeper().vault_hold([item_of(document)], held=True, by=None, reason="order of a court")

    with pytest.raises(VaultHeldError):
        erased(case, coalition)

    assert document_body(document, by=coalition.amal) == BODY
    assert case_for(coalition.rima, case.pk).erased_on is None
