"""Inclusion and consistency proofs, made and checked (RFC 9162, sections 2.1.3 and 2.1.4)."""

from __future__ import annotations

from typing import Protocol

from malath.engines.ledger.merkle import largest_power_below, node_hash


class Subtrees(Protocol):
    """What proofs are made from: a tree in memory, or its tiles on a disk."""

    def subtree(self, low: int, high: int) -> bytes:
        """MTH(D[low:high])."""


def inclusion_proof(tree: Subtrees, index: int, size: int) -> list[bytes]:
    """The hashes by which an entry's leaf leads to the root of the first `size` entries."""
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        split = largest_power_below(high - low)
        if index < low + split:
            path.append(tree.subtree(low + split, high))
            high = low + split
        else:
            path.append(tree.subtree(low, low + split))
            low += split
    return path[::-1]


def consistency_proof(tree: Subtrees, old: int, new: int) -> list[bytes]:
    """The hashes by which the root at `old` is seen to be a prefix of the root at `new`."""

    def walk(size: int, low: int, high: int, whole: bool) -> list[bytes]:
        if size == high - low:
            return [] if whole else [tree.subtree(low, high)]
        split = largest_power_below(high - low)
        if size <= split:
            return [*walk(size, low, low + split, whole), tree.subtree(low + split, high)]
        return [*walk(size - split, low + split, high, False), tree.subtree(low, low + split)]

    return walk(old, 0, new, True) if 0 < old < new else []


def is_included(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """Check an inclusion proof (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            value = node_hash(step, value)
            while first and not first & 1:
                first >>= 1
                last >>= 1
        else:
            value = node_hash(value, step)
        first >>= 1
        last >>= 1
    return last == 0 and value == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Check a consistency proof (RFC 9162, 2.1.4.2)."""
    if old == new:
        return old_root == new_root and not proof
    if not 0 < old < new:
        return False
    return _roots(old, new, [old_root, *proof] if _is_whole(old) else proof) == (old_root, new_root)


def prefix_root(old: int, new: int, new_root: bytes, proof: list[bytes]) -> bytes | None:
    """The root that a tree has at an earlier size, as a consistency proof tells it; None when the proof does not lead
    to the tree's root, or leaves that root out (it does where `old` is a power of two)."""
    if not 0 < old < new or _is_whole(old):
        return None
    roots = _roots(old, new, proof)
    return roots[0] if roots is not None and roots[1] == new_root else None


def _is_whole(size: int) -> bool:
    """Whether a tree of that size is one whole subtree."""
    return size & (size - 1) == 0


def _roots(old: int, new: int, steps: list[bytes]) -> tuple[bytes, bytes] | None:
    """The roots at both sizes that a path gives; None when it has the wrong length."""
    if not steps:
        return None
    first, last = old - 1, new - 1
    while first & 1:
        first >>= 1
        last >>= 1
    left = right = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            left, right = node_hash(step, left), node_hash(step, right)
            while first and not first & 1:
                first >>= 1
                last >>= 1
        else:
            right = node_hash(right, step)
        first >>= 1
        last >>= 1
    return (left, right) if last == 0 else None
