"""The pages by which readers write: what help is wanted, a form for each, contact with public keys, and what is said
afterwards. Stored like every public page; none needs an open server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from malath.platform.sealed.readers import cities
from malath.voice.letters.public_forms import either_of, forms_open, rules_of
from malath.voice.letters.rules import Kind
from malath.voice.letters.selectors import addressees
from malath.voice.site.building import page
from malath.voice.site.outside.receiving import FORMS, TRAP


def _titles() -> dict[str, tuple[str, str]]:
    """Of each form: what it is called, and what it asks."""
    return {
        Kind.HOST: (_("Offer a home"), _("A room or a flat, for some weeks or a year, to people who had to leave.")),
        Kind.ACCOMPANY: (
            _("Accompany a household"),
            _("Be there in the first months: offices, doctors, school, a language, a walk."),
        ),
        Kind.TAKE_PART: (
            _("Take part"),
            _("Translate, drive, teach, treat, research: what you can do, where you are."),
        ),
        Kind.DONATE: (
            _("Give"),
            _("Say what you would give. Nothing is paid here: somebody answers, and you decide then."),
        ),
        Kind.CONTACT: (
            pgettext("public site", "Contact"),
            _("Letters are read by people, within days. This is no emergency line."),
        ),
    }


def address_of(key: str) -> str:
    """A form's address without its language."""
    return key if key == Kind.CONTACT else f"help/{key}"


def help_files(code: str) -> dict[str, bytes]:
    """What help is wanted, its forms, what is said afterwards, and what the public process must know of all forms."""
    found, titles = forms_open(code, cities(), addressees()), _titles()
    helping = [(address_of(key), *titles[Kind(key)]) for key in found if key != Kind.CONTACT]
    files = {f"{code}/help/index.html": page(_template("help"), code, path=f"/{code}/help/", helping=helping)}
    for key, form in found.items():
        if key != Kind.CONTACT:
            where = address_of(key)
            files[f"{code}/{where}/index.html"] = _form_page(code, where, form, titles[Kind(key)])
    files |= dict(_said(code))
    told = {address_of(key): {"fields": rules_of(form), "either": list(either_of(key))} for key, form in found.items()}
    files[f"{code}/help/{FORMS}"] = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    return files


def contact_files(code: str) -> dict[str, bytes]:
    """Whom readers may write to, with the keys to which they may encrypt, and the form."""
    known = addressees()
    form = forms_open(code, cities(), known).get(Kind.CONTACT)
    keys = [(one.name_in(code), one.slug, one.public_key) for one in known if one.public_key]
    files = {f"{code}/contact/index.html": _form_page(code, "contact", form, _titles()[Kind.CONTACT], keys=keys)}
    return files | {f"{code}/contact/{slug}.txt": f"{key}\n".encode() for _name, slug, key in keys}


def _form_page(code: str, where: str, form: forms.Form | None, titles: tuple[str, str], **more: Any) -> bytes:
    refusals = [(name, f"{title}. {lede}") for name, (title, lede) in _refusals().items()]
    context = {"form": form, "trap": TRAP, "where": where, "title": titles[0], "lede": titles[1], "refusals": refusals}
    context |= more
    return page(_template("form"), code, path=f"/{code}/{where}/", **context)


def _refusals() -> dict[str, tuple[str, str]]:
    """Why a letter was not kept: it does not keep to the form; there is no room for it."""
    return {
        "again": (
            _("Not sent yet"),
            _("Something is missing, too long, or holds too many links. Nothing was kept."),
        ),
        "full": (
            _("We cannot take it now"),
            _("Very many letters came, and yours was not kept. Please send it again later."),
        ),
    }


def _said(code: str) -> Iterator[tuple[str, bytes]]:
    """What the public process answers: taken; look again; not now."""
    back = _("Go back in your browser, and copy your text before you send it again.")
    texts = {name: (*words, back) for name, words in _refusals().items()} | {
        "thanks": (
            _("Thank you: it arrived"),
            _("It was sealed as it came. Somebody answers you within days. You are bound to nothing."),
            _("We never ask for a password, and never for money before we have spoken."),
        )
    }
    for name, (title, lede, more) in texts.items():
        context = {"title": title, "lede": lede, "more": more, "path": f"/{code}/help/{name}/"}
        yield f"{code}/help/{name}/index.html", page(_template("said"), code, **context)


def _template(name: str) -> str:
    return f"letters/public/{name}.html"
