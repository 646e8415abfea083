from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "malath.protection.alerts"
    label = "alerts"

    def ready(self) -> None:
        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.intake import subscribe_intake
        from malath.protection.alerts import erasure, jobs
        from malath.protection.alerts.actions import receive_intake
        from malath.protection.alerts.panels import give_panels
        from malath.protection.alerts.selectors import asked_count, queue_count
        from malath.protection.alerts.today import alerts_today, answers_today
        from malath.protection.cases.copies import give_to_copy
        from malath.protection.cases.erasing import give_blanking, give_linked_subjects

        protect = _("Protect")
        give_place(Place(protect, 10, _("Alerts"), "bell", "alerts", frozenset({"screen_alerts"}), queue_count))
        give_place(Place(protect, 12, _("Alerts sent"), "send", "sent_alerts", frozenset({"send_alerts"}), asked_count))
        give_to_today(alerts_today)
        give_to_today(answers_today)
        give_panels()
        give_linked_subjects(erasure.alerts_of_case)
        give_blanking(erasure.blank_alerts)
        give_to_copy(erasure.copy_of_alerts)
        give_sight(erasure.alerts_seen)
        subscribe_intake("alert", receive_intake)
        give_notices(
            {
                "alerts.answered": _("There is news from the sender about an alert that waits for a decision."),
                "alerts.referred": _("An alert that you sent was referred to another organisation."),
                "alerts.withdrawn": _("An alert was withdrawn by its sender."),
            }
        )
        give_job(Job("overdue alerts", jobs.tell_overdue, Lane.QUICK, every=900, needs_open=False))
        give_job(Job("forgotten imports", jobs.forget_old_previews, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_job(Job("raw rows of imports", jobs.forget_raw_rows, Lane.ROUNDS, every=6 * 3600))
