"""A few documented events of the archive: every person, unit and place of detention in them is invented."""

from __future__ import annotations

from typing import Any

from malath.accountability.violations.models import Body, Change, Event, Person
from malath.accountability.violations.recording import Recorder, recording
from malath.accountability.violations.reviewing import review_event
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.telling.keeping import keep_story
from malath.demo.world import World
from malath.platform.access.models import Member, Organisation

ARREST, DISAPPEARANCE, TORTURE, SUMMONS = "03.01.04", "03.03", "02.01", "04.01"
HATE_SPEECH, INCITEMENT = "12.01", "12.02"
PROBABLY, POSSIBLY = "02", "03"


def document_violations(world: World) -> None:
    """Two accounts that differ, an event that is restricted, one that was verified, and a story that is half told."""
    documenters = world.with_role("archive", "documenter")
    directors = world.with_role("archive", "director")
    if len(documenters) < 2 or not directors:
        return
    archive, (first, second) = world.organisations["archive"], documenters[:2]
    _two_accounts(archive, first)
    _restricted(archive, first)
    _verified(archive, first, second, directors[0])
    _said_to_public(archive, second)
    _half_told(world, archive, first)


def _two_accounts(archive: Organisation, by: Member) -> None:
    """A mother and a man who was held with her son: they do not agree when it was, nor what became of him."""
    with recording(organisation=archive, by=by, kind=Change.Kind.STORY) as change:
        mother = change.person({"name": "أم نوار الخيّاط", "sex": "01"})
        son = change.person({"name": "نوار الخيّاط", "names": ["Nawar al-Khayyat"], "sex": "02"}, source=mother)
        said: dict[str, Any] = {"source": mother, "confidence": PROBABLY}
        event = change.event(
            {
                "title": "اعتقال نوار الخيّاط عند الحاجز",
                "narrative": "أوقفوه عند الحاجز الشمالي وهو عائد من المخبز، وقالوا إنه سيعود بعد ساعة.",
                "when": "2013-03",
                "place": "SY-04",
                "place_words": "الحاجز الشمالي، قرب المخبز",
            },
            **said,
        )
        values = {"when": "2013-03", "place": "SY-04", "age": 27}
        arrest = change.act(event, son, {**values, "kind": ARREST}, **said)
        gone = {**values, "kind": DISAPPEARANCE, "fate": {"fate": "01.01", "known": "unknown"}}
        disappeared = change.act(event, son, gone, **said)
        unit = change.body(Body.Kind.UNIT, {"name": "فرع الياسمين (متخيَّل)"}, **said)
        _over_time(change, unit, said)
        for act in (arrest, disappeared):
            change.involvement(act, {"kind": "02.01", "degree": "01"}, body=unit, **said)
        change.holding(disappeared, 1, {"site": "مدرسة قديمة في الحي", "when": "2013-03"}, **said)
        change.holding(disappeared, 2, {"site": "فرع الياسمين", "when": "2013-04/2014"}, **said)
        told = {"connection": "03.01", "material": "01.03", "reliability": "02", "language": "العربية", "when": "2020"}
        change.information(event, told, told_by=mother, **said)
        asked = {"kind": "01.02", "when": "2013", "asked": "السؤال عنه في ثلاثة أماكن", "response": "03"}
        change.intervention(event, asked, party=mother, **said)
    with recording(organisation=archive, by=by, kind=Change.Kind.EDIT) as change:
        other = change.person({"name": "شاهد من الزنزانة نفسها", "sex": "02"})
        said = {"source": other, "confidence": POSSIBLY}
        change.state(event, {"when": "2013-06"}, beside=True, **said)
        change.state(disappeared, {"fate": {"fate": "02.02", "known": "claimed"}}, beside=True, **said)
        change.information(event, {"connection": "02.02", "material": "01.02", "reliability": "03"}, told_by=other)


def _over_time(change: Recorder, unit: Body, said: dict[str, Any]) -> None:
    """The unit under its earlier name, what it belonged to, and who is recorded in a post there; all of it invented."""
    change.body_name(unit, {"name": "مفرزة الياسمين (متخيَّلة)", "when": "2011/2012~"}, **said)
    change.body_name(unit, {"name": "شعبة الياسمين (متخيَّلة)", "when": "2012/2014~"}, **said)
    staff = change.body(Body.Kind.UNIT, {"name": "إدارة الحقول (متخيَّلة)"}, **said)
    change.belonging(unit, staff, {"when": "2012/2015"}, **said)
    head, clerk = change.person({"name": "رئيس الفرع (متخيَّل)"}, **said), change.person({"name": "كاتب السجل"}, **said)
    change.post(head, unit, {"kind": "01.01", "position": "عقيد", "when": "2012-06/2014~"}, **said)
    change.post(clerk, unit, {"kind": "07", "when": "2013"}, **said)


def _restricted(archive: Organisation, by: Member) -> None:
    """A boy of fifteen: from the start seen by few."""
    with recording(organisation=archive, by=by, kind=Change.Kind.STORY) as change:
        aunt = change.person({"name": "خالة الفتى"})
        boy = change.person({"name": "يزن الحدّاد", "sex": "02"}, source=aunt)
        said: dict[str, Any] = {"source": aunt, "confidence": PROBABLY}
        event = change.event(
            {
                "title": "استدعاء فتى إلى مخفر",
                "narrative": "أُبقي ليلتين ليسلّم أخوه نفسه.",
                "when": "2014-21",
                "place": "SY-02",
            },
            **said,
        )
        act = change.act(event, boy, {"kind": "03.01.06", "when": "2014-21", "place": "SY-02", "age": 15}, **said)
        change.involvement(act, {"kind": "03.01"}, **said)
        change.information(event, {"connection": "03.05", "reliability": "02"}, told_by=aunt, **said)


def _verified(archive: Organisation, by: Member, second: Member, third: Member) -> None:
    """A journalist who was summoned: told, checked by a second member and verified by a third."""
    with recording(organisation=archive, by=by, kind=Change.Kind.STORY) as change:
        lina = change.person({"name": "لينا المرسي", "names": ["Lina al-Mursi"], "occupation": "صحفية", "sex": "01"})
        said: dict[str, Any] = {"source": lina, "confidence": "01"}
        event = change.event(
            {
                "title": "Convocation d’une journaliste après un article",
                "narrative": "Trois convocations en deux semaines, à cause d’un article sur l’eau du quartier.",
                "when": "2012-05-03/2012-05-17",
                "place": "SY-01",
                "status": "01",
            },
            **said,
        )
        act = {"kind": SUMMONS, "when": "2012-05-03/2012-05-17", "place": "SY-01", "characteristics": ["01.01"]}
        change.involvement(change.act(event, lina, act, **said), {"kind": "02.03", "degree": "01"}, **said)
        told = {"connection": "01", "material": "01.01", "reliability": "01", "language": "العربية"}
        change.information(event, told, told_by=lina, **said)
    _review(event, Stage.CHECKED, "Les trois papiers sont dans les pièces.", second)
    _review(event, Stage.VERIFIED, "Deux collègues disent la même chose, chacun de son côté.", third)


def _said_to_public(archive: Organisation, by: Member) -> None:
    """What two outlets said of people of the river bank: nobody and nothing of it is real."""
    with recording(organisation=archive, by=by, kind=Change.Kind.STORY) as change:
        listener = change.person({"name": "مستمع من الحي (متخيَّل)"})
        said: dict[str, Any] = {"source": listener, "confidence": PROBABLY}
        event = change.event({"title": "برنامج صباحي على إذاعة الميناء", "when": "2014-05", "place": "SY-05"}, **said)
        change.act(
            event,
            None,
            {
                "kind": HATE_SPEECH,
                "when": "2014-05-06",
                "outlet": "إذاعة الميناء (متخيَّلة)",
                "quote": "أهل الضفة الأخرى لا أمان لهم ولا مكان لهم بيننا.",
                "quote_language": "العربية",
                "translation": "Les gens de l’autre rive ne méritent ni confiance ni place parmi nous.",
                "reach": "كانت تُسمع في المقاهي كل صباح",
            },
            **said,
        )
        group = change.person({"name": "أهل الضفة الأخرى", "size": 300}, kind=Person.Kind.GROUP)
        change.act(
            event,
            group,
            {
                "kind": INCITEMENT,
                "when": "2014-05-20",
                "outlet": "صفحة «صوت الرصيف» (متخيَّلة)",
                "quote": "لا تدعوهم يعبرون الجسر هذا المساء.",
                "quote_language": "العربية",
            },
            **said,
        )
        change.information(event, {"connection": "01", "material": "01.01", "reliability": "02"}, told_by=listener)


def _review(event: Event, to: str, words: str, by: Member) -> None:
    is_last = to == Stage.VERIFIED
    review_event(
        event,
        to=to,
        words=words,
        by=by,
        seen_change=event.last_change,
        is_untied=True,
        source_reliability="01" if is_last else "",
        information_reliability="01" if is_last else "",
    )


def _half_told(world: World, archive: Organisation, by: Member) -> None:
    """What somebody began to write and left."""
    said = {
        "way": "person",
        "teller": "جارة من البناء نفسه",
        "connection": "04",
        "narrative": "سمعتُ الباب ثم صوت سيارة. كان ذلك قبل الفجر.",
        "when": "شتاء 2012",
        "place": "حلب",
        "act-1-kind": "اختفاء قسري",
        "victim-1-name": "فراس النجّار",
    }
    answers = {name: [value] for name, value in said.items()}
    keep_story(world.uuid(), answers, organisation=archive, by=by)
