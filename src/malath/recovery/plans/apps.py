from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "malath.recovery.plans"
    label = "plans"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.recovery.plans import jobs
        from malath.recovery.plans.panels import give_panels, plans_today

        give_panels()
        give_job(Job("reviews that are due", jobs.remind_of_reviews, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_to_today(plans_today)
        give_place(Place(_("Recover"), 50, _("Recovery plans"), "wheel", "plans", frozenset({"work_cases"})))
