"""Notes, corrections, the entry path, the head of the case."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from malath.platform.access.guard import requires
from malath.platform.access.viewer import posted, viewer_of
from malath.platform.interface.responses import done
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.closing import case_mark
from malath.protection.cases.forms import CaseForm, CorrectionForm, NoteForm, PathForm
from malath.protection.cases.selectors import entry_for, parts_of
from malath.protection.cases.views.showing import back_to, case_of, show_form
from malath.protection.cases.words import said_of
from malath.protection.cases.writing import check_may_write


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write a note or a decision."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    check_may_write(case, viewer)
    form = NoteForm(posted(request), parts=parts_of(viewer, case))
    if form.is_valid() and done(form, lambda: actions.add_note(case, by=viewer, **form.cleaned_data)):
        return back_to(request, "case", case, _("The note is kept."))
    return show_form(request, case, "cases/note.html", form)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def correct(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Say what is right about a line of the timeline."""
    viewer = viewer_of(request)
    entry = entry_for(viewer, entry_id)
    case = case_of(request, entry.case_id)
    check_may_write(case, viewer, restriction=entry.restriction)
    form = CorrectionForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.correct_entry(entry, by=viewer, **form.cleaned_data)):
        return back_to(request, "case", case, _("The correction follows the line."))
    reveal([entry, entry.author], by=viewer, why="case.form")
    return show_form(request, case, "cases/correct.html", form, entry=entry, said=said_of(entry))


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def path(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Say where the household is now."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    check_may_write(case, viewer)
    reveal(case, by=viewer, why="case.form")
    form = PathForm(posted(request), initial={"entry_path": case.entry_path, "place": case.place})
    if form.is_valid() and done(form, lambda: actions.move_on_path(case, by=viewer, **form.cleaned_data)):
        return back_to(request, "case", case, _("It stands on the timeline where they are now."))
    return show_form(request, case, "cases/path.html", form)


@require_http_methods(["GET", "POST"])
@requires("work_cases")
def change(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Change the sentence, the place, the priority, the network."""
    viewer, case = viewer_of(request), case_of(request, case_id)
    check_may_write(case, viewer)
    reveal(case, by=viewer, why="case.form")
    names = ("summary", "place", "priority", "network")
    initial = {name: getattr(case, name) for name in names} | {"seen": case_mark(case)}
    form = CaseForm(posted(request), initial=initial)
    if form.is_valid() and done(form, lambda: actions.change_case(case, by=viewer, **form.cleaned_data)):
        return back_to(request, "case", case, _("Saved. The words before stand on the timeline."))
    return show_form(request, case, "cases/change.html", form)
