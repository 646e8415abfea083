"""Answers that every room gives the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from malath.platform.errors import DomainError


def see_other(to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """303 after a success: the browser goes on with a GET (RFC 9110, 15.4.4)."""
    response = HttpResponseRedirect(resolve_url(to, *args, **kwargs))
    response.status_code = 303
    return response


def done(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do it; what a rule refuses stands in the form. A page that may not be known of stays unknown."""
    try:
        act()
    except DomainError as refusal:
        if refusal.status in (404, 503):
            raise
        form.add_error(None, str(refusal))
        return False
    return True


def render_invalid(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """422 with the form and its messages; nothing was changed."""
    return render(request, template, context, status=422)
