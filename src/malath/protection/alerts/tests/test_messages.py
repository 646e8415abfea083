"""Every code of the spreadsheet engine has a sentence that can be translated."""

from __future__ import annotations

from string import Formatter

from django.utils.translation import override

from malath.engines.sheets import ALERT_FIELDS, MESSAGES
from malath.protection.alerts.labels import FIELD_LABELS
from malath.protection.alerts.messages import SENTENCES, sentence


def test_every_code_of_the_engine_is_known_here_with_the_same_words() -> None:
    with override("en"):
        assert {code: str(text) for code, text in SENTENCES.items()} == dict(MESSAGES)


def test_every_field_of_the_engine_has_a_label() -> None:
    assert {field.key for field in ALERT_FIELDS} <= set(FIELD_LABELS)


def test_translations_keep_the_places_of_the_values() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}

    for language in ("ar", "fr"):
        with override(language):
            assert [code for code, text in SENTENCES.items() if places(str(text)) != places(MESSAGES[code])] == []


def test_a_code_that_is_not_known_here_is_shown_as_it_is() -> None:
    assert sentence("future.code") == "future.code"
