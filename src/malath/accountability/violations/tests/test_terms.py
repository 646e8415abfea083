"""The words of the record: a draft until an organisation stands for them, in each language for itself; and what leaves says so."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from malath.accountability.violations import vocabulary
from malath.accountability.violations.leaving import write_export
from malath.accountability.violations.models import TermReview
from malath.accountability.violations.record_form import RecordForm
from malath.accountability.violations.terms.errors import WordsChangedError
from malath.accountability.violations.terms.reviewing import review_term
from malath.accountability.violations.terms.standing import Standing, digest_of
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
TERM = vocabulary.term("acts", "03.03")
PAGE = "/violations/terms/acts/03.03/"


def said(language: str) -> dict[str, str]:
    return {"language": language, "label": digest_of(TERM.labels[language])}


def test_a_legal_officer_puts_the_organisations_name_to_the_words_of_one_language(
    documenters: Any, as_member: AsMember
) -> None:
    officer = as_member(documenters.hala)

    answer = officer.post(PAGE, said("ar"))

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    page = officer.get(PAGE).content.decode()
    assert page.count("Nobody has reviewed these words") == 2 and "اختفاء قسري" in page
    standing = Standing(documenters.yara, ["acts"])
    assert [standing.is_draft(TERM, one) for one in ("en", "fr", "ar")] == [True, True, False]
    assert OutboxEntry.objects.filter(verb="violations.term_reviewed").count() == 1
    officer.post(PAGE, said("ar"))
    assert TermReview.objects.visible_to(documenters.yara).count() == 1


def test_whoever_only_documents_reads_it_and_stands_for_nothing(documenters: Any, as_member: AsMember) -> None:
    client = as_member(documenters.yara)

    assert b"These words are right" not in client.get(PAGE).content
    assert client.post(PAGE, said("ar")).status_code == 404
    assert client.get("/violations/terms/acts/77/").status_code == 404
    assert client.get("/violations/terms/elsewhere/").status_code == 404
    with pytest.raises(NotAllowedError):
        review_term(TERM, "ar", label="", organisation=documenters.archive, by=documenters.yara)


def test_words_that_changed_since_are_a_draft_again(documenters: Any) -> None:
    with pytest.raises(WordsChangedError):
        review_term(TERM, "ar", label=digest_of("تعذيب"), organisation=documenters.archive, by=documenters.hala)

    TermReview(
        terms="acts", code="03.03", language="ar", label=digest_of("other words"), organisation=documenters.archive,
        by=documenters.hala, on="2026-11-22",
    ).save(force_insert=True)  # fmt: skip

    assert Standing(documenters.yara, ["acts"]).is_draft(TERM, "ar")


def test_a_form_says_which_words_are_drafts_in_the_language_of_the_page(documenters: Any) -> None:
    review = {"label": digest_of(TERM.labels["fr"]), "organisation": documenters.archive, "by": documenters.hala}
    review_term(TERM, "fr", **review)

    with override("fr"):
        kinds = dict(RecordForm(record="act", viewer=documenters.yara)["kind"].field.choices)
    with override("en"):
        form = RecordForm(record="act", viewer=documenters.yara)

    assert kinds["03.03"].strip() == "Disparition forcée" and "(brouillon)" in kinds["03.04"]
    assert "drafts in this language" in str(form["kind"].help_text)


def test_the_wizard_says_which_words_are_drafts(documenters: Any, as_member: Any) -> None:
    page = as_member(documenters.yara).get("/violations/stories/tell/").content.decode()
    assert "The words of the lists are drafts in this language" in page and "(draft)" not in page

    review = {"organisation": documenters.archive, "by": documenters.hala}
    review_term(TERM, "en", label=digest_of(TERM.labels["en"]), **review)
    sex = vocabulary.terms("sex")["01"]
    review_term(sex, "en", label=digest_of(sex.labels["en"]), **review)

    page = as_member(documenters.yara).get("/violations/stories/tell/").content.decode()
    assert f'<option value="{TERM.labels["en"]}">' in page and "Of these lists" in page
    other = vocabulary.terms("acts")["03.04"].labels["en"]
    assert f'<option value="{other}" label="{other} (draft)">' in page
    assert f">{sex.labels['en']}<" in page and f"{vocabulary.terms('sex')['02'].labels['en']} (draft)" in page


def test_an_export_says_it_of_every_term_and_brings_the_reviews_back(documenters: Any, tmp_path: Path) -> None:
    label = digest_of(TERM.labels["ar"])
    review_term(TERM, "ar", label=label, organisation=documenters.archive, by=documenters.hala)

    write_export(tmp_path / "out", viewer=documenters.yara)

    text = (tmp_path / "out" / "tables" / "en" / "words.csv").read_text("utf-8-sig")
    rows = {(row[0], row[1]): row for row in csv.reader(io.StringIO(text, newline=""))}
    assert len(rows) == 1 + sum(len(vocabulary.terms(name)) for name in vocabulary.names())
    found = rows["acts", "03.03"]
    assert found[5:8] == ["MT4 030103", "", "7(1)(i)"]
    assert found[-3:-1] == ["draft", "draft"] and found[-1].endswith(f", {timezone.localdate()}")
    assert rows["acts", "03.03.01"][5:7] == ["", "MT4 030103"]
    assert label in (tmp_path / "out" / "words.jsonl").read_text()
