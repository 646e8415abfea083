"""The WSGI application that the web process serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from malath.platform.keeper.hardening import harden

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
# What members read passes through this process: a crash leaves none of it on the disk.
harden(network=True, lock=False)
_answer = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's. Behind TLS every request came by it, whatever the proxy says: HSTS is sent, links begin with https."""
    if settings.BEHIND_TLS:
        environ["wsgi.url_scheme"] = "https"
    answer: Iterable[bytes] = _answer(environ, start_response)
    return answer
