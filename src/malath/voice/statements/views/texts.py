"""The statements, one of them, writing and translating it, its versions, what is said of its paragraphs."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.guard import requires
from malath.platform.access.selectors import organisation_names
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal
from malath.voice.statements.actions import drafting
from malath.voice.statements.forms import BeginForm, CommentForm, TextForm, TranslationForm
from malath.voice.statements.models import Statement, Version
from malath.voice.statements.models.texts import LANGUAGES
from malath.voice.statements.pages import change_between, is_title_behind, page_of, rows_of, said_of
from malath.voice.statements.rules import seen_state
from malath.voice.statements.selectors import (
    comment_for,
    comments_of,
    newest_version,
    organisations_drafting,
    own_states,
    statement_for,
    statement_led,
    statements_page,
    versions_of,
)

SPEAK = ("draft_statements", "sign_statements")


@require_GET
@requires(*SPEAK)
def statements(request: HttpRequest) -> HttpResponse:
    """The texts that the viewer's organisation leads or is invited to."""
    viewer = viewer_of(request)
    rows, after = statements_page(viewer, request.GET.get("after", ""))
    own, names = own_states(viewer, rows), organisation_names(row.organisation_id for row in rows)
    now = timezone.now()
    states = {pk: seen_state(one.state, one.answer_by, now).label for pk, one in own.items()}
    lines = [(row, names.get(row.organisation_id, ""), states.get(row.pk)) for row in rows]
    context = {"lines": lines, "older": f"?after={after}" if after else "", "drafts": viewer.can("draft_statements")}
    return render(request, "statements/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a text."""
    viewer = viewer_of(request)
    known = {str(one.pk): one for one in organisations_drafting(viewer)}
    names = organisation_names(one.pk for one in known.values())
    choices = [(key, names.get(one.pk, one.slug)) for key, one in known.items()]
    form = BeginForm(posted(request), organisations=choices, initial={"organisation": choices[0][0] if choices else ""})
    made: list[Statement] = []

    def act() -> None:
        given = form.cleaned_data
        organisation = known[given["organisation"]]
        fields = {name: given[name] for name in ("kind", "language", "title", "body")}
        made.append(drafting.begin_statement(organisation, by=viewer, **fields))

    if form.is_valid() and done(form, act):
        return see_other("statement", made[0].pk)
    context = {"form": form, "statement": None}
    return render(request, "statements/write.html", context, status=422 if form.errors else 200)


@require_GET
@requires(*SPEAK)
def statement(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """One text: who signed it, who has what before them, how far its languages are."""
    viewer = viewer_of(request)
    held = statement_for(viewer, statement_id)
    context = {"page": page_of(viewer, held, language=request.GET.get("text", "")), "statement": held}
    return render(request, "statements/statement.html", context)


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def write(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """Write the text itself."""
    viewer = viewer_of(request)
    held = statement_led(viewer, statement_id)
    version = _source(viewer, held)
    body = "\n\n".join(part["text"] for part in version.text["parts"])
    form = TextForm(posted(request), initial={"title": version.text["title"], "body": body, "after": version.number})
    if form.is_valid() and done(form, lambda: drafting.write_text(held, by=viewer, **form.cleaned_data)):
        messages.success(request, _("The new version is kept; the earlier ones are too."))
        return see_other("statement", held.pk)
    context = {"form": form, "statement": held}
    return render(request, "statements/write.html", context, status=422 if form.errors else 200)


def _source(viewer: object, held: Statement) -> Version:
    version = newest_version(viewer, held, held.language)  # type: ignore[arg-type]
    if version is None:
        raise NotFoundError
    return version


def _language(held: Statement, language: str, *, source: bool) -> str:
    """A language of the text; NotFoundError for any other, and for its own where only translations are meant."""
    if language not in LANGUAGES or (language == held.language and not source):
        raise NotFoundError
    return language


@require_http_methods(["GET", "POST"])
@requires("draft_statements")
def translate(request: HttpRequest, statement_id: uuid.UUID, code: str) -> HttpResponse:
    """Translate side by side, paragraph by paragraph; what changed since the translation is marked."""
    viewer = viewer_of(request)
    held = statement_for(viewer, statement_id)
    language = _language(held, code, source=False)
    earlier = versions_of(viewer, held, held.language)
    reveal(earlier, by=viewer, why="statement")
    source, version = earlier[0], newest_version(viewer, held, language)
    rows = rows_of(viewer, source, version, earlier)
    start = {"title": version.text["title"] if version else "", "after": version.number if version else 0}
    form = TranslationForm(
        posted(request), rows=rows, language=language, initial={**start, "source": source.number},
        title_is_behind=is_title_behind(source, version),
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        # What was before the translator is what is translated, also when the text was rewritten meanwhile.
        read = next((one for one in earlier if one.number == given["source"]), source)
        drafting.write_translation(
            held, language=language, source=read, title=given["title"], texts=form.texts(), after=given["after"],
            by=viewer, reviewed=form.reviewed(),
        )  # fmt: skip

    if form.is_valid() and done(form, act):
        messages.success(request, _("The translation is kept."))
        return see_other("statement", held.pk)
    context = {"form": form, "statement": held, "language": language, "source": source}
    return render(request, "statements/translate.html", context, status=422 if form.errors else 200)


@require_GET
@requires(*SPEAK)
def versions(request: HttpRequest, statement_id: uuid.UUID, code: str) -> HttpResponse:
    """The versions in a language, and two of them compared: the last two unless others are named."""
    viewer = viewer_of(request)
    held = statement_for(viewer, statement_id)
    language = _language(held, code, source=True)
    rows = versions_of(viewer, held, language)
    by_number = {str(row.number): row for row in rows}
    after = by_number.get(request.GET.get("to", ""), rows[0] if rows else None)
    usual = by_number.get(str(after.number - 1)) if after else None
    before = by_number.get(request.GET.get("from", ""), usual)
    changes = []
    if before is not None and after is not None:
        reveal(before, after, by=viewer, why="statement")
        changes = change_between(before, after)
    context = {
        "statement": held, "language": language, "rows": rows, "before": before, "after": after, "changes": changes,
        "is_same": not any(change.is_change for change in changes),
    }  # fmt: skip
    return render(request, "statements/versions.html", context)


@require_http_methods(["GET", "POST"])
@requires(*SPEAK)
def comments(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponse:
    """The text paragraph by paragraph, with what is said of each."""
    viewer = viewer_of(request)
    held = statement_for(viewer, statement_id)
    version = _source(viewer, held)
    form = CommentForm(posted(request))
    known = {part["key"] for part in version.text["parts"]}
    if form.is_valid():
        if form.cleaned_data["paragraph"] not in known:
            raise NotFoundError
        drafting.add_comment(held, by=viewer, **form.cleaned_data)
        messages.success(request, _("The comment is kept with its paragraph."))
        return see_other("statement_comments", held.pk)
    rows = said_of(version, comments_of(viewer, held))
    context = {"statement": held, "rows": rows, "form": form, "version": version}
    return render(request, "statements/comments.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*SPEAK)
def settle(request: HttpRequest, comment_id: uuid.UUID) -> HttpResponse:
    """A comment was answered."""
    viewer = viewer_of(request)
    held = comment_for(viewer, comment_id)
    drafting.settle_comment(held, by=viewer)
    return see_other("statement_comments", held.statement_id)
