"""The story wizard: begin, go on, keep, finish; and the stories that wait."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.accountability.violations.errors import StoryTooLongError
from malath.accountability.violations.models import Story
from malath.accountability.violations.telling import keeping
from malath.accountability.violations.telling.finishing import finish_story
from malath.accountability.violations.telling.form import KINDS, Telling, with_one_more
from malath.accountability.violations.telling.missing import missing_of_story
from malath.accountability.violations.views.showing import home_of
from malath.platform.access.guard import requires
from malath.platform.access.viewer import viewer_of
from malath.platform.errors import NotFoundError
from malath.platform.interface.responses import done, see_other
from malath.platform.sealed.fields import reveal

FINISH, LATER, LOOK, MORE = "finish", "later", "look", "more-"


@require_GET
@requires("document")
def stories(request: HttpRequest) -> HttpResponse:
    """The viewer's own stories that are not finished."""
    viewer = viewer_of(request)
    rows = keeping.unfinished_for(viewer)
    reveal(rows, by=viewer, why="draft")
    lines = [(one, keeping.title_of(one)) for one in rows]
    return render(request, "violations/telling_stories.html", {"lines": lines, "count": len(lines)})


@require_http_methods(["GET", "POST"])
@requires("document")
def begin(request: HttpRequest) -> HttpResponse:
    """An empty story, under a key of its own, so that however often it is sent there is one."""
    if request.method == "POST":
        return _sent(request, _key_of(request.POST), is_new=True)
    key, form = uuid.uuid4(), Telling(None, viewer=viewer_of(request))
    waiting = len(keeping.unfinished_for(viewer_of(request), 9))
    return _page(request, key, form, is_new=True, waiting=waiting)


@require_http_methods(["GET", "POST"])
@requires("document")
def story(request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    """Go on with a story; one that was finished leads to its event."""
    viewer = viewer_of(request)
    held = keeping.story_for(viewer, story_id)
    if held.event_id is not None:
        return see_other("violations_event", held.event_id)
    if request.method == "POST":
        return _sent(request, held.pk)
    form = Telling(keeping.told_so_far(held), viewer=viewer)
    form.is_valid  # noqa: B018  (it is read for what was understood)
    form.without_errors()
    return _page(request, held.pk, form)


@require_http_methods(["GET", "POST"])
@requires("document")
def keep(request: HttpRequest) -> HttpResponse:
    """What the page's own script sends while somebody writes. It gives nothing back: the page holds what is kept."""
    viewer = viewer_of(request)
    if request.method == "GET" or request.POST.get("drop"):
        return JsonResponse({"fields": {}})
    key = _key_of(request.POST)
    try:
        said = keeping.answers_in(request.POST)
        keeping.keep_story(key, said, organisation=home_of(viewer), by=viewer, adding=True)
    except StoryTooLongError as refused:
        return JsonResponse({"error": str(refused)}, status=refused.status)
    return JsonResponse({"kept": True})


@require_POST
@requires("document")
def drop(request: HttpRequest, story_id: uuid.UUID) -> HttpResponse:
    """Forget a story that was not finished."""
    viewer = viewer_of(request)
    keeping.drop_story(keeping.story_for(viewer, story_id), by=viewer)
    messages.success(request, _("The story is forgotten."))
    return see_other("violations_stories")


def _key_of(data: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(data.get("key") or data.get("form", "").removeprefix("story-"))
    except ValueError:
        raise NotFoundError from None


def _sent(request: HttpRequest, key: uuid.UUID, *, is_new: bool = False) -> HttpResponse:
    """Keep what was sent, whatever it is; then do what was asked for."""
    viewer, wanted = viewer_of(request), request.POST.get("do", LOOK)
    kind = wanted.removeprefix(MORE)
    data = with_one_more(request.POST, kind) if kind in KINDS else request.POST
    try:
        held = keeping.keep_story(key, keeping.answers_in(data), organisation=home_of(viewer), by=viewer)
    except StoryTooLongError as refused:
        form = Telling(request.POST, viewer=viewer)
        form.problems = [str(refused)]
        return _page(request, key, form, is_new=is_new, status=422)
    if held.event_id is not None:
        return see_other("violations_event", held.event_id)
    if wanted == LATER:
        messages.success(request, _("It is kept. Nobody but you sees it until it is finished."))
        return see_other("violations_stories")
    if wanted == FINISH:
        return _finish(request, held)
    response = see_other("violations_story", held.pk)
    response["Location"] += f"#{kind}s" if kind in KINDS else "#missing"
    return response


def _finish(request: HttpRequest, held: Story) -> HttpResponse:
    viewer, form = viewer_of(request), Telling(request.POST, viewer=viewer_of(request))
    made = list[uuid.UUID]()
    if form.is_valid:
        told = form.told()
        if done(form.main, lambda: made.append(finish_story(held, told, by=viewer).pk)):
            messages.success(request, _("The story is recorded. A second member checks it next."))
            if told.is_restricted:
                messages.info(request, _("It is restricted from the start: a minor, or sexual violence."))
            return see_other("violations_event", made[0])
    return _page(request, held.pk, form, status=422)


def _page(request: HttpRequest, key: uuid.UUID, form: Telling, *, status: int = 200, **context: object) -> HttpResponse:
    """The wizard with what was understood, what is wrong, and what is still missing."""
    form.show_understood()
    form.mark_drafts()
    told = form.told()
    context |= {"key": key, "form": form, "told": told, "missing": missing_of_story(told)}
    return render(request, "violations/telling.html", context, status=status)
