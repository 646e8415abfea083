"""The first file of a table of results: what was asked, on which day, who took it out, and that it is no total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from malath.platform.interface import formats

if TYPE_CHECKING:
    from malath.accountability.violations.leaving.results import Results
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.platform.access.models import Member


def readme_of(viewer: Member, results: Results, left_out: LeftOut, *, most: int) -> str:
    """In the language that is set, by paragraphs."""
    facts = {
        "day": formats.date_text(timezone.localdate(), year=True),
        "who": viewer.handle,
        "organisation": viewer.home_organisation.name,
        "number": formats.number_text(len(results.acts)),
        "most": formats.number_text(most),
    }
    asked = [f"  {label}: {said}" for label, said in results.asked if not left_out.mentions(said)]
    said = [
        _("WHAT A SEARCH OF THE RECORD OF VIOLATIONS FOUND"),
        _("Taken out on %(day)s by %(who)s, %(organisation)s.") % facts,
        "\n".join([_("What was asked:"), *(asked if results.asked else ["  " + _("everything")])]),
        _("Lines of the table: %(number)s. It is what was documented here and what this member may see: not a total of what happened.") % facts,
    ]  # fmt: skip
    if len(asked) < len(results.asked):
        said.append(_("A name that was asked is not repeated here: its bearer did not allow it."))
    if results.has_more:
        said.append(
            _("MORE WAS FOUND: the table holds the latest %(most)s alone. Ask by less to take out the rest.") % facts
        )
    if left_out.people or left_out.initials:
        said.append(
            _("Who did not allow a copy is left out by name, and texts that name them are too; who allowed their initials stands under these.")
        )  # fmt: skip
    said += [
        _(
            "acts.csv: one line for each act, in words, with the codes beside them. acts.jsonl: the same for a machine. "
            "Dates stand in words and as EDTF (ISO 8601-2). The value that stands first is shown; the last column names "
            "the fields on which accounts differ. A perpetrator is alleged unless a court has said so."
        ),
        _("To check that it is whole, in this folder: %(command)s") % {"command": "sha256sum -c manifest-sha256.txt"},
    ]  # fmt: skip
    return "\n\n".join(said) + "\n"
