"""Who imports in the tests: the documenters of the violations room; and lists with invented people in them."""

from __future__ import annotations

from malath.accountability.violations.tests.conftest import Documenters, documenters, search_knows_what_stands

__all__ = ["Documenters", "documenters", "search_knows_what_stands"]
