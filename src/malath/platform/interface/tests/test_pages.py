"""Shells and error pages render in three languages, and a printed page loads nothing."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from malath.platform.interface import pdf

PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "refused.html", "sealed.html")


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_says_it_in_the_readers_language(page, language):
    with translation.override(language):
        drawn = render_to_string(page, {"refusal": "because", "request": RequestFactory().get("/x/")})

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in drawn
    assert drawn.count("<h1>") == 1 and "<main" in drawn


def test_a_forced_theme_stands_on_the_root():
    class Viewer:
        theme = "dark"
        handle = "amal"
        home_organisation_id = None

        def can(self, ability):
            return False

    drawn = render_to_string("malath/workspace.html", {"viewer": Viewer(), "request": RequestFactory().get("/")})

    assert 'data-theme="dark"' in drawn


def test_the_way_out_is_on_every_working_page():
    drawn = render_to_string("malath/workspace.html", {"request": RequestFactory().get("/")})

    assert "data-quick-exit" in drawn and 'href="#main"' in drawn


def test_a_printed_page_is_a_pdf_and_fetches_nothing():
    made = pdf.print_page("malath/print.html", {}, language="ar")

    assert made.startswith(b"%PDF-")
    with pytest.raises(ValueError, match="loads nothing"):
        pdf.refuse_address("https://example.org/x.css")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["today", "no such view", "ß", "", "//evil.example/", "https://evil.example/", "x\r\nA: b"]
)
def test_whatever_is_named_as_the_next_page_a_change_of_language_leads_home(client, target):
    response = client.post("/language/", {"language": "fr", "next": target})

    assert (response.status_code, response["Location"]) == (303, "/")
