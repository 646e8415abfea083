"""What Today shows of stories that wait to be gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from malath.accountability.violations.telling.keeping import title_of, unfinished_for
from malath.platform.interface.today import Matter, enough

if TYPE_CHECKING:
    from malath.accountability.violations.models import Story
    from malath.platform.access.models import Member


def stories_for_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """The viewer's own unfinished stories."""
    for story in unfinished_for(viewer, enough()):
        yield _matter(story)


def _matter(story: Story) -> Matter:
    return Matter(
        section="week",
        due=story.changed_on,
        title=lambda: _("A story is half told"),
        detail=lambda: title_of(story),
        url=reverse("violations_story", args=[story.pk]),
        action=_("Go on"),
        icon="pen",
        rows=[story],
    )
