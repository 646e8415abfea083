"""Where a folder's entries differ from those that the log signed: which were changed, removed, added, moved.

Leaves are salted, so no two entries have the same leaf hash: a hash says where its entry belongs.
"""

from __future__ import annotations

from collections.abc import Callable

from malath.engines.ledger.survey import Finding


def compare_entries(here: list[bytes], signed: dict[int, bytes], place: Callable[[int], str]) -> list[Finding]:
    """The differences of the entries' hashes as they lie here from the signed ones by index; `place` names the file of
    an entry."""
    index_of = {value: index for index, value in signed.items()}
    ordered = sorted({index_of[value] for value in here if value in index_of})
    missing = set(signed) - set(ordered)
    found: list[Finding] = []
    moved: dict[int, int] = {}
    seen: set[int] = set()
    before = -1
    for position, value in enumerate(here):
        index = index_of.get(value)
        if index is None and before + 1 in missing:
            before += 1
            missing.discard(before)
            found.append(_finding("changed", before, place, "it is not the entry that the log signed"))
        elif index is None:
            text = f"{place(position)}: an entry that the log did not sign"
            found.append(Finding("added", f"before entry {before + 1}", text))
        elif index in seen:
            text = f"{place(position)}: entry {index} stands here a second time"
            found.append(Finding("duplicated", f"entry {index}, before entry {before + 1}", text))
        else:
            before = ordered[len(seen)]
            seen.add(index)
            if index != before:
                moved[index] = before
    found += _moves(moved, place)
    return found + [_finding("removed", index, place, "the entry is missing") for index in sorted(missing)]


def _moves(moved: dict[int, int], place: Callable[[int], str]) -> list[Finding]:
    """Entries that stand in each other's place, and other moves."""
    found = []
    for index, stands_at in sorted(moved.items()):
        if moved.get(stands_at) != index:
            found.append(_finding("moved", index, place, f"it stands in the place of entry {stands_at}"))
        elif index < stands_at:
            text = f"{place(index)}, {place(stands_at)}: they changed places"
            found.append(Finding("swapped", f"entry {index} and entry {stands_at}", text))
    return found


def _finding(code: str, index: int, place: Callable[[int], str], message: str) -> Finding:
    return Finding(code, f"entry {index}", f"{place(index)}: {message}")
