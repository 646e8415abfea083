"""Pages set as PDF: Arabic shaped, tagged for screen readers, nothing fetched, nothing written to disk."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation


def refuse_address(address: str, *_args: Any, **_kwargs: Any) -> Any:
    """A print page holds everything it needs; whatever else it names is not fetched."""
    raise ValueError("a printed page loads nothing")


def print_page(template: str, context: dict[str, Any], *, language: str) -> bytes:
    """The template (which extends malath/print.html) as PDF/UA in the reader's language."""
    with translation.override(language):
        return pdf_of(render_to_string(template, context))


def pdf_of(page: str) -> bytes:
    """A page that extends malath/print.html as PDF/UA. The same page gives the same bytes."""
    from weasyprint import HTML  # slow to import, and rarely needed

    document: bytes = HTML(string=page, url_fetcher=refuse_address).write_pdf(pdf_variant="pdf/ua-1")
    return document
