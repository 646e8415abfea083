"""One renderer for every form: label, hint, control, error, tied together for screen readers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from malath.platform.interface.tags.words import draw
from malath.platform.sealed.uploads import LARGEST_UPLOAD

register = Library()

SUMMARY = (
    '<div class="note bad errors" role="alert" tabindex="-1" autofocus>{}'
    '<div><p class="strong">{}</p><ul>{}</ul></div></div>'
)

MOST_PICKS = 6
LEFT_TO_RIGHT = frozenset({"email", "url", "tel", "number", "password"})


def join(parts: Iterable[SafeString | str]) -> SafeString:
    """Several drawn parts, one after the other; what is not drawn by us is escaped."""
    return format_html_join("", "{}", ((part,) for part in parts))


def _hint(bound: BoundField) -> SafeString:
    if not bound.help_text:
        return mark_safe("")
    return format_html('<span class="hint" id="{}-hint">{}</span>', bound.auto_id, bound.help_text)


def _error(bound: BoundField) -> SafeString:
    if not bound.errors:
        return mark_safe("")
    words = " ".join(str(error) for error in bound.errors)
    return format_html(
        '<span class="error" id="{}-error">{}<span>{}</span></span>', bound.auto_id, draw("warning"), words
    )


def _described(bound: BoundField) -> str:
    parts = [f"{bound.auto_id}-hint"] * bool(bound.help_text) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    if isinstance(bound.field.widget, forms.FileInput):
        parts.append(f"{bound.auto_id}-size")
    return " ".join(parts)


def _aria(bound: BoundField) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if described := _described(bound):
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return attributes


def _label(bound: BoundField) -> SafeString:
    """The label; what may stay empty says so, because most fields of a form are needed."""
    optional = "" if bound.field.required else format_html(' <span class="need">({})</span>', gettext("optional"))
    return format_html("{}{}", bound.label, optional)


def _control(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    given = widget.attrs
    attributes = {**_aria(bound), "class": f"in {given.get('class', '')}".strip()}
    kind = given.get("type") or getattr(widget, "input_type", "text")
    if isinstance(widget, forms.FileInput):
        attributes |= {
            "data-max-size": LARGEST_UPLOAD,
            "data-too-large": gettext("The file is larger than 25 MB. Choose a smaller one."),
        }
    elif not isinstance(widget, forms.Select):
        # Browsers keep what they fill in on the disk: off, unless a field asks for it (sign-in).
        attributes.setdefault("autocomplete", given.get("autocomplete", "off"))
        attributes["dir"] = given.get("dir", "ltr" if kind in LEFT_TO_RIGHT else "auto")
    return bound.as_widget(attrs=attributes)


def _fieldset(bound: BoundField, choices: SafeString, css: str, role: str) -> SafeString:
    attributes = [("id", bound.auto_id), ("class", "field stack tight"), ("role", role), ("tabindex", "-1")]
    aria = _aria(bound)
    if role == "group":
        aria.pop("aria-invalid", None)
    return format_html(
        '<fieldset{}><legend>{}</legend>{}<div class="{}">{}</div>{}</fieldset>',
        format_html_join("", ' {}="{}"', [*attributes, *aria.items()]),
        _label(bound), _hint(bound), css, choices, _error(bound),
    )  # fmt: skip


def _pick(bound: BoundField) -> SafeString:
    """Two to six exclusive choices side by side; more stand one under the other."""
    options = list(bound.subwidgets)
    short = len(options) <= MOST_PICKS
    row = "<label>{}<span>{}</span></label>" if short else '<label class="choice">{}<span>{}</span></label>'
    choices = format_html_join("", row, ((option.tag(), option.choice_label) for option in options))
    return _fieldset(bound, choices, "pick" if short else "stack tight", "radiogroup")


def _checks(bound: BoundField) -> SafeString:
    """Any number of choices: a few one under the other, many side by side, or a phone would show nothing else."""
    options = list(bound.subwidgets)
    row = '<label class="choice">{}<span>{}</span></label>'
    choices = format_html_join("", row, ((option.tag(), option.choice_label) for option in options))
    return _fieldset(bound, choices, "checklist" if len(options) <= MOST_PICKS else "row", "group")


def _choice(bound: BoundField) -> SafeString:
    """A yes or no: its own label, the hint under it."""
    control = bound.as_widget(attrs=_aria(bound))
    return format_html(
        '<div class="field"><label class="choice">{}<span>{}{}</span></label>{}</div>',
        control, bound.label, _hint(bound), _error(bound),
    )  # fmt: skip


def draw_field(bound: BoundField) -> SafeString:
    """Any bound field, by its widget."""
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_hidden()
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return _checks(bound)
    if isinstance(widget, forms.RadioSelect):
        return _pick(bound)
    if isinstance(widget, forms.CheckboxInput):
        return _choice(bound)
    after = mark_safe("")
    if isinstance(widget, forms.FileInput):
        after = format_html('<output class="hint" id="{}-size"></output>', bound.auto_id)
    if isinstance(widget, forms.MultiWidget):
        return _fieldset(bound, bound.as_widget(attrs={"class": "in"}), "row", "group")
    return format_html(
        '<div class="field"><label for="{}">{}</label>{}{}{}{}</div>',
        bound.id_for_label, _label(bound), _hint(bound), _control(bound), after, _error(bound),
    )  # fmt: skip


def draw_summary(form: forms.BaseForm) -> SafeString:
    """What is wrong, at the top, each line leading to its field. Takes the focus when the page opens."""
    if not form.errors:
        return mark_safe("")
    links = [
        format_html('<li><a href="#{}">{}</a>: {}</li>', bound.auto_id, bound.label, " ".join(map(str, bound.errors)))
        for bound in form
        if bound.errors and not bound.is_hidden
    ]
    hidden = [str(error) for bound in form.hidden_fields() for error in bound.errors]
    others = [format_html("<li>{}</li>", error) for error in [*form.non_field_errors(), *hidden]]
    count = len(links) + len(others)
    title = ngettext("One thing to mend; nothing was saved.", "%(count)d things to mend; nothing was saved.", count)
    return format_html(
        SUMMARY,
        draw("warning"), title % {"count": count}, join([*others, *links]),
    )  # fmt: skip


def draw_form(form: forms.BaseForm) -> SafeString:
    """The summary of errors and every field."""
    return join([draw_summary(form), *(draw_field(bound) for bound in form)])


def draw_formset(formset: BaseFormSet[Any]) -> SafeString:
    """Several forms of one kind, each a card; what is wrong with the whole stands first."""
    wrong = format_html_join("", "<li>{}</li>", ((error,) for error in formset.non_form_errors()))
    top = format_html('<div class="note bad" role="alert">{}<ul>{}</ul></div>', draw("warning"), wrong) if wrong else ""
    cards = (format_html('<div class="card form">{}</div>', draw_form(form)) for form in formset)
    return join([formset.management_form.render(), top, *cards])


@register.simple_tag
def render_form(form: Any) -> SafeString:
    """`{% render_form form %}` inside `<form class="form">`; takes a form or a formset."""
    return draw_formset(form) if isinstance(form, BaseFormSet) else draw_form(form)


@register.simple_tag
def form_errors(form: Any) -> SafeString:
    """The summary alone, for forms whose fields are placed one by one."""
    return draw_summary(form)


@register.simple_tag
def field(bound: Any) -> SafeString:
    """`{% field form.x %}`: one field."""
    return draw_field(bound) if bound else mark_safe("")
