"""What goes with an erased case, what a person's copy holds of alerts, what a locked-out member could see."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from malath.platform.sealed.fields import reveal
from malath.protection.alerts.actions import accept_alert, ask_sender, assess_alert, assess_case
from malath.protection.alerts.erasure import alerts_seen, copy_of_alerts
from malath.protection.alerts.models import ImportRow, RiskLine
from malath.protection.alerts.tests.telling import NAMES, alerts_of, opened, read_in, sent
from malath.protection.cases.actions import ask_erasure, carry_out_erasure
from tests.people import Coalition

As = Callable[..., Client]
LINES = [{"kind": "threat", "text": "Her street stands on a list", "evidence": "A picture"}]


def test_an_erased_case_takes_its_alert_its_row_and_its_risk_with_it(coalition: Coalition, as_member: As) -> None:
    client = as_member(coalition.chadia)
    sheet = read_in(client, coalition, NAMES[2])
    client.post(f"/alerts/import/{sheet.pk}/apply/")
    alert = opened(alerts_of(coalition.rima).order_by("row_number").first().pk)
    ask_sender(alert, text="Where is she?", by=coalition.rima)
    case = accept_alert(alert, by=coalition.rima)
    assess_case(case, LINES, by=coalition.rima)
    erasure = ask_erasure(case, ground="wish", by=coalition.rima)

    carry_out_erasure(erasure, by=coalition.dalia)

    gone = opened(alert.pk)
    assert gone.facts == {}
    assert gone.narrative == ""
    lines = list(RiskLine.objects.unscoped(reason="a test looks").filter(subject=case.pk))
    reveal(lines, by=None, why="test")
    assert [line.content for line in lines] == [{}]
    row = ImportRow.objects.unscoped(reason="a test looks").get(alert=alert.pk)
    reveal(row, by=None, why="test")
    assert row.reading == {}
    other = opened(alerts_of(coalition.rima).order_by("row_number")[1].pk)
    assert other.facts["names"]["main"]
    assert client.get(f"/alerts/sent/{alert.pk}/").status_code == 200


def test_a_persons_copy_holds_what_was_sent_and_assessed(coalition: Coalition) -> None:
    alert = sent(coalition, facts={"own_words": "They wrote my street."})
    assess_alert(alert, LINES, by=coalition.rima)
    case = accept_alert(alert, by=coalition.rima)

    parts = copy_of_alerts(coalition.rima, case.head)
    others = copy_of_alerts(coalition.boris, case.head)

    told = [text for part in parts for _label, text in part.lines]
    assert "They wrote my street." in told
    assert "Her street stands on a list (A picture)" in told
    assert others == []


def test_a_lock_out_says_which_alerts_could_be_seen(coalition: Coalition) -> None:
    sent(coalition)

    sight = alerts_seen(coalition.rima, coalition.dalia)

    assert sight.count == 1
    assert len(sight.seen) == 1
    assert alerts_seen(coalition.rima, coalition.tariq).seen == []
