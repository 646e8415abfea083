"""What the shells are made of: places, toasts, drafts, what the viewer may do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template import Library
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from malath.platform.interface import formats
from malath.platform.interface.tags.parts import get
from malath.platform.interface.tags.words import draw

register = Library()

DOCK_PLACES = 4
UNDO = "undo="


@register.simple_tag
def direction() -> str:
    """`rtl` or `ltr`, for the html element."""
    return formats.direction()


@register.simple_tag
def language_name(code: str) -> str:
    """A language's name in itself."""
    return formats.LANGUAGE_NAMES.get(code, code)


@register.simple_tag
def can(viewer: Any, ability: str) -> bool:
    """`{% can viewer "seal" as may_seal %}`."""
    return bool(viewer and viewer.can(ability))


@register.simple_tag
def home_name(viewer: Any) -> str:
    """The name of the viewer's organisation."""
    if not getattr(viewer, "home_organisation_id", None):
        return ""
    from malath.platform.access.selectors import organisation_name

    return organisation_name(viewer.home_organisation_id)


@register.simple_tag
def dock_places(groups: Any) -> list[Any]:
    """The first places, for the thumb."""
    return [item for group in groups or [] for item in get(group, "items", [])][:DOCK_PLACES]


@register.simple_tag
def place(item: Any) -> SafeString:
    """A link to a place; the current one says so."""
    here = mark_safe(' aria-current="page"') if get(item, "current", False) else ""
    count = get(item, "count", None)
    shown = format_html('<span class="count">{}</span>', count) if count else ""
    return format_html(
        '<a href="{}"{}>{}<span>{}</span>{}</a>',
        get(item, "url"),
        here,
        draw(get(item, "icon")),
        get(item, "label"),
        shown,
    )


def undo_address(message: Message) -> str:
    """Where an act can be undone: `messages.success(request, text, extra_tags="undo=/path/")`. Own paths only."""
    for word in (message.extra_tags or "").split():
        address = word.removeprefix(UNDO)
        if word.startswith(UNDO) and address.startswith("/") and not address.startswith(("//", "/\\")):
            return address
    return ""


@register.simple_tag(takes_context=True)
def toast(context: Any, message: Message) -> SafeString:
    """What was done, and the way back."""
    image = {"success": "check", "warning": "clock", "error": "warning"}.get(message.level_tag, "info")
    undo = ""
    if address := undo_address(message):
        undo = format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="btn">{}{}</button></form>',
            address, context.get("csrf_token", ""), draw("undo"), gettext("Undo"),
        )  # fmt: skip
    return format_html('<div class="toast" role="status">{}<span>{}</span>{}</div>', draw(image), message, undo)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def draft(key: Any) -> SafeString:
    """`<form {% draft "note:…" %}>`: what is typed survives a lost line. The key names the form and its object."""
    attributes = (("data-draft", key), ("data-draft-url", _address("draft")))
    return format_html_join(" ", '{}="{}"', attributes)


@register.simple_tag(takes_context=True)
def page_keys(context: Any) -> SafeString:
    """The token, the device's draft key and what the page's script says of drafts; token and key end with the session."""
    request = context.get("request")
    # A page that sets no cookie on a stranger's device carries no token: asking for one would set it.
    keys = [] if context.get("bare") and not context.get("viewer") else [("malath-csrf", context.get("csrf_token", ""))]
    if context.get("viewer") and getattr(getattr(request, "session", None), "session_key", None):
        from malath.platform.sealed.drafts import device_draft_key

        keys += [
            ("malath-draft-key", device_draft_key(request)),
            ("malath-saved", gettext("Saved on the server")),
            ("malath-kept", gettext("Kept on this device, line lost")),
            ("malath-restored", gettext("Your unfinished text was restored")),
        ]
    return format_html_join("", '<meta name="{}" content="{}">', keys)


@register.simple_tag
def quick_exit() -> SafeString:
    """The way out for people who are watched: to a harmless page, with the session ended behind it."""
    address = getattr(settings, "QUICK_EXIT_URL", "") or f"https://{formats.active_language()}.wikipedia.org/"
    return format_html(
        '<a class="btn quiet exit" href="{}" rel="noreferrer" data-quick-exit data-signout-url="{}" title="{}">'
        "{}<span>{}</span></a>",
        address, _address("account_logout"), gettext("Or press Escape three times"),
        draw("exit"), gettext("Leave at once"),
    )  # fmt: skip


@register.simple_tag
def component_samples() -> dict[str, Any]:
    """The content of the component page."""
    from malath.platform.interface.samples import samples

    return samples()
