"""Three questions to the coalition, about people whom two invented organisations know, each under another spelling."""

from __future__ import annotations

from malath.demo.world import World
from malath.people.asking.actions import ask_coalition
from malath.people.asking.rules import HISTORY_DAYS, HISTORY_LINES, Ground, Purpose
from malath.people.models import Person
from malath.protection.cases.models import Case

# arabic, latin, year of birth, sex; who asks, for what
KNOWN_TO_BOTH = [
    ("سمر ناصر الكاتب", "Samar Nasser Kateb", "1988", "f", "haven", "taafi", Purpose.CONTINUITY),
    ("يوسف إلياس البستاني", "Youssef Elias Boustani", "1979", "m", "haven", "taafi", Purpose.PAPERS),
    ("هدى أمين الرفاعي", "Houda Amine Rifai", "1994", "f", "taafi", "haven", Purpose.FAMILY),
]
WORDS = {
    "ar": "رافقها أحد قبلنا على ما يبدو، ولا نريد أن تروي كل شيء من جديد.",
    "fr": "Quelqu’un semble l’avoir accompagnée avant nous ; elle ne devrait pas tout raconter de nouveau.",
    "en": "Somebody seems to have accompanied them before us; they should not have to tell everything again.",
}
GROUND = {
    "ar": "إجراء أمام المحكمة ينتظر ما قد يملكه غيرنا.",
    "fr": "Une procédure attend ce que d’autres détiennent peut-être.",
    "en": "A procedure waits for what others may hold.",
}


def ask_questions(world: World) -> None:
    """Two people a question: one in each organisation's open cases. The answers are left to whoever tries the demo."""
    for number, (arabic, latin, year, sex, asker, other, purpose) in enumerate(KNOWN_TO_BOTH):
        ours, theirs = _head(world, asker, number), _head(world, other, number)
        coordinators = world.with_role(asker, "coordinator")
        if ours is None or theirs is None or not coordinators:
            continue
        _rename(ours, arabic, year, sex)
        _rename(theirs, latin, year, sex)
        by = coordinators[0]
        ask_coalition(
            ours,
            purpose=purpose.value,
            words=WORDS[by.language],
            ground=Ground.LEGAL.value,
            ground_words=GROUND[by.language],
            by=by,
        )


def _head(world: World, slug: str, number: int) -> Person | None:
    """The head of one of an organisation's open cases that are no longer new and in which something is written."""
    day = world.today
    lived = [
        case
        for case in world.cases
        if case.organisation_id == world.organisations[slug].pk
        and case.is_open
        and (day - case.opened_on).days > HISTORY_DAYS
        and (day - case.head.entered_on).days > HISTORY_DAYS
    ]
    written = Case.objects.unscoped(reason="inventing questions").filter(
        pk__in=[case.pk for case in lived], entries_written__gte=HISTORY_LINES
    )
    kept = set(written.values_list("pk", flat=True))
    heads = [case.head for case in lived if case.pk in kept]
    return heads[number] if number < len(heads) else None


def _rename(person: Person, name: str, year: str, sex: str) -> None:
    person.names = {"main": name, "others": []}
    person.about = {**person.about, "birth": year, "sex": sex}
    person.save(update_fields=["names", "about"])
