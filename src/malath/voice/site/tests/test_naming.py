"""Every public page says whose site it is, in its language; and nobody's name stands for the others'."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from malath.platform.access.models import Organisation
from malath.platform.errors import NotAllowedError
from malath.voice.site.building import build
from malath.voice.site.naming import fingerprint, name_site
from malath.voice.site.outside.folder import put_out
from malath.voice.site.outside.serving import Site
from malath.voice.site.tests.conftest import House
from malath.voice.site.tests.test_outside import asked
from tests.people import Coalition

NAMES = {"ar": "ائتلاف <النور>", "en": "The <Lantern> Coalition", "fr": "La Coalition « Lanterne »"}


def test_each_page_bears_the_name_that_was_given_in_its_language(house: House, coalition: Coalition) -> None:
    row, before = house.out(), fingerprint()
    name_site(NAMES, by=coalition.tariq)
    files = build()

    assert fingerprint() != before
    for path, body in files.items():
        if path.endswith(".html"):
            told = {"ar": "ائتلاف &lt;النور&gt;", "en": "The &lt;Lantern&gt; Coalition", "fr": "« Lanterne »"}[
                path.removeprefix("live/")[:2]
            ]
            head, _end, rest = body.decode().partition("</title>")
            assert told in head and f"{told}" in rest.partition("</header>")[0], path
            assert '<link rel="icon" href="/favicon.svg"' in rest, path
    assert "The &lt;Lantern&gt; Coalition" in files["en/feed.xml"].decode()
    assert f"en/{row.slug}/index.html" in files


def test_where_several_share_it_none_of_them_is_taken_for_all(house: House) -> None:
    page = build()["en/index.html"].decode()

    assert "Haven Association" not in page and "<title>Latest news</title>" in page


def test_a_single_organisation_needs_no_setting(house: House, coalition: Coalition) -> None:
    Organisation.objects.filter(pk=coalition.archive.pk).update(in_coalition=False)

    page = build()["fr/index.html"].decode()

    assert " · Haven Association</title>" in page and "<bdi>Haven Association</bdi></a>" in page


def test_only_who_runs_the_system_names_it(
    house: House, coalition: Coalition, as_member: Callable[..., Client]
) -> None:
    with pytest.raises(NotAllowedError):
        name_site(NAMES, by=house.officer)
    told = as_member(house.officer).get("/site/").content.decode()
    assert "No public page says whose it is" in told

    client = as_member(coalition.tariq)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(coalition.tariq.pk)
    session.save()
    given = {f"name_{code}": name for code, name in NAMES.items()}
    assert client.post("/site/name/", {**given, "name_ar": " "}).status_code == 422
    assert client.post("/site/name/", given).status_code == 303
    assert "No public page says whose it is" not in as_member(house.officer).get("/site/").content.decode()
    assert "&lt;Lantern&gt;" in client.get("/site/name/").content.decode()


def test_the_mark_is_served_under_both_of_its_names(house: House, tmp_path: Path) -> None:
    files = build()
    put_out(tmp_path, files, lambda sums: "")
    site = Site(tmp_path)

    for name, kind in (("favicon.svg", "image/svg+xml"), ("favicon.ico", "image/vnd.microsoft.icon")):
        status, headers, body = asked(site, f"/{name}")
        assert (status, headers["Content-Type"], body) == ("200 OK", kind, files[name])
    assert b"<script" not in files["favicon.svg"] and len(files["favicon.ico"]) < 2000
