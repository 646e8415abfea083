"""An organisation's own member answers."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.statements.actions.answering import answer_text
from malath.voice.statements.errors import AnswerNotOpenError
from malath.voice.statements.forms import AnswerForm
from malath.voice.statements.markup import render as rendered
from malath.voice.statements.models import BoundText, Edition, Signatory
from malath.voice.statements.models.texts import LANGUAGES
from malath.voice.statements.pages import active
from malath.voice.statements.rules import Act, acts_open, seen_state
from malath.voice.statements.selectors import bound_texts, edition_in_force, editions_of, signatory_own


def acts_of(row: Signatory) -> tuple[Act, ...]:
    """What an organisation may answer now."""
    return acts_open(
        row.state, stage=row.statement.stage, answer_by=row.answer_by, now=timezone.now(),
        is_shown_withdrawn=row.withdrawn_on is not None,
    )  # fmt: skip


def start_of(row: Signatory, edition: Edition | None) -> dict[str, object]:
    """What stands in the form before anybody writes: names as the lead wrote them, and no answer."""
    names = {f"name_{code}": row.names.get(code, "") for code in LANGUAGES}
    read = {"digest": edition.digest if edition else "", "seen": row.state, "lead": str(row.statement.organisation_id)}
    return {**names, **read, "unnamed": not row.named}


def read_anew(form: AnswerForm, row: Signatory, edition: Edition | None) -> AnswerForm:
    """A form that was refused. Where the text, the state or the lead is another now, it keeps its words and loses its
    answer: what the page shows now is read before it is answered."""
    start = start_of(row, edition)
    if all(form.data.get(name, "") in ("", start[name]) for name in ("digest", "seen", "lead")):
        return form
    data = cast("QueryDict", form.data).copy()
    data["digest"], data["seen"], data["lead"] = str(start["digest"]), row.state, str(start["lead"])
    data.pop("act", None)
    fresh = AnswerForm(data, acts=acts_of(row), initial=start)
    for said in form.non_field_errors():
        fresh.add_error(None, said)
    return fresh


def shown_texts(texts: list[BoundText]) -> list[tuple[BoundText, str]]:
    """Each language with its text drawn; that of the page first, but always marked which one is signed."""
    drawn = [(text, rendered([part["text"] for part in text.text["parts"]])) for text in texts]
    return sorted(drawn, key=lambda pair: pair[0].language != active())


@require_http_methods(["GET", "POST"])
@requires("sign_statements")
def answer(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """The frozen text, and the organisation's answer to it."""
    viewer = viewer_of(request)
    row = signatory_own(viewer, place_id)
    edition = edition_in_force(editions_of(viewer, row.statement))
    if request.method == "POST" and not acts_of(row):
        raise AnswerNotOpenError
    form = AnswerForm(posted(request), acts=acts_of(row), initial=start_of(row, edition))
    if form.is_valid() and done(form, lambda: answer_text(row, form.said(), by=viewer)):
        messages.success(request, _("The answer is kept, with who gave it and under which mandate."))
        return see_other("statement", row.statement_id)
    if form.errors:
        row = signatory_own(viewer, place_id)
        edition = edition_in_force(editions_of(viewer, row.statement))
        form = read_anew(form, row, edition)
    texts = bound_texts(viewer, edition) if edition else []
    context = {
        "form": form, "statement": row.statement, "row": row, "edition": edition, "texts": shown_texts(texts),
        "acts": acts_of(row),
        "state": seen_state(row.state, row.answer_by, timezone.now()),
    }  # fmt: skip
    return render(request, "statements/answer.html", context, status=422 if form.errors else 200)
