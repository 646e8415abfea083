from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StatementsConfig(AppConfig):
    name = "malath.voice.statements"
    label = "statements"

    def ready(self) -> None:
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.voice.statements import today

        give_to_today(today.answers_today)
        give_to_today(today.changes_today)
        give_to_today(today.handovers_today)
        give_notices(
            {
                "statements.invited": _("Your organisation is invited to a text that several sign."),
                "statements.frozen": _("A text waits for your organisation’s answer."),
                "statements.asked_again": _(
                    "A text was changed after it was signed: your organisation is asked again."
                ),
                "statements.given_up": _("A text that your organisation was asked to sign was given up."),
                "statements.resumed": _("A text that had been given up is open for signature again."),
                "statements.handover_asked": _("Your organisation is asked to lead a text."),
                "statements.handover_ahead": _(
                    "Another organisation may lead a text that yours is asked to sign, and then reads what was answered."
                ),
                "statements.handed_over": _("Another organisation leads a text from now on."),
                "statements.handover_declined": _("An organisation does not take over a text that you lead."),
                "statements.handover_withdrawn": _("Your organisation is no longer asked to lead a text."),
                "statements.judge": _("A text that your organisation signed was changed. Say what the change is."),
                "statements.answered": _("An organisation answered on a text that you lead."),
                "statements.answer_due": _("An answer on a text is due soon. Silence is no signature."),
                "statements.outside_due": _(
                    "An organisation without an account here has not answered on your text yet."
                ),
            }
        )
        give_job(Job("answers that are due", today.remind_of_answers, Lane.ROUNDS, every=3600, needs_open=False))
        group, label = pgettext_lazy("group of places", "Speak"), pgettext_lazy("place", "Statements")
        abilities = frozenset({"draft_statements", "sign_statements"})
        give_place(Place(group, 70, label, "message", "statements", abilities, today.waiting_count))
