from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "malath.platform.interface"
    label = "interface"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place
        from malath.platform.interface.upkeep import refresh_statistics

        give_place(Place("", 0, _("Today"), "today", "today", frozenset({"see_today"})))
        give_job(Job("statistics of the database", refresh_statistics, Lane.ROUNDS, every=6 * 3600, needs_open=False))
