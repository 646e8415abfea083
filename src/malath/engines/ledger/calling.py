"""One HTTP request to a witness or an authority: short, bounded, never redirected."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any, NamedTuple

_LARGEST = 1 << 20


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    type: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirected POST would arrive as something else, somewhere else."""

    def redirect_request(self, *_arguments: Any) -> None:
        return None


def call(url: str, body: bytes | None = None, *, kind: str = "text/plain", timeout: float = 20) -> Reply:
    """POST a body, or GET. Any status is an answer; raises OSError when there is none, or it is too long."""
    if not url.startswith(("http://", "https://")):
        raise OSError(f"{url!r} is no http address")
    try:
        request = urllib.request.Request(url, data=body, headers={"Content-Type": kind} if body is not None else {})  # noqa: S310
        opener = urllib.request.build_opener(_Stay)
        try:
            answer = opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            read = answer.read(_LARGEST + 1)
            if len(read) > _LARGEST:
                raise OSError("the answer is too long")
            return Reply(answer.status or 0, read, answer.headers.get_content_type())
    except (http.client.HTTPException, ValueError) as bad:
        raise OSError(f"no HTTP answer: {bad}") from bad
    except urllib.error.URLError as failed:
        raise OSError(str(failed.reason)) from failed
