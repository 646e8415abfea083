from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "malath.platform.audit"
    label = "audit"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.audit.actions import move_outbox
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place

        # Sealed or open: what was done is written down.
        give_job(Job("ledger", move_outbox, Lane.QUICK, every=1, needs_open=False))
        give_place(Place(_("Coalition"), 90, _("Ledger"), "history", "ledger", frozenset({"read_ledger"})))
