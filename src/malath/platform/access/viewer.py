"""What a view takes from a request: the member who is signed in, and what was posted."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, QueryDict
from django.utils.functional import SimpleLazyObject

from malath.platform.access.models import Member


def viewer_of(request: HttpRequest) -> Member:
    """The signed-in member of a request, as a plain row: `request.user` is a proxy, whose fields cannot be opened."""
    user = request.user
    if isinstance(user, SimpleLazyObject):
        # Any look at it makes the proxy fetch its row.
        bool(user.pk)
        return cast(Member, user._wrapped)
    return cast(Member, user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What binds a form: what was posted, also when it is empty; None for a page that was only opened."""
    return request.POST if request.method == "POST" else None
