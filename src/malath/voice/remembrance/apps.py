from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RemembranceConfig(AppConfig):
    name = "malath.voice.remembrance"
    label = "remembrance"

    def ready(self) -> None:
        from malath.platform.audit.actions import subscribe
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.drafts import give_drafts_about
        from malath.voice.remembrance import today
        from malath.voice.remembrance.actions.keeping import settle_published
        from malath.voice.remembrance.actions.publishing import check_text
        from malath.voice.remembrance.colleague_page import held_of
        from malath.voice.remembrance.erasing import COLLEAGUE, NAMED
        from malath.voice.remembrance.models import Colleague, Happening
        from malath.voice.remembrance.public import SECTION
        from malath.voice.site.erasing.kinds import give_erasable, give_forgetting
        from malath.voice.site.gates import give_gate
        from malath.voice.site.holders import give_holder
        from malath.voice.site.sections import give_section

        give_section(SECTION)
        give_holder("colleague", held_of, Colleague)
        give_drafts_about(("colleague", "fate", "happening"), Colleague, Happening)
        give_erasable(COLLEAGUE)
        give_forgetting(NAMED)
        give_gate(check_text)
        give_to_today(today.anniversaries_today)
        give_to_today(today.consents_today)
        give_notices(
            {
                "remembrance.ahead": _("A colleague’s anniversary comes in less than two months."),
                "remembrance.soon": _("A colleague’s anniversary comes within days, and nothing is out yet."),
                "remembrance.today": _("Today is a colleague’s anniversary, and nothing is out yet."),
                "remembrance.passed": _("A colleague’s anniversary passed without a word."),
                "remembrance.consent_ends": _("A consent ends on which a colleague’s page rests."),
            }
        )
        subscribe("site.published", lambda _entry: settle_published())
        give_job(Job("anniversaries and consents", today.keep_watch, Lane.ROUNDS, every=300, needs_open=False))
        group, label = pgettext_lazy("group of places", "Speak"), pgettext_lazy("place", "Colleagues")
        give_place(Place(group, 75, label, "heart", "colleagues", frozenset({"publish"}), None))
