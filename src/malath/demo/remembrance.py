"""Two colleagues whom the invented coalition does not forget: one is detained, one was killed. Nobody here exists."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from malath.demo.pictures import put_drawing
from malath.demo.world import World
from malath.platform.access.models import Member, Organisation
from malath.voice.remembrance.actions.consenting import Given, give_consent
from malath.voice.remembrance.actions.publishing import put_out
from malath.voice.remembrance.actions.recording import Told, add_happening, begin_colleague, write_texts
from malath.voice.remembrance.models import Colleague

Texts = dict[str, dict[str, str]]
DETAINED: Texts = {
    "name": {"ar": "رشا البيادر", "en": "Rasha al-Bayadir", "fr": "Racha al-Bayadir"},
    "portrait": {
        "ar": "رشا رسامة خرائط. علّمت متطوعي **دفاتر الميناء** كيف يكتبون ما رأوه، لا ما سمعوه.",
        "en": "Rasha draws maps. She taught the volunteers of the **Harbour Notebooks** to write down what they saw, "
        "not what they heard.",
        "fr": "Racha dessine des cartes. Elle a appris aux bénévoles des **Carnets du port** à écrire ce qu’ils ont vu, "
        "non ce qu’ils ont entendu.",
    },
    "family": {
        "ar": "> نترك مصباح الدرج مضاءً. هي تعرف.",
        "en": "> We leave the lamp on the stairs lit. She knows.",
        "fr": "> Nous laissons la lampe de l’escalier allumée. Elle sait.",
    },
    "help": {
        "ar": "- اكتبوا إلى نائبكم واسألوا عن رشا باسمها.\n- لا ترسلوا شيئًا إلى العائلة: نحن نوصل رسائلكم.",
        "en": "- Write to your member of parliament and ask for Rasha by name.\n- Send nothing to the family: we pass on "
        "your letters.",
        "fr": "- Écrivez à votre député et demandez des nouvelles de Racha, par son nom.\n- N’envoyez rien à la famille"
        "\u00a0: nous transmettons vos lettres.",
    },
}
KILLED: Texts = {
    "name": {"ar": "سهيل القناطر", "en": "Suhail al-Qanatir", "fr": "Souheil al-Qanatir"},
    "portrait": {
        "ar": "كان سهيل يصوّر الأبواب. قال إن الباب يحفظ من دخل ومن لم يعد.",
        "en": "Suhail photographed doors. A door, he said, remembers who came in and who did not come back.",
        "fr": "Souheil photographiait des portes. Une porte, disait-il, se souvient de qui est entré et de qui n’est pas "
        "revenu.",
    },
    "help": {
        "ar": "- احضروا معرض الأبواب حين يمر بمدينتكم.",
        "en": "- Come to the exhibition of the doors when it passes through your city.",
        "fr": "- Venez à l’exposition des portes quand elle passe dans votre ville.",
    },
}


def _source(title: str) -> dict[str, str]:
    read = timezone.localdate() - timedelta(days=20)
    return {"title": title, "url": "https://example.org/harbour-notebooks", "read_on": read.isoformat()}


def _years_before(days_ahead: int, years: int) -> date:
    """A day whose anniversary is so many days ahead of the day on which the demo is made."""
    day = timezone.localdate() + timedelta(days=days_ahead)
    return day.replace(year=day.year - years, day=min(day.day, 28))


def remember_colleagues(world: World) -> None:
    """Keep their records, with the consent of their invented families."""
    house, officers = world.organisations["haven"], world.with_role("haven", "communications_officer")
    if officers:
        _detained(house, officers[0])
        _killed(house, officers[0])


def _begin(house: Organisation, fate: str, texts: Texts, by: Member) -> Colleague:
    row = begin_colleague(house, fate=fate, texts={"name": texts["name"]}, by=by)
    return write_texts(row, texts, after=row.revision, by=by)


def _finish(row: Colleague, lines: list[Told], given: Given, by: Member) -> None:
    for number, line in enumerate(lines):
        add_happening(row, line, after=row.revision + number, by=by)
    give_consent(row, given, after=row.revision + len(lines), by=by)
    put_out(row, after=row.revision + len(lines) + 1, by=by)


def _detained(house: Organisation, by: Member) -> None:
    arrested = _years_before(40, 3)
    moved = arrested + timedelta(days=400)
    lines = [
        Told(
            "arrest", arrested.isoformat(),
            {
                "ar": "أخذها رجال بلباس مدني من باب بيتها.",
                "en": "Men in plain clothes took her from her door.",
                "fr": "Des hommes en civil l’ont emmenée devant sa porte.",
            },
            sources=[_source("Harbour Notebooks, no. 12")], yearly=True,
        ),
        Told(
            "moved", f"{moved:%Y-%m}",
            {
                "ar": "رأتها سجينة خرجت في سجن الطاحونة.",
                "en": "A prisoner who was freed had seen her in the Mill prison.",
                "fr": "Une prisonnière libérée l’avait vue à la prison du Moulin.",
            },
            names=["place"],
        ),
    ]  # fmt: skip
    allows = ["name", "portrait", "timeline", "family"]
    given = Given("sibling", "Maysa", "By telephone, in Arabic; confirmed in writing.", allows, arrested)
    _finish(_begin(house, "detained", DETAINED, by), lines, given, by)


def _killed(house: Organisation, by: Member) -> None:
    died = _years_before(150, 6)
    lines = [
        Told(
            "death", died.isoformat(),
            {
                "ar": "قُتل وهو يصوّر باب مدرسة.",
                "en": "He was killed while he photographed the door of a school.",
                "fr": "Il a été tué alors qu’il photographiait la porte d’une école.",
            },
            sources=[_source("Harbour Notebooks, no. 4")], yearly=True,
        ),
        Told("birth", "1988-06", {}, yearly=True),
    ]  # fmt: skip
    given = Given("spouse", "Hanin", "In our office, in Arabic.", ["name", "portrait", "picture", "timeline"], died)
    row = _begin(house, "killed", KILLED, by)
    _finish(row, lines, given, by)
    put_drawing("doors", "colleague", row.pk, by)
