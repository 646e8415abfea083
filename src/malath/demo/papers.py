"""A few documents, and notes that only the legal part of a team reads; kept by the real actions."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from malath.demo.world import World
from malath.protection.cases.actions import add_note
from malath.protection.cases.models import TeamSeat
from malath.protection.cases.papers import add_document
from malath.protection.cases.rules import Part, Restriction

CASES_WITH_PAPERS = 24
TITLES = {
    "ar": ["ترجمة شهادة الميلاد", "وصل الإيجار", "شهادة الدوام المدرسي"],
    "fr": ["Acte de naissance, traduction", "Quittance de loyer", "Certificat de scolarité"],
    "en": ["Birth certificate, translated", "Rent receipt", "School certificate"],
}
ADVICE = {
    "ar": ["يمكن الطعن خلال خمسة عشر يوماً. حُضّرت الوثائق.", "ننصح بتأجيل المقابلة إلى ما بعد التقرير الطبي."],
    "fr": [
        "Le recours est ouvert pendant quinze jours. Le dossier est prêt.",
        "Reporter l’entretien après le certificat médical.",
    ],
    "en": [
        "An appeal is open for fifteen days. The papers are ready.",
        "Put off the interview until the medical report is in.",
    ],
}
INSIDE = "An invented document of an invented person.\nوثيقة متخيَّلة لشخص متخيَّل.\nUn document fictif d’une personne fictive.\n"


def file_papers(world: World) -> None:
    """Documents on some open cases, and legal advice where a legal officer is on the team."""
    by_case = {case.pk: case for case in world.cases if case.is_open}
    seats = TeamSeat.objects.unscoped(reason="inventing").filter(until=None).select_related("member").order_by("pk")
    leads = [seat for seat in seats.filter(part=Part.LEAD) if seat.case_id in by_case]
    for seat in world.chance.sample(leads, k=min(CASES_WITH_PAPERS, len(leads))):
        title = world.said(TITLES, seat.member.language)
        upload = SimpleUploadedFile(f"{title}.txt", INSIDE.encode(), "text/plain")
        add_document(by_case[seat.case_id], upload=upload, title=title, by=seat.member)
    officers = [seat for seat in seats.filter(part=Part.LEGAL) if seat.case_id in by_case]
    for seat in world.chance.sample(officers, k=min(CASES_WITH_PAPERS, len(officers))):
        text = world.said(ADVICE, seat.member.language)
        add_note(by_case[seat.case_id], text=text, by=seat.member, restriction=Restriction.LEGAL)
