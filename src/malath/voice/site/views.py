"""What an organisation publishes: the list, one item, writing, publishing, correcting, taking down."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malath.platform.access.forms import NamesForm
from malath.platform.access.fresh import recent_sign_in
from malath.platform.access.guard import requires
from malath.platform.access.models import Member
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done, see_other
from malath.voice.site import actions, naming
from malath.voice.site.forms import BeginForm, CorrectionForm, PublishForm, TextsForm
from malath.voice.site.item_page import page_of, start_of, title_of
from malath.voice.site.models import Publication
from malath.voice.site.putting_out import is_served
from malath.voice.site.rules import State
from malath.voice.site.selectors import organisations_publishing, publication_for, publications_page
from malath.voice.statements.selectors import statements_to_publish


@require_GET
@requires("publish")
def publications(request: HttpRequest) -> HttpResponse:
    """What the organisation published, and what waits."""
    viewer = viewer_of(request)
    rows, after = publications_page(viewer, request.GET.get("after", ""))
    context = {"lines": [(row, title_of(row)) for row in rows], "older": f"?after={after}" if after else ""}
    context["has_name"] = bool(naming.names_of_site())
    return render(request, "site/list.html", context)


@require_http_methods(["GET", "POST"])
@requires("manage_system")
@recent_sign_in
def name(request: HttpRequest) -> HttpResponse:
    """Say what the public site is called."""
    known = naming.names_of_site()
    form = NamesForm(posted(request), initial={f"name_{code}": told for code, told in known.items()})
    if form.is_valid() and done(form, lambda: naming.name_site(form.names, by=viewer_of(request))):
        messages.success(request, _("Kept: the public site follows within seconds."))
        return see_other("site_name")
    context = {"form": form, "given": naming.names_given(), "known": known}
    return render(request, "site/name.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an item."""
    viewer = viewer_of(request)
    known, organisations = organisations_publishing(viewer)
    statements = [(str(one.pk), one.title) for one in statements_to_publish(viewer)]
    start = {
        "organisation": organisations[0][0] if organisations else "",
        "statement": request.GET.get("statement", ""),
    }
    form = BeginForm(posted(request), organisations=organisations, statements=statements, initial=start)
    made: list[Publication] = []

    def act() -> None:
        given = form.cleaned_data
        statement = uuid.UUID(given["statement"]) if given["statement"] else None
        house = known[given["organisation"]]
        fields = {"kind": given["kind"], "subject": given["subject"], "statement": statement}
        made.append(actions.begin_publication(house, by=viewer, **fields))

    if form.is_valid() and done(form, act):
        return see_other("publication_write" if not made[0].is_signed else "publication", made[0].pk)
    return render(request, "site/begin.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@requires("publish")
def publication(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """One item as its readers will see it, and what can be done with it."""
    viewer = viewer_of(request)
    row = publication_for(viewer, publication_id)
    page = page_of(viewer, row, language=request.GET.get("text", ""))
    behind = [path for _code, path in page.public_paths + page.embargo_paths if not is_served(path)]
    context = {"page": page, "row": row, "site": settings.SITE_URL, "behind": behind}
    return render(request, "site/publication.html", context)


@require_http_methods(["GET", "POST"])
@requires("publish")
def write(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Write title, excerpt and text, before it is out."""
    viewer = viewer_of(request)
    row = publication_for(viewer, publication_id)
    actions.check_writable(row)
    form = TextsForm(posted(request), signed=row.is_signed, living=row.is_living, initial=start_of(row))

    def act() -> None:
        given = form.cleaned_data
        actions.write_texts(row, form.texts(), after=given["after"], place=given.get("place"), by=viewer)

    if form.is_valid() and done(form, act):
        is_out = row.state == State.OUT
        messages.success(request, _("Kept. Readers see it within seconds.") if is_out else _("Kept."))
        return see_other("publication", row.pk)
    context = {"form": form, "row": row, "title": title_of(row)}
    return render(request, "site/write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def publish(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Put it out, now or at an hour."""
    viewer = viewer_of(request)
    row = publication_for(viewer, publication_id)
    actions.check_not_out(row)
    form = PublishForm(posted(request), initial={"at": row.goes_out_at, "embargo": bool(row.embargo)})
    if form.is_valid() and done(form, lambda: actions.publish(row, by=viewer, **form.cleaned_data)):
        at = form.cleaned_data["at"]
        messages.success(
            request, _("It goes out at its hour.") if at else _("It is out: the site follows within seconds.")
        )
        return see_other("publication", row.pk)
    context = {"form": form, "row": row, "title": title_of(row)}
    return render(request, "site/publish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires("publish")
def correct(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Correct what is out; its readers see what was wrong."""
    viewer = viewer_of(request)
    row = publication_for(viewer, publication_id)
    form = CorrectionForm(posted(request), signed=row.is_signed, initial=start_of(row))

    def act() -> None:
        after = form.cleaned_data["after"]
        actions.correct(row, form.texts(), words=form.words(), after=after, by=viewer)

    if form.is_valid() and done(form, act):
        messages.success(request, _("Corrected: the correction stands beside the text."))
        return see_other("publication", row.pk)
    context = {"form": form, "row": row, "title": title_of(row)}
    return render(request, "site/correct.html", context, status=422 if form.errors else 200)


@require_POST
@requires("publish")
def hold_back(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """What waits for its hour is a draft again."""
    viewer = viewer_of(request)
    row = actions.hold_back(_row(viewer, publication_id), by=viewer)
    messages.success(request, _("It does not go out by itself any more."))
    return see_other("publication", row.pk)


@require_http_methods(["GET", "POST"])
@requires("publish")
def take_down(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Take it from the site, after a page that says what that does."""
    viewer = viewer_of(request)
    row = _row(viewer, publication_id)
    if request.method == "POST":
        actions.take_down(row, by=viewer)
        messages.success(request, _("Taken down: its address says so."))
        return see_other("publication", row.pk)
    return render(request, "site/down.html", {"row": row, "title": title_of(row), "is_out": row.state == State.OUT})


def _row(viewer: Member, publication_id: uuid.UUID) -> Publication:
    return publication_for(viewer, publication_id)
