from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TestimonyConfig(AppConfig):
    name = "malath.accountability.testimony"
    label = "testimony"

    def ready(self) -> None:
        from malath.accountability.evidence.giving_rules import give_giving_rule
        from malath.accountability.testimony import today
        from malath.accountability.testimony.erasing import Testimonies
        from malath.accountability.testimony.giving import FilesOfTestimonies
        from malath.accountability.testimony.leaving import Consents, shown_by_initials
        from malath.accountability.testimony.seats import waiting_count
        from malath.accountability.violations.erasing.rooms import give_holding_room
        from malath.accountability.violations.leaving_rules import give_leaving_rule
        from malath.accountability.violations.naming import give_naming_rule
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices

        give_leaving_rule(Consents())
        give_giving_rule(FilesOfTestimonies())
        give_naming_rule(shown_by_initials)
        give_holding_room(Testimonies())
        give_to_today(today.consents_today)
        give_to_today(today.told_today)
        give_to_today(today.seat_today)
        give_to_today(today.answers_today)
        give_notices(
            {
                "testimony.withdrawn": _("A person took back what they allowed. Look who must be told."),
                "testimony.consent_ending": _("A consent of a testimony ends soon. Ask the person again."),
                "testimony.seat_ended": _("A person took back the seat of a testimony."),
                "testimony.seat_placed": _("A person gave your association the seat of their testimony."),
                "testimony.seat_renewed": _("A person spoke again about the seat of their testimony."),
                "testimony.seat_given_up": _("An association gave up the seat of a testimony."),
                "testimony.association_founded": _("Your association may hold the seats of testimonies."),
                "testimony.use_proposed": _("A use of a testimony waits for your association's answer."),
                "testimony.use_answered": _("An association answered about a use of a testimony."),
            }
        )
        give_job(Job("consents that end", today.remind_of_consents, Lane.ROUNDS, every=3600, needs_open=False))
        document, label = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Testimonies")
        give_place(Place(document, 64, label, "pen", "testimonies", frozenset({"document"})))
        seat = pgettext_lazy("place", "Our seat")
        give_place(Place(document, 65, seat, "handshake", "seat", frozenset({"hold_seat"}), waiting_count))
