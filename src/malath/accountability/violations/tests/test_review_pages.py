"""Review by a second member, disagreement, restricting and opening, sharing for a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.accountability.violations.leaving import write_export
from malath.accountability.violations.models import Event, Person, Review
from malath.accountability.violations.tests.pages import SOURCE, TITLE, VICTIM, Told, first_code, opened, tell_all
from malath.platform.access.models import Grant, Member
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.models import OutboxEntry
from malath.platform.notices.models import Notice

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def stage(documenters: Any, told: Told) -> str:
    return str(Event.objects.visible_to(documenters.hala).get(pk=told.event.pk).stage)


def review(client: Client, told: Told, to: str, words: str = "I read the statement again.", **more: Any) -> int:
    url = reverse("violations_review", args=[told.event.pk])
    seen = client.get(url).context["form"]["seen_change"].value()
    sent = {"to": to, "words": words, "seen_change": seen, "tie_said": "none", **more}
    return client.post(url, sent).status_code


def judged() -> dict[str, str]:
    return dict.fromkeys(("source_reliability", "information_reliability"), first_code("reliability"))


def test_a_second_member_checks_and_verifies_with_reasons(documenters: Any, as_member: AsMember) -> None:
    told, karim = tell_all(documenters), as_member(documenters.karim)
    hala, url = as_member(documenters.hala), reverse("violations_review", args=[told.event.pk])

    refused = as_member(documenters.yara).get(url).content.decode()
    assert "somebody else checks and verifies it" in refused and 'name="words"' not in refused
    assert review(as_member(documenters.yara), told, "checked") == 422
    assert review(karim, told, "verified", **judged()) == 422
    assert review(karim, told, "checked", words=" ") == 422
    assert stage(documenters, told) == "draft"

    assert review(karim, told, "checked") == 303
    assert review(karim, told, "verified", **judged()) == 422, "hala may verify it"
    assert "somebody else verifies it" in karim.get(url).content.decode()
    assert review(hala, told, "verified") == 422
    assert review(hala, told, "verified", **{**judged(), "source_reliability": "nonsense"}) == 422
    assert stage(documenters, told) == "checked"

    assert review(hala, told, "verified", **judged()) == 303
    page = karim.get(reverse("violations_event", args=[told.event.pk])).content.decode()
    assert "I read the statement again." in page and "Karim of archive" in page
    assert "no tie to those named here" in page and "by one member" not in page


def test_a_team_of_two_verifies_and_says_that_one_member_did_both(
    documenters: Any, as_member: AsMember, tmp_path: Path
) -> None:
    told, karim = tell_all(documenters), as_member(documenters.karim)
    Member.objects.filter(pk=documenters.hala.pk).update(is_active=False)
    review(karim, told, "checked")
    assert "one member did both" in karim.get(reverse("violations_review", args=[told.event.pk])).content.decode()

    assert review(karim, told, "verified", **judged()) == 303

    event = karim.get(reverse("violations_event", args=[told.event.pk])).content.decode()
    history = karim.get(reverse("violations_history", args=[told.event.pk])).content.decode()
    assert "checked and verified by one member" in event and "The same member had checked it" in history
    write_export(tmp_path / "out", viewer=documenters.yara)
    lines = [json.loads(line) for line in (tmp_path / "out/reviews.jsonl").read_text().splitlines()[1:]]
    said = [(line["order"], line["stage"], line["by"], line["no_tie"], line["by_one"]) for line in lines]
    assert sorted(said) == [(1, "checked", "karim", True, False), (2, "verified", "karim", True, True)]
    table = (tmp_path / "out/tables/en/review.csv").read_text()
    assert "One member both checked and verified it" in table and "karim" in table


def test_whoever_names_a_tie_reviews_it_no_more_and_the_tie_is_kept(documenters: Any, as_member: AsMember) -> None:
    told, karim = tell_all(documenters), as_member(documenters.karim)
    url = reverse("violations_review", args=[told.event.pk])
    assert review(karim, told, "checked", tie_said="") == 422
    assert review(karim, told, "checked", tie_said="tied") == 422, "which tie?"
    assert review(karim, told, "checked", tie_words="He is my uncle.") == 422, "a tie, and none"

    assert review(karim, told, "", words="", tie_said="tied", tie_words="He is my uncle.") == 303

    assert stage(documenters, told) == "draft" and review(karim, told, "checked") == 422
    assert "You named a tie" in karim.get(url).content.decode()
    for name in ("violations_event", "violations_history"):
        page = as_member(documenters.yara).get(reverse(name, args=[told.event.pk])).content.decode()
        assert "He is my uncle." in page and "Has a tie to somebody named here" in page, name
    # Whoever is left may do both: the other one is tied, and Yara wrote it.
    hala = as_member(documenters.hala)
    assert review(hala, told, "checked") == 303 and review(hala, told, "verified", **judged()) == 303


def test_restricting_a_checked_event_is_no_check_of_it(documenters: Any, as_member: AsMember) -> None:
    told, hala = tell_all(documenters), as_member(documenters.hala)
    review(as_member(documenters.karim), told, "checked")
    for _turn in range(2):
        hala.post(reverse("violations_restrict", args=[told.event.pk]), {"words": "To and fro."})

    assert review(as_member(documenters.karim), told, "verified", **judged()) == 422
    page = hala.get(reverse("violations_event", args=[told.event.pk])).content.decode()
    assert page.count("Opened to all who document here") == 1
    assert review(hala, told, "verified", **judged()) == 303


def test_reviews_from_before_ties_were_asked_say_who_did_both(documenters: Any) -> None:
    told = tell_all(documenters)
    change = told.event.last_change
    for by, stage in ((documenters.karim, "checked"), (documenters.karim, "verified")):
        Review.objects.create(
            event=told.event, by=by, stage=stage, on=timezone.localdate(), at_change=change, reasons={}
        )

    with whole_block_unscoped(reason="as a migration"):
        import_module("malath.accountability.violations.migrations.0007_ties_of_reviewers").say_what_stands(apps, None)

    rows = Review.objects.unscoped(reason="test").values_list("stage", "is_alone", "is_untied")
    assert set(rows) == {("checked", False, None), ("verified", True, None)}


def test_who_read_an_older_state_is_told(documenters: Any, as_member: AsMember) -> None:
    told, karim = tell_all(documenters), as_member(documenters.karim)
    url = reverse("violations_review", args=[told.event.pk])
    seen = karim.get(url).context["form"]["seen_change"].value()
    form = {"to": "checked", "words": "Read.", "tie_said": "none", "seen_change": seen}
    change, typed = opened(as_member(documenters.yara), "event", told.event, title="Another title")
    as_member(documenters.yara).post(change, typed)

    response = karim.post(url, form)

    assert response.status_code in (409, 422) and stage(documenters, told) == "draft"


def test_a_disagreement_stands_on_the_page_and_moves_nothing(documenters: Any, as_member: AsMember) -> None:
    told, karim = tell_all(documenters), as_member(documenters.karim)
    review(karim, told, "checked")

    url = reverse("violations_disagree", args=[told.event.pk])
    assert karim.post(url, {"words": ""}).status_code == 422
    assert karim.post(url, {"words": "The date cannot be right."}).status_code == 303

    page = as_member(documenters.yara).get(reverse("violations_event", args=[told.event.pk])).content.decode()
    assert "Does not agree" in page and "The date cannot be right." in page and stage(documenters, told) == "checked"


def test_restricting_and_opening_ask_for_a_reason(documenters: Any, as_member: AsMember) -> None:
    told, url = tell_all(documenters), ""
    url = reverse("violations_restrict", args=[told.event.pk])
    assert as_member(documenters.karim).post(url, {"words": ""}).status_code == 422

    assert as_member(documenters.karim).post(url, {"words": "The family is in danger."}).status_code == 303

    assert as_member(documenters.karim).get(reverse("violations_event", args=[told.event.pk])).status_code == 404
    assert as_member(documenters.yara).get(reverse("violations_event", args=[told.event.pk])).status_code == 200
    assert as_member(documenters.yara).post(url, {"words": "Open it."}).status_code == 404
    assert as_member(documenters.hala).post(url, {"words": "The danger is over."}).status_code == 303
    assert as_member(documenters.karim).get(reverse("violations_event", args=[told.event.pk])).status_code == 200
    reasons = Review.objects.visible_to(documenters.hala).filter(event=told.event)
    assert reasons.count() == 2


def share(client: Client, told: Told, to: Any, days: int = 7, reason: str = "A joint dossier") -> int:
    until = (timezone.localdate() + timedelta(days=days)).isoformat()
    url = reverse("violations_share", args=[told.event.pk])
    return client.post(url, {"to": str(to.pk), "reason": reason, "until": until}).status_code


def test_what_is_shared_is_seen_elsewhere_until_it_is_withdrawn(
    documenters: Any, as_member: AsMember, coalition: Any
) -> None:
    told, hala, lea = tell_all(documenters), as_member(documenters.hala), as_member(documenters.lea)
    Person.objects.unscoped(reason="test").filter(pk=told.victim.pk).update(is_restricted=True)
    url = reverse("violations_event", args=[told.event.pk])
    review(as_member(documenters.karim), told, "checked")
    assert lea.get(url).status_code == 404

    assert share(hala, told, coalition.haven) == 303

    page = lea.get(url).content.decode()
    assert TITLE in page and SOURCE in page and "A joint dossier" in page and "Witness Archive" in page
    assert VICTIM not in page and "a protected person" in page
    assert "Yara of archive" not in page and "I read the statement again." not in page
    for name in ("review", "disagree", "restrict", "history", "add_act", "add_information", "link"):
        assert lea.get(reverse(f"violations_{name}", args=[told.event.pk])).status_code == 404, name
        assert reverse(f"violations_{name}", args=[told.event.pk]) not in page, name
    assert lea.get(reverse("violations_change", args=["event", told.event.pk])).status_code == 404
    assert as_member(documenters.amal).get(url).status_code == 404
    assert TITLE in lea.get(reverse("violations")).content.decode()
    assert Notice.objects.unscoped(reason="test").filter(member=documenters.lea, code="violations.shared").exists()

    grant = Grant.objects.unscoped(reason="test").get(subject=told.event.pk)
    end = reverse("violations_share_withdraw", args=[told.event.pk, grant.pk])
    assert lea.post(end).status_code == 404
    assert hala.post(end).status_code == 303 and hala.post(end).status_code == 303
    assert lea.get(url).status_code == 404 and TITLE not in lea.get(reverse("violations")).content.decode()
    assert lea.get(reverse("violations_person", args=[told.source.pk])).status_code == 404
    verbs = OutboxEntry.objects.filter(row=grant.pk).values_list("verb", flat=True)
    assert list(verbs) == ["violations.shared", "violations.share_withdrawn"]


def test_a_share_ends_by_itself(documenters: Any, as_member: AsMember, coalition: Any, time_machine: Any) -> None:
    told = tell_all(documenters)
    share(as_member(documenters.hala), told, coalition.haven)

    time_machine.move_to(timezone.now() + timedelta(days=9))

    assert not Event.objects.visible_to(documenters.lea).exists()


def test_what_becomes_restricted_is_shared_with_nobody(documenters: Any, as_member: AsMember, coalition: Any) -> None:
    told, hala = tell_all(documenters), as_member(documenters.hala)
    share(hala, told, coalition.haven)
    url, typed = opened(as_member(documenters.karim), "act", told.act, age="15")

    as_member(documenters.karim).post(url, typed)

    assert not Event.objects.visible_to(documenters.lea).exists()
    assert not Person.objects.visible_to(documenters.lea).exists()
    assert share(hala, told, coalition.haven) == 422
    hala.post(reverse("violations_restrict", args=[told.event.pk]), {"words": "No minor: a slip of the pen."})
    assert not Event.objects.visible_to(documenters.lea).exists()


def test_sharing_needs_a_reason_a_near_end_and_an_organisation_of_the_coalition(
    documenters: Any, as_member: AsMember, coalition: Any
) -> None:
    told, hala = tell_all(documenters), as_member(documenters.hala)

    assert share(hala, told, coalition.haven, reason=" ") == 422
    assert share(hala, told, coalition.haven, days=-1) == 422
    assert share(hala, told, coalition.haven, days=400) == 422
    assert share(hala, told, coalition.partner) == 422
    assert share(hala, told, coalition.archive) == 422
    assert share(as_member(documenters.karim), told, coalition.haven) == 404
    assert not Grant.objects.unscoped(reason="test").exists()
