from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatchingConfig(AppConfig):
    name = "malath.people.matching"
    label = "matching"

    def ready(self) -> None:
        from malath.people.links import give_person_panel
        from malath.people.matching import jobs, panels, subscriptions, today
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today

        subscriptions.listen()
        give_person_panel(panels.also_recorded_as)
        give_to_today(today.pairs_that_wait)
        give_job(Job("possible duplicates", jobs.look_for_pairs, Lane.ROUNDS, every=300))
        give_place(
            Place(
                group=_("Protect"),
                order=35,
                label=pgettext_lazy("place", "Possible duplicates"),
                icon="link",
                url_name="pairs",
                abilities=frozenset({"review_pairs"}),
            )
        )
