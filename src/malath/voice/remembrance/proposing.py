"""The draft for an anniversary: what a member begins with, in each language, from what the consent lets be said."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from malath.engines.edtf import in_words
from malath.platform.interface import formats
from malath.voice.remembrance.anniversaries import known, years_between
from malath.voice.remembrance.models import Colleague, Happening
from malath.voice.remembrance.rules import Fate, Kind
from malath.voice.remembrance.showing import Shown, shown_of
from malath.voice.site.rules import LANGUAGES, Subject


def subject_for(fate: str) -> Subject:
    """Under which subject of the press list it stands."""
    subjects = {Fate.DETAINED: Subject.DETENTION, Fate.DIED: Subject.DETENTION, Fate.DISAPPEARED: Subject.DISAPPEARED}
    return subjects.get(Fate(fate), Subject.MEMORY)


def title_of_anniversary(kind: str, years: int, name: str) -> str:
    """What comes round, in the active language."""
    values = {"years": years, "name": name}
    if kind == Kind.ARREST:
        words = ngettext(
            "%(years)d year since the arrest of %(name)s", "%(years)d years since the arrest of %(name)s", years
        )
    elif kind == Kind.ABDUCTION:
        words = ngettext(
            "%(years)d year since the abduction of %(name)s", "%(years)d years since the abduction of %(name)s", years
        )
    elif kind == Kind.VERDICT:
        words = ngettext(
            "%(years)d year since the verdict against %(name)s",
            "%(years)d years since the verdict against %(name)s",
            years,
        )
    elif kind == Kind.DEATH:
        words = ngettext(
            "%(years)d year since the death of %(name)s", "%(years)d years since the death of %(name)s", years
        )
    elif kind == Kind.BIRTH:
        words = _("The birthday of %(name)s")
    else:
        words = ngettext("%(name)s, %(years)d year on", "%(name)s, %(years)d years on", years)
    return words % values


def proposed_texts(
    row: Colleague, line: Happening, lines: Iterable[Happening], allows: Collection[str], due_on: date
) -> dict[str, dict[str, str]]:
    """{language: {"title", "body"}} for every language in which they have a name. All rows are revealed; what the consent
    does not let be said does not come in."""
    lines = list(lines)
    texts = {}
    for code in LANGUAGES:
        shown = shown_of(row, lines, allows, code, today=due_on)
        if shown is not None and shown.name_language == code:
            texts[code] = _text(row, shown, line, due_on)
    return texts


def _text(row: Colleague, shown: Shown, line: Happening, due_on: date) -> dict[str, str]:
    code, when = shown.language, known(line.told["when"])
    with override(code):
        title = title_of_anniversary(line.kind, years_between(when, due_on) if when else 0, shown.name)
        facts = [
            f"**{in_words(when, code)}**" if when and line.kind != Kind.BIRTH else "",
            line.told["words"].get(code, ""),
        ]
        said = ". ".join(part for part in facts if part)
        counted = ""
        if shown.counted_on is not None and shown.days is not None:
            counted = ngettext(
                "On %(day)s it will have been %(days)s day.", "On %(day)s it will have been %(days)s days.", shown.days
            ) % {"day": formats.date_text(due_on, year=True), "days": formats.number_text(shown.days)}
        asked = row.texts.get("help", {}).get(code, "")
        parts = [said, counted, "## " + _("What you can do") if asked else "", asked]
    return {"title": title, "excerpt": "", "body": "\n\n".join(part for part in parts if part)}
