from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AskingConfig(AppConfig):
    name = "malath.people.asking"
    label = "asking"

    def ready(self) -> None:
        from malath.people.asking import today
        from malath.people.asking.ending import listen_to_people
        from malath.people.asking.panel import asking_panel
        from malath.people.asking.rounds import asking_round
        from malath.people.links import give_person_panel
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices

        listen_to_people()
        give_person_panel(asking_panel)
        give_job(Job("questions to the coalition", asking_round, Lane.ROUNDS, every=900))
        give_to_today(today.questions)
        give_notices(
            {
                "asking.to_us": _("The coalition asks your organisation a question. Read it."),
                "asking.agreed": _("Two organisations agreed to talk about somebody whom both know."),
                "asking.ended": _("A question of yours to the coalition came to its last day."),
            }
        )
        give_place(
            Place(_("Coalition"), 78, _("Questions to the coalition"), "message", "asking", frozenset({"work_cases"}))
        )
