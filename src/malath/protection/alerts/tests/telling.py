"""What the tests of this room begin with: alerts sent by the real actions, and the three sheets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.actions import send_alert
from malath.protection.alerts.models import Alert, AlertImport
from tests.people import Coalition

SHEETS = Path(__file__).resolve().parents[5] / "tests" / "fixtures" / "alerts"
NAMES = ("alerts_ar.xlsx", "signalements_fr.xlsx", "referrals_cp1256.csv")


def sent(coalition: Coalition, name: str = "Salma Haddad", **content: Any) -> Alert:
    """An alert from the partner to Haven, revealed."""
    facts = {
        "names": {"main": name, "others": []},
        "birth": "1997-03-04",
        "phones": ["+33639980011"],
        "country": "TR",
        "place": "Gaziantep",
        "occupation": "Reporter",
        **content.pop("facts", {}),
    }
    narrative = content.pop("narrative", "Two men asked for her at the school gate.")
    alert = send_alert(
        sender=coalition.partner,
        screening=coalition.haven,
        by=coalition.chadia,
        facts=facts,
        narrative=narrative,
        **content,
    )
    return opened(alert.pk)


def opened(pk: Any) -> Alert:
    """An alert as it stands in the database, revealed."""
    alert = (
        Alert.objects.unscoped(reason="a test looks")
        .select_related("sent_by", "sender_organisation", "screening_organisation")
        .get(pk=pk)
    )
    reveal(alert, by=None, why="test")
    return alert


def form_of(sender: Organisation, screening: Organisation, /, **changes: Any) -> dict[str, Any]:
    """The form of an alert, filled in."""
    return {
        "sender": str(sender.pk),
        "screening": str(screening.pk),
        "name": "Salma Haddad",
        "other_names": "سلمى حداد",
        "birth": "about 1997",
        "phone": "+33 6 39 98 00 11",
        "country": "Turkey",
        "place": "Gaziantep",
        "entry_path": "in_danger",
        "priority": "emergency",
        "harm": "life",
        "company": "with_children",
        "danger_on": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "narrative": "Her street stands on a list.",
        "own_words": "They wrote my street.",
        "knows": "agreed",
        "reply": "Through me alone",
        "safe_only": ["signal"],
        "safe_never": ["call"],
        "household-TOTAL_FORMS": "2",
        "household-INITIAL_FORMS": "0",
        "household-0-name": "Karim Haddad",
        "household-0-birth": "2020",
        "household-0-relation": "child",
        "household-1-name": "",
        "household-1-relation": "child",
        **changes,
    }


def upload(client: Client, coalition: Coalition, body: bytes, name: str) -> Any:
    """Send a spreadsheet as the partner's focal point."""
    file = SimpleUploadedFile(name, body)
    return client.post(
        "/alerts/import/",
        {"sender": str(coalition.partner.pk), "screening": str(coalition.haven.pk), "file": file},
    )


def read_in(client: Client, coalition: Coalition, name: str) -> AlertImport:
    """One of the three sheets, read and waiting to be checked."""
    response = upload(client, coalition, (SHEETS / name).read_bytes(), name)
    assert response.status_code == 303, response.content[:2000]
    return AlertImport.objects.unscoped(reason="a test looks").get(pk=response["Location"].strip("/").split("/")[-1])


def alerts_of(member: Member) -> Any:
    """What a member may see."""
    return Alert.objects.visible_to(member)
