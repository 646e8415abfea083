from django.apps import AppConfig


class AccompanimentConfig(AppConfig):
    name = "malath.protection.accompaniment"
    label = "accompaniment"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.protection.accompaniment import jobs
        from malath.protection.accompaniment.due import appointments_due, tasks_due
        from malath.protection.accompaniment.panels import give_panels
        from malath.protection.accompaniment.today import appointments_today, tasks_today
        from malath.protection.cases.due import give_next_due

        give_next_due(tasks_due)
        give_next_due(appointments_due)
        give_to_today(appointments_today)
        give_to_today(tasks_today)
        give_panels()
        # Reminders go out while the server is sealed too: they carry no content.
        give_job(Job("appointment reminders", jobs.remind_of_appointments, Lane.QUICK, every=60, needs_open=False))
        give_job(Job("task reminders", jobs.remind_of_tasks, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_place(Place(_("Protect"), 30, _("My agenda"), "calendar", "agenda", frozenset({"work_cases"})))
