"""A campaign's page is taken down at the terminal; the occasion that belongs to it stays, and leads to it no more."""

from __future__ import annotations

from malath.cli.main import main
from malath.platform.audit.models import OutboxEntry
from malath.voice.campaigns import actions
from malath.voice.campaigns.rules import State
from malath.voice.campaigns.tests.conftest import CAMPAIGN, House
from malath.voice.site.outside.folder import read
from malath.voice.site.putting_out import bring_up_to_date, keep_site, public_folder


def test_it_goes_and_what_belongs_to_it_stays(house: House) -> None:
    row = actions.put_out(house.campaign(), by=house.officer)
    occasion = actions.put_out(house.conference(row), by=house.officer)
    bring_up_to_date()
    title, where = CAMPAIGN["en"]["title"], f"en/occasions/{occasion.slug}/index.html"
    assert title in read(public_folder())[where].decode()

    assert main(["site", "down", f"/en/campaigns/{row.slug}/", "--yes"]) == 0

    files = read(public_folder())
    assert where in files and not any(title.encode() in body for body in files.values())
    keep_site()
    assert house.now(row).state == State.DOWN and house.now(occasion).state == State.OUT
    assert OutboxEntry.objects.get(verb="campaigns.taken-down", row=row.pk).facts["means"] == "terminal"
