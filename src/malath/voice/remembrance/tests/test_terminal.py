"""A colleague's page is taken down at the terminal while nobody can do it here (PR2)."""

from __future__ import annotations

from malath.cli.main import main
from malath.platform.audit.models import OutboxEntry
from malath.voice.remembrance.rules import State
from malath.voice.remembrance.tests.conftest import House
from malath.voice.site.outside.folder import read
from malath.voice.site.putting_out import bring_up_to_date, keep_site, public_folder
from malath.voice.site.withheld import withheld


def test_their_name_leaves_every_page_and_the_record_says_by_which_means(house: House) -> None:
    house.consent()
    house.out()
    bring_up_to_date()
    slug = house.now().slug
    assert any(b"Salma Invented" in body for body in read(public_folder()).values())

    assert main(["site", "down", f"/ar/colleagues/{slug}/", "--yes"]) == 0

    files = read(public_folder())
    assert not any(b"Salma" in body or "سلمى".encode() in body for body in files.values())
    assert "Taken down" in files[f"en/colleagues/{slug}/index.html"].decode()
    keep_site()
    assert house.now().state == State.DOWN and withheld() == []
    entry = OutboxEntry.objects.get(verb="remembrance.taken-down", row=house.row.pk)
    assert entry.member is None and entry.facts["means"] == "terminal"
    # The consent stands: they can be put out again, and are not taken down once more.
    house.out()
    keep_site()
    assert any(b"Salma Invented" in body for body in read(public_folder()).values())
