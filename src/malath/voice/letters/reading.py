"""What a letter says, under the words of its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from malath.platform.sealed.readers import cities, readers_forms
from malath.voice.letters.models import Letter
from malath.voice.letters.public_forms import ContactForm, LocalForm

# These stand elsewhere on the page, or tell nothing more.
_SHOWN_APART = frozenset({"name", "text", "language", "to"})


def answers_of(letter: Letter) -> list[tuple[str, list[str]]]:
    """What was written in each field but name and text, under the field's label; the city where it is none of ours.
    A field of no form keeps its name: what came is shown."""
    asked = readers_forms.get(letter.kind)
    form = asked.make() if asked else None
    labels: dict[str, Any] = {}
    choices: dict[str, Mapping[str, Any]] = {}
    for one in (ContactForm(known=[], code="en"), LocalForm(cities=cities(), elsewhere=True), form):
        for name, field in one.fields.items() if one else ():
            labels[name] = field.label
            choices[name] = {str(value): label for value, label in getattr(field, "choices", ())}
    return [
        (str(labels.get(name, name)), [str(choices.get(name, {}).get(value, value)) for value in values])
        for name, values in letter.details.items()
        if name not in _SHOWN_APART and not (name == "city" and letter.network_id)
    ]
