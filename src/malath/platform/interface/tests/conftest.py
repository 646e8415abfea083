"""Rendering one component in one language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation


@pytest.fixture
def draw() -> Callable[..., str]:
    """`draw("{% name n %}", n="Amal")` renders with the library loaded."""

    def render(source: str, language: str = "en", **context: Any) -> str:
        with translation.override(language):
            return Template("{% load malath %}" + source).render(Context(context))

    return render
