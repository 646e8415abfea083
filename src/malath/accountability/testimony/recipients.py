"""Recipients in words: an organisation of the coalition, a mechanism of the United Nations, or a name that was written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from malath.accountability.testimony.rules import Mechanism
from malath.platform.access.models import Organisation
from malath.platform.access.selectors import organisation_names


def recipients_in_words(recipients: Iterable[str]) -> list[str]:
    """Each as it is read; organisations are asked for once."""
    several = list(recipients)
    organisations = {one: found for one in several if (found := _identifier(one))}
    names = organisation_names(organisations.values())
    words = []
    for one in several:
        if one in organisations:
            words.append(names.get(organisations[one], one))
        else:
            words.append(str(Mechanism(one).label) if one in Mechanism.values else one)
    return words


def _identifier(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def other_organisations(than: uuid.UUID) -> list[Organisation]:
    """The organisations of the coalition to which something may go."""
    return list(Organisation.objects.filter(in_coalition=True).exclude(pk=than).order_by("slug"))
