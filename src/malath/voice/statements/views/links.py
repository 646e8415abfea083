"""Answering by a link, without an account. Nothing of the text is shown before the code; no cookie speaks for anybody.

The form acts by what stands in it, the link's secret and the code, and for nobody's session: a request from another
site gains nothing by a visitor's.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import public
from malath.platform.access.selectors import organisation_name
from malath.platform.access.viewer import posted
from malath.platform.interface.responses import done
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions.answering import answer_by_link
from malath.voice.statements.actions.common import in_force
from malath.voice.statements.actions.freezing import natures_of
from malath.voice.statements.actions.inviting import is_passed, link_of, pass_for
from malath.voice.statements.errors import AnswerNotOpenError, LinkOverError
from malath.voice.statements.forms import AnswerForm, CodeForm
from malath.voice.statements.models import Answer, BoundText, Edition, Signatory, SigningLink
from malath.voice.statements.pages import active
from malath.voice.statements.sheets import sheet_of
from malath.voice.statements.views.answering import acts_of, read_anew, shown_texts, start_of
from malath.voice.statements.views.freezing import text_file


def _speak(request: HttpRequest) -> str:
    """The language that the address asks for, else the browser's; the middleware puts it back afterwards."""
    asked = request.GET.get("in", "")
    if asked in dict(settings.LANGUAGES):
        translation.activate(asked)
    return translation.get_language() or "en"


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the link leads: the code first, then the text and the answer. Used, ended or invented: the same answer."""
    shared = {"here": request.path, "language": _speak(request), "bare": True}
    try:
        link = link_of(secret)
        given = request.POST.get("pass", "")
        if given and is_passed(link, given):
            return _answer(request, link, secret, {**shared, "pass": given})
        form = CodeForm(posted(request))
        passes: list[str] = []
        if form.is_valid() and done(form, lambda: passes.append(pass_for(link, form.cleaned_data["code"]))):
            return _answer(request, link, secret, {**shared, "pass": passes[0]})
    except LinkOverError as refusal:
        return render(request, "statements/over.html", {**shared, "refusal": refusal}, status=404)
    status = 422 if request.method == "POST" else 200
    return render(request, "statements/code.html", {**shared, "form": form}, status=status)


def _texts(edition: Edition) -> list[BoundText]:
    rows = BoundText.objects.unscoped(reason="whoever gave the code reads the text that they are asked to sign")
    found = sorted(rows.filter(edition=edition), key=lambda row: row.language != edition.language)
    reveal(found, by=None, why="statement.link")
    return found


def _place(link: SigningLink) -> tuple[Signatory, Edition]:
    """Whom the link asks, revealed, and the text that is signed now."""
    row, edition = link.signatory, in_force(link.signatory.statement)
    if edition is None:
        raise LinkOverError
    reveal(row, row.statement, by=None, why="statement.link")
    return row, edition


def _answer(request: HttpRequest, link: SigningLink, secret: str, context: dict[str, object]) -> HttpResponse:
    row, edition = _place(link)
    texts = _texts(edition)
    wanted = next((text for text in texts if text.language == request.POST.get("file")), None)
    if wanted is not None:
        return text_file(wanted.content, wanted.digest)
    acts = acts_of(row)
    sent = "act" in request.POST or "send" in request.POST
    if sent and not acts:
        raise AnswerNotOpenError
    form = AnswerForm(request.POST if sent else None, acts=acts, initial=start_of(row, edition))
    kept: list[Answer] = []
    if form.is_valid() and done(form, lambda: kept.append(answer_by_link(link, form.said()))):
        return render(request, "statements/receipt.html", {**context, "answer": kept[0]}, status=201)
    if form.errors:
        row, edition = _place(link_of(secret))
        form, acts, texts = read_anew(form, row, edition), acts_of(row), _texts(edition)
    statement = row.statement
    context |= {
        "form": form, "statement": statement, "row": row, "edition": edition, "texts": shown_texts(texts),
        "acts": acts, "lead": organisation_name(statement.organisation_id),
        "sheet": sheet_of(None, statement, edition, natures_of(statement), language=active()),
    }  # fmt: skip
    return render(request, "statements/sign.html", context, status=422 if form.errors else 200)
