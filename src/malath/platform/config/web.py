"""What gunicorn reads besides its flags: an answer names neither the server nor its maker."""

from __future__ import annotations

from typing import Any

from gunicorn.http.wsgi import Response

_with_banner = Response.default_headers


def _without_banner(answer: Any) -> list[str]:
    return [line for line in _with_banner(answer) if not line.lower().startswith("server:")]


# gunicorn has no setting for it, and reads the name once, before any hook of ours.
Response.default_headers = _without_banner
