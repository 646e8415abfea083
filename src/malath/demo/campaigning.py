"""What the invented coalition asks for, of whom, and a conference whose place nobody outside is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from malath.demo.pictures import put_drawing
from malath.demo.world import World
from malath.platform.access.models import Member
from malath.voice.campaigns.actions import add_part, begin_undertaking, put_out, record_consent, write_undertaking
from malath.voice.campaigns.models import Undertaking

LETTERS = {
    "en": {
        "title": "No letter without reasons",
        "excerpt": "Families of the harbour towns are told to go back by letters that give no reason and no way to object.",
        "aim": "Nobody is sent back by a letter that gives **no reason** and names **no judge**.",
        "demands": "Every letter says who decided, and why\nEverybody has thirty days to object\nNobody leaves while an objection is heard",
        "asked": "- Write to your deputy: [how such a letter is written](https://example.org/write \"2026-11-02\")\n"
        "- If a family near you received a letter, tell them that they are not alone.",
        "reached": "Since September two towns add a page with the address of a judge.",
    },
    "fr": {
        "title": "Pas de lettre sans motifs",
        "excerpt": "Des lettres sans motif ni recours enjoignent aux familles des villes portuaires de repartir.",
        "aim": "Que personne ne soit renvoyé par une lettre qui ne donne **aucun motif** et ne nomme **aucun juge**.",
        "demands": "Chaque lettre dit qui a décidé, et pourquoi\nChacun a trente jours pour s’y opposer\n"
        "Personne ne part tant qu’une opposition est examinée",
        "asked": "- Écrivez à votre députée ou député.\n- Si une famille près de vous a reçu une lettre, dites-lui qu’elle n’est pas seule.",
        "reached": "Depuis septembre, deux villes ajoutent une page avec l’adresse d’un juge.",
    },
    "ar": {
        "title": "لا رسالة بلا أسباب",
        "excerpt": "تُطالَب عائلات مدن الميناء بالعودة برسائل لا تذكر سببًا ولا سبيلًا إلى الاعتراض.",
        "aim": "ألا يُعاد أحد برسالة لا تذكر **سببًا** ولا تسمّي **قاضيًا**.",
        "demands": "أن تقول كل رسالة من قرّر ولماذا\nأن يكون لكل إنسان ثلاثون يومًا للاعتراض\nألا يغادر أحد ما دام اعتراضه قيد النظر",
        "asked": "- اكتب إلى نائبك.\n- إن وصلت رسالة إلى عائلة قريبة منك فقل لها إنها ليست وحدها.",
        "reached": "منذ أيلول تضيف مدينتان صفحة فيها عنوان قاضٍ.",
    },
}  # fmt: skip
CONFERENCE = {
    "en": {
        "title": "What the letters say: a day of listening",
        "excerpt": "Families read their letters aloud, lawyers answer. The place is told to those who take part.",
        "body": "Families who received a letter read it aloud; lawyers and a former judge answer them.\n\n"
        "Whoever wishes to listen writes to us and is told the place a week before.",
    },
    "fr": {
        "title": "Ce que disent les lettres\u00a0: une journée d’écoute",
        "body": "Des familles qui ont reçu une lettre la lisent à voix haute\u00a0; des avocates et un ancien juge leur répondent.",
    },
    "ar": {
        "title": "ماذا تقول الرسائل: يوم للإصغاء",
        "body": "تقرأ عائلات وصلتها رسائل ما جاء فيها، ويجيبها محامون وقاضٍ سابق.\n\nمن أراد أن يستمع كتب إلينا، ويُبلَّغ بالمكان قبل أسبوع.",
    },
}  # fmt: skip
INITIATIVE = {
    "names": {"en": "Families of the Harbour", "fr": "Familles du port", "ar": "عائلات الميناء"},
    "words": {
        "en": "Collects the letters and reads each demand before it goes out.",
        "fr": "Rassemble les lettres et relit chaque demande avant qu’elle ne paraisse.",
        "ar": "تجمع الرسائل وتقرأ كل مطلب قبل أن يُنشر.",
    },
}
ADDRESSED: list[tuple[dict[str, Any], str, dict[str, str]]] = [
    (
        {"en": "Commissioner for Arrivals", "fr": "Commissaire aux arrivées", "ar": "مفوض شؤون الوافدين"},
        "partly",
        {
            "en": "Letters name the office from January; the time to object is not yet decided.",
            "fr": "Les lettres nommeront le service à partir de janvier\u00a0; le délai d’opposition n’est pas décidé.",
            "ar": "تُسمّي الرسائل الدائرة منذ كانون الثاني، ولم يتقرر بعد أجل الاعتراض.",
        },
    ),
    (
        {
            "en": "Prefect of the Harbour Province",
            "fr": "Préfecture de la province portuaire",
            "ar": "محافظ إقليم الميناء",
        },
        "silent",
        {"en": "Asked three times in writing.", "fr": "Sollicitée trois fois par écrit.", "ar": "سُئل كتابةً ثلاث مرات."},
    ),
]
SPEAKERS: list[tuple[dict[str, str], dict[str, str], tuple[str, ...]]] = [
    (
        {"en": "Nahla al-Sarraj", "fr": "Nahla al-Sarraj", "ar": "نهلة السراج"},
        {
            "en": "Lawyer, has read more than sixty letters.",
            "fr": "Avocate, a lu plus de soixante lettres.",
            "ar": "محامية قرأت أكثر من ستين رسالة.",
        },
        ("name", "words", "programme"),
    ),
    (
        {"en": "Idris Qabbani", "fr": "Idris Qabbani", "ar": "إدريس قباني"},
        {"en": "Was a judge for twenty years.", "fr": "A été juge pendant vingt ans.", "ar": "كان قاضيًا عشرين عامًا."},
        ("name", "programme"),
    ),
    ({"en": "Um Yahya", "ar": "أم يحيى"}, {"en": "Received a letter in the spring."}, ()),
]
SESSIONS = [
    ("09:30", "10:45", {"en": "The letters, read aloud", "fr": "Les lettres, lues à voix haute", "ar": "الرسائل تُقرأ"}, (2,)),
    ("11:00", "12:30", {"en": "What the law says", "fr": "Ce que dit le droit", "ar": "ماذا يقول القانون"}, (0, 1)),
]  # fmt: skip


def campaign_in_public(world: World) -> None:
    """A campaign with its answers, and the conference that belongs to it; both are out."""
    officers = world.with_role("haven", "communications_officer")
    if not officers:
        return
    officer, house = officers[0], world.organisations["haven"]
    campaign = begin_undertaking(house, kind="campaign", by=officer)
    campaign = write_undertaking(campaign, LETTERS, after=0, by=officer)
    agreed = {**INITIATIVE, "agreed_on": (world.today - timedelta(days=70)).isoformat()}
    add_part(campaign, kind="initiative", words=agreed, by=officer)
    for names, how, words in ADDRESSED:
        asked = (world.today - timedelta(days=60)).isoformat()
        made = add_part(
            campaign, kind="addressee", words={"names": names, "words": {}, "asked_on": asked}, by=officer
        )  # fmt: skip
        answer = {"names": {}, "words": words, "how": how, "on": (world.today - timedelta(days=12)).isoformat()}
        add_part(campaign, kind="answer", of=made.pk, words=answer, by=officer)
    put_drawing("letters", "undertaking", campaign.pk, officer)
    put_out(campaign, by=officer)
    _confer(world, campaign, officer)


def _confer(world: World, campaign: Undertaking, officer: Member) -> None:
    day: date = world.today + timedelta(days=45)
    row = begin_undertaking(campaign.organisation, kind="occasion", by=officer)
    details = {"first": day, "place": {"en": "Reading room of the old mill", "ar": "قاعة المطالعة في الطاحونة القديمة"}}
    row = write_undertaking(row, CONFERENCE, details=details, campaign=campaign.pk, after=0, by=officer)
    speakers = []
    for names, words, covers in SPEAKERS:
        made = add_part(row, kind="speaker", words={"names": names, "words": words}, by=officer)
        speakers.append(str(made.pk))
        if covers:
            said_on = world.today - timedelta(days=9)
            record_consent(
                made, covers=covers, way="written", note="Letter in our folder of the conference", given_on=said_on,
                after=0, by=officer,
            )  # fmt: skip
    for starts, ends, names, places in SESSIONS:
        session = {
            "on": day.isoformat(), "starts": starts, "ends": ends, "names": names, "words": {},
            "speakers": [speakers[place] for place in places],
        }  # fmt: skip
        add_part(row, kind="session", words=session, by=officer)
    paper = {"names": {"en": "Sixty-two letters, counted"}, "words": {}, "url": "https://example.org/letters"}
    add_part(row, kind="paper", words={**paper, "read_on": (world.today - timedelta(days=20)).isoformat()}, by=officer)
    put_out(row, by=officer)
