"""An invented joint statement that eight organisations are asked to sign: some did, one waits, one asks for a change."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.demo.world import World
from malath.platform.access.models import Member
from malath.voice.statements.actions.answering import Said, answer_by_link, answer_text
from malath.voice.statements.actions.drafting import add_comment, begin_statement, write_translation
from malath.voice.statements.actions.freezing import bind_translation, freeze_text
from malath.voice.statements.actions.inviting import invite_organisation, invite_outside, link_of, make_link
from malath.voice.statements.models import Edition, Signatory, Statement
from malath.voice.statements.models.texts import LANGUAGES
from malath.voice.statements.selectors import newest_version, signatory_own

TITLES = {
    "en": "A letter from the ministry is no safe return",
    "fr": "Une lettre du ministère n’est pas un retour sûr",
    "ar": "رسالة من الوزارة ليست عودة آمنة",
}
PARAGRAPHS = {
    "en": (
        "Since the spring, families of the harbour towns have received letters that tell them to go back within ninety "
        "days.[^1] Nobody who wrote these letters has said who would meet them at the border.",
        "## What we have seen",
        "- Of the forty-one people whom our organisations know to have gone back, seventeen were detained within a month.\n"
        "- Nine of them have not been heard of since.",
        "> They asked me for the names of my students. I had not taught for six years.",
        "The ministry’s own instruction of last year says that nobody is returned where there is doubt "
        '([instruction 14, in translation](https://example.org/instruction-14 "2026-10-30")).',
        "## What we ask",
        "We ask the ministry to withdraw the letters, to hear each person in their own language, and to publish on what "
        "ground a place is called safe.",
        "[^1]: Letters shown to six of the undersigned between March and October.",
    ),
    "fr": (
        "Depuis le printemps, des familles des villes du port reçoivent des lettres qui leur disent de repartir sous "
        "quatre-vingt-dix jours.[^1] Aucun auteur de ces lettres n’a dit qui les attendrait à la frontière.",
        "## Ce que nous avons vu",
        "- Des quarante et une personnes dont nos organisations savent qu’elles sont reparties, dix-sept ont été détenues "
        "dans le mois.\n- De neuf d’entre elles, on est sans nouvelles.",
        "> Ils m’ont demandé les noms de mes élèves. Je n’enseignais plus depuis six ans.",
        "L’instruction du ministère, l’an dernier, dit que personne n’est renvoyé quand il y a un doute "
        '([instruction 14, en traduction](https://example.org/instruction-14 "2026-10-30")).',
        "## Ce que nous demandons",
        "Nous demandons au ministère de retirer les lettres, d’entendre chacun dans sa langue, et de publier pour quelle "
        "raison un lieu est dit sûr.",
        "[^1]: Lettres montrées à six des signataires entre mars et octobre.",
    ),
    "ar": (
        "منذ الربيع تتلقى عائلات في مدن الميناء رسائل تطلب منها العودة خلال تسعين يومًا.[^1] ولم يقل أحد ممن كتبوا هذه "
        "الرسائل مَن سيكون في انتظارها عند الحدود.",
        "## ما رأيناه",
        "- من بين واحد وأربعين شخصًا تعرف منظماتنا أنهم عادوا، احتُجز سبعة عشر خلال شهر.\n"
        "- وانقطعت أخبار تسعة منهم منذ ذلك الحين.",
        "> سألوني عن أسماء طلابي. كنت قد تركت التدريس منذ ست سنوات.",
        "وتقول تعليمات الوزارة نفسها في العام الماضي إن أحدًا لا يُعاد عند الشك "
        '([التعليمات 14، مترجمة](https://example.org/instruction-14 "2026-10-30")).',
        "## ما نطلبه",
        "نطلب من الوزارة أن تسحب الرسائل، وأن تسمع كل شخص بلغته، وأن تنشر السبب الذي يُسمّى به مكان ما آمنًا.",
        "[^1]: رسائل عُرضت على ست من المنظمات الموقّعة بين آذار وتشرين الأول.",
    ),
}  # fmt: skip
OUTSIDE = (
    {"ar": "نقابة صحفيي الميناء", "en": "Harbour Journalists’ Union", "fr": "Syndicat des journalistes du port"},
    {"ar": "محامون بلا حواجز", "en": "Lawyers Without Barriers", "fr": "Avocats sans barrières"},
    {"ar": "أهالي الغائبين", "en": "Families of the Absent", "fr": "Familles des absents"},
)
CHANGE = {
    "ar": "نرجو حذف العدد في البند الأول إلى أن نتحقق من حالتين.",
    "en": "Please leave the number in the first point out until two of the cases are confirmed.",
    "fr": "Merci de retirer le chiffre du premier point tant que deux cas ne sont pas confirmés.",
}
RESERVATION = "We do not share the number of those detained, which we could not check ourselves."


def say_together(world: World) -> None:
    """Haven leads; four organisations with members here and three without are asked besides it."""
    officers = world.with_role("haven", "communications_officer")
    if not officers:
        return
    by = officers[0]
    statement = begin_statement(
        world.organisations["haven"], kind="joint", language="en", title=TITLES["en"],
        body="\n\n".join(PARAGRAPHS["en"]), by=by,
    )  # fmt: skip
    inside = [
        invite_organisation(statement, world.organisations[slug], initiator=slug == "archive", by=by)
        for slug in ("taafi", "archive", "freepen", "jasmine")
    ]
    outside = [invite_outside(statement, names=names, by=by) for names in OUTSIDE]
    for language in ("fr", "ar"):
        _translate(statement, language, by)
    add_comment(statement, paragraph="3", words="Two of the seventeen are not confirmed yet.", by=by)
    edition = freeze_text(statement, answer_by=timezone.now() + timedelta(days=6), by=by)
    for language in ("fr", "ar"):
        bind_translation(statement, language=language, by=by)
    own = Signatory.objects.visible_to(by).get(
        statement=statement, initiator=True, organisation=by.home_organisation_id
    )
    for row, act, words in [
        (own, "sign", ""), (inside[0], "sign", ""), (inside[1], "reserve", RESERVATION), (inside[2], "change", "?"),
    ]:  # fmt: skip
        _answer(world, row, edition, act, words)
    for number, row in enumerate(outside[:2]):
        _by_link(row, edition, by, named=number == 0)


def _translate(statement: Statement, language: str, by: Member) -> None:
    source = newest_version(by, statement, "en")
    if source is None:
        return
    texts = {part["key"]: text for part, text in zip(source.text["parts"], PARAGRAPHS[language], strict=True)}
    write_translation(
        statement, language=language, source=source, title=TITLES[language], texts=texts, after=0, by=by
    )  # fmt: skip


def _answer(world: World, row: Signatory, edition: Edition, act: str, words: str) -> None:
    """The director of the organisation answers."""
    slug = next(slug for slug, one in world.organisations.items() if one.pk == row.organisation_id)
    directors = world.with_role(slug, "director")
    if not directors:
        return
    held = signatory_own(directors[0], row.pk)
    said = Said(
        act=act, digest=edition.digest, words=CHANGE[directors[0].language] if words == "?" else words,
        mandate="body" if act == "reserve" else "director", signed_by=str(directors[0].display_name),
        names={code: held.names[code] for code in LANGUAGES},
    )  # fmt: skip
    answer_text(held, said, by=directors[0])


def _by_link(row: Signatory, edition: Edition, by: Member, *, named: bool) -> None:
    """An organisation without members here answers by its link."""
    secret, _code = make_link(row, by=by)
    link = link_of(secret)
    names = OUTSIDE[0] if named else OUTSIDE[1]
    said = Said(
        act="sign", digest=edition.digest, mandate="members", signed_by="The board", named=named, names=names
    )  # fmt: skip
    answer_by_link(link, said)
