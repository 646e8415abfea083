from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "malath.platform.sealed"
    label = "sealed"

    def ready(self) -> None:
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.sealed.drafts import drop_old_drafts
        from malath.platform.sealed.files import items_of_files, sweep_orphans
        from malath.platform.sealed.intake import hand_over_intake
        from malath.platform.sealed.vault import give_items, sweep_doubts
        from malath.platform.sealed.vouching import copy_vault, sweep_vault, vouch

        give_items(items_of_files)
        give_job(Job("intake", hand_over_intake, Lane.QUICK, every=5))
        give_job(Job("orphan files", sweep_orphans, Lane.ROUNDS, every=3600, needs_open=False))
        give_job(Job("items that nothing names", sweep_doubts, Lane.VAULT, every=3600))
        give_job(Job("old drafts", drop_old_drafts, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_job(Job("time-stamps and witnesses", vouch, Lane.VAULT, every=3600, needs_open=False))
        give_job(Job("copies of the vault", copy_vault, Lane.VAULT, every=3600, needs_open=False))
        give_job(Job("sweep of the vault", sweep_vault, Lane.VAULT, every=24 * 3600, needs_open=False))
