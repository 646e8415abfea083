"""What the invented coalition published: two programmes, news and a report; one more waits for its hour."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.demo.pictures import put_drawing, put_report
from malath.demo.world import World
from malath.voice.site.actions import begin_publication, correct, publish, write_texts
from malath.voice.site.naming import name_site

HOME = {
    "en": {
        "title": "Forty beds in three cities for those who arrive this winter",
        "excerpt": "Hosts in Lyon, Marseille and Gaziantep opened their homes; places without stairs are still missing.",
        "body": "Since October, hosts have opened **forty beds** to people whom our partners brought out.\n\n"
        "## What is still missing\n\n- places without stairs\n- hosts who speak Kurdish\n- a van, two days a week",
    },
    "fr": {
        "title": "Quarante lits dans trois villes pour celles et ceux qui arrivent cet hiver",
        "excerpt": "À Lyon, Marseille et Gaziantep, des hôtes ont ouvert leur porte\u00a0; il manque des logements sans marches.",
        "body": "Depuis octobre, des hôtes ont ouvert **quarante lits** à des personnes que nos partenaires ont mises à "
        "l’abri.\n\n## Ce qui manque encore\n\n- des logements sans marches\n- des hôtes qui parlent kurde\n"
        "- une camionnette, deux jours par semaine",
    },
    "ar": {
        "title": "أربعون سريرًا في ثلاث مدن لمن يصل هذا الشتاء",
        "excerpt": "فتح مضيفون بيوتهم في ليون ومرسيليا وغازي عنتاب، وما زالت تنقصنا أماكن بلا درج.",
        "body": "منذ تشرين الأول فتح مضيفون **أربعين سريرًا** لأشخاص أخرجهم شركاؤنا.\n\n## ما زال ينقصنا\n\n"
        "- أماكن بلا درج\n- مضيفون يتكلمون الكردية\n- سيارة نقل يومين في الأسبوع",
    },
}  # fmt: skip
REPORT = {
    "en": {
        "title": "The letters: how families of the harbour towns are told to go back",
        "excerpt": "Sixty-two letters read, forty-one returns followed, nine people not heard of since.",
        "body": "We read sixty-two letters that families received between March and October.[^1]\n\n"
        "> Nobody asked me anything. The letter was under the door.\n\n"
        "## How we counted\n\nA return is counted when two of our organisations know of it independently.\n\n"
        "[^1]: Names and places are changed.",
    },
    "ar": {
        "title": "الرسائل: كيف يُطلب من عائلات مدن الميناء أن تعود",
        "excerpt": "اثنتان وستون رسالة قُرئت، وإحدى وأربعون عودة تُوبعت، وتسعة أشخاص انقطعت أخبارهم.",
        "body": "قرأنا اثنتين وستين رسالة وصلت إلى عائلات بين آذار وتشرين الأول.[^1]\n\n"
        "> لم يسألني أحد شيئًا. كانت الرسالة تحت الباب.\n\n"
        "## كيف عددنا\n\nنعدّ العودة حين تعرف بها منظمتان من منظماتنا كل على حدة.\n\n"
        "[^1]: غُيّرت الأسماء والأماكن.",
    },
}  # fmt: skip
SOON = {
    "en": {
        "title": "A court hears the first of the letter cases",
        "body": "On Thursday a court hears whether a letter without reasons can be a decision at all.",
    },
    "fr": {
        "title": "Un tribunal entend la première affaire des lettres",
        "body": "Jeudi, un tribunal dira si une lettre sans motifs peut être une décision.",
    },
}

HOMES = {
    "en": {
        "title": "A home on the way",
        "excerpt": "Families who arrive stay with hosts for the first months, and nobody is sent to a city alone.",
        "body": "Whoever arrives finds a bed with people who have been checked and who know what to expect.\n\n"
        "- a visit in the first week\n- somebody to call at night\n- a home of their own within a year",
    },
    "fr": {
        "title": "Un toit en chemin",
        "excerpt": "Les familles qui arrivent logent les premiers mois chez des hôtes, et personne n’est envoyé seul dans une ville.",
        "body": "Qui arrive trouve un lit chez des personnes vérifiées et préparées.\n\n"
        "- une visite la première semaine\n- quelqu’un à appeler la nuit\n- un logement à soi dans l’année",
    },
    "ar": {
        "title": "بيت على الطريق",
        "excerpt": "تقيم العائلات الواصلة أشهرها الأولى عند مضيفين، ولا يُرسَل أحد وحده إلى مدينة.",
        "body": "من يصل يجد سريرًا عند أناس جرى التحقق منهم ويعرفون ما ينتظرهم.\n\n"
        "- زيارة في الأسبوع الأول\n- من يُتصل به ليلًا\n- بيت خاص خلال سنة",
    },
}  # fmt: skip
CLINIC = {
    "en": {
        "title": "The letter clinic",
        "excerpt": "Lawyers read letters with those who received them, without charge, in three languages.",
        "body": "Bring the letter, or send a picture of it. A lawyer reads it with you, says what it asks, and by when.",
    },
    "fr": {
        "title": "La permanence des lettres",
        "excerpt": "Des avocates et avocats lisent les lettres avec celles et ceux qui les ont reçues, sans frais, en trois langues.",
        "body": "Apportez la lettre, ou envoyez-en une image. Une avocate la lit avec vous, dit ce qu’elle demande, et pour quand.",
    },
    "ar": {
        "title": "عيادة الرسائل",
        "excerpt": "محاميات ومحامون يقرؤون الرسائل مع من وصلتهم، بلا مقابل، بثلاث لغات.",
        "body": "أحضر الرسالة أو أرسل صورتها. تقرؤها معك محامية وتقول ما تطلبه، وإلى متى.",
    },
}  # fmt: skip


NAME = {"en": "Open Doors Coalition", "fr": "Coalition Portes ouvertes", "ar": "ائتلاف الأبواب المفتوحة"}


def speak_in_public(world: World) -> None:
    """Publish what the coalition has to say, under the name that it has together."""
    for one in world.with_role("haven", "administrator")[:1]:
        name_site(NAME, by=one)
    house, officers = world.organisations["haven"], world.with_role("haven", "communications_officer")
    if not officers:
        return
    officer = officers[0]
    news = begin_publication(house, kind="news", subject="other", by=officer)
    news = publish(write_texts(news, HOME, after=0, by=officer), by=officer)
    put_drawing("beds", "publication", news.pk, officer)
    mended = {**HOME, "en": {**HOME["en"], "body": HOME["en"]["body"].replace("October", "September")}}
    words = {"en": "Hosts have opened their homes since September, not since October."}
    correct(news, mended, words=words, after=news.revision, by=officer)
    for place, told in enumerate((HOMES, CLINIC), 1):
        row = begin_publication(house, kind="programme", subject="other", by=officer)
        publish(write_texts(row, told, after=0, place=place, by=officer), by=officer)
    report = begin_publication(house, kind="report", subject="return", by=officer)
    report = publish(write_texts(report, REPORT, after=0, by=officer), by=officer)
    put_report(report, {"ar": "التقرير كله، للطباعة", "en": "The whole report, to print (in Arabic)"}, officer)
    soon = begin_publication(house, kind="news", subject="justice", by=officer)
    soon = write_texts(soon, SOON, after=0, by=officer)
    publish(soon, at=timezone.now() + timedelta(days=3), embargo=True, by=officer)
