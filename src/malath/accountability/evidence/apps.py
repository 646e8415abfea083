from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EvidenceConfig(AppConfig):
    name = "malath.accountability.evidence"
    label = "evidence"

    def ready(self) -> None:
        from malath.accountability.evidence import looking_jobs, packages_job, receiving, stamps, uploading
        from malath.accountability.evidence.selectors import items_named
        from malath.accountability.evidence.sight import evidence_seen
        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place
        from malath.platform.keeper.client import keeper
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.intake import subscribe_intake
        from malath.platform.sealed.vault import give_items

        subscribe_intake(receiving.INTAKE_KIND, receiving.keep_evidence)
        give_sight(evidence_seen)
        give_items(items_named)
        give_notices({"evidence.erasure_asked": _("The erasure of an item waits for a second member.")})
        give_job(Job("evidence to look at", looking_jobs.look_at_new, Lane.FILES, every=5))
        give_job(Job("packages of evidence", packages_job.open_new_packages, Lane.FILES, every=10))
        give_job(Job("time-stamps of evidence", stamps.note_stamps, Lane.ROUNDS, every=60, needs_open=False))
        give_job(Job("unfinished uploads", uploading.drop_old_uploads, Lane.ROUNDS, every=3600, needs_open=False))
        give_job(Job("twins in the vault", lambda: keeper().vault_settle(), Lane.VAULT, every=600))
        document, evidence = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Evidence")
        give_place(Place(document, 60, evidence, "shield", "evidence", frozenset({"work_evidence"})))
