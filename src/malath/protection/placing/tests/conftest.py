"""Homes and cases of the room of stays, and what each household needs."""

from __future__ import annotations

from malath.protection.stays.tests.conftest import case, family, other_case, shared

__all__ = ["case", "family", "other_case", "shared"]
