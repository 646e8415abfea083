"""What is added to a unit or a place of detention with its time: a name, what it belonged to, a post in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from malath.accountability.violations.editing import EDIT
from malath.accountability.violations.joining.errors import OneAlreadyError
from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.models import Belonging, Body, BodyName, Person, Post
from malath.accountability.violations.recording import recording
from malath.accountability.violations.units.errors import ElsewhereError
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from malath.accountability.violations.choosing import Chosen
    from malath.accountability.violations.editing import Answers
    from malath.platform.access.models import Member


@transaction.atomic
def add_name(body: Body, answers: Answers, *, by: Member) -> BodyName:
    """A name that it bore for a time. Raises NotAllowedError, ValueWrongError."""
    _check_seen(by, body)
    with recording(organisation=body.organisation, by=by, kind=EDIT) as change:
        said = {"source": answers.source.person(change), "confidence": answers.confidence}
        return change.body_name(body, answers.instead, **said)


@transaction.atomic
def add_belonging(body: Body, above: Chosen, answers: Answers, *, by: Member) -> Belonging:
    """To what it belonged for a time. Raises NotAllowedError, ElsewhereError, OneAlreadyError, ValueWrongError."""
    if isinstance(above.row, Body):
        _check_seen(by, body, above.row)
        if above.row.pk in whole(Body, {body.pk}):
            raise OneAlreadyError
    _check_seen(by, body)
    with recording(organisation=body.organisation, by=by, kind=EDIT) as change:
        said = {"source": answers.source.person(change), "confidence": answers.confidence}
        other = above.body(change, Body.Kind.UNIT)
        if other is None:
            raise NotAllowedError
        return change.belonging(body, other, answers.instead, **said)


@transaction.atomic
def add_post(body: Body, person: Chosen, answers: Answers, *, by: Member) -> Post:
    """What somebody was in it for a time, as a source says. Raises NotAllowedError, ElsewhereError, ValueWrongError."""
    if isinstance(person.row, Person):
        if not Person.objects.visible_to(by).filter(pk=person.row.pk, erased_on=None).exists():
            raise NotAllowedError
        if person.row.organisation_id != body.organisation_id:
            raise ElsewhereError
    _check_seen(by, body)
    with recording(organisation=body.organisation, by=by, kind=EDIT) as change:
        said = {"source": answers.source.person(change), "confidence": answers.confidence}
        who = person.person(change)
        if who is None:
            raise NotAllowedError
        return change.post(who, body, answers.instead, **said)


def _check_seen(by: Member, *bodies: Body) -> None:
    if Body.objects.visible_to(by).filter(pk__in=[one.pk for one in bodies]).count() != len({one.pk for one in bodies}):
        raise NotAllowedError
    if len({one.organisation_id for one in bodies}) != 1:
        raise ElsewhereError
