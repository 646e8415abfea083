from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EvidenceConfig(AppConfig):
    name = "malath.accountability.evidence"
    label = "evidence"

    def ready(self) -> None:
        from malath.accountability.evidence import (
            breaking,
            comparing,
            giving_away,
            looking_jobs,
            packages_job,
            receiving,
            searching,
            sharing,
            stamps,
            uploading,
        )
        from malath.accountability.evidence.selectors import items_named
        from malath.accountability.evidence.sight import evidence_seen
        from malath.platform.access.sight import give_sight
        from malath.platform.audit.actions import subscribe
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place
        from malath.platform.keeper.client import keeper
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.finder.sources import give_texts
        from malath.platform.sealed.intake import subscribe_intake
        from malath.platform.sealed.vault import give_items

        subscribe_intake(receiving.INTAKE_KIND, receiving.keep_evidence)
        give_sight(evidence_seen)
        give_texts(searching.COLLECTION, searching.batches_for_finder, searching.searchable)
        give_items(items_named)
        subscribe("vault.found-broken", breaking.hear_of_broken)
        give_notices(
            {
                "evidence.erasure_asked": _("The erasure of an item waits for a second member."),
                "evidence.shared": _("An item of evidence was shared with you."),
                "evidence.share_withdrawn": _("An access of yours to an item of evidence was withdrawn."),
                "evidence.broken": _("What the vault holds of an item is not what came in. Look at it first."),
                "evidence.mended": _("What was broken in the vault was repaired from a copy."),
            }
        )
        give_job(Job("evidence to look at", looking_jobs.look_at_new, Lane.FILES, every=5))
        give_job(Job("evidence to compare", comparing.compare_new, Lane.FILES, every=15))
        give_job(Job("copies without metadata", giving_away.make_copies, Lane.FILES, every=5))
        give_job(
            Job("accesses to evidence that end", sharing.remind_of_shares, Lane.ROUNDS, every=3600, needs_open=False)
        )
        give_job(Job("packages of evidence", packages_job.open_new_packages, Lane.FILES, every=10))
        give_job(Job("time-stamps of evidence", stamps.note_stamps, Lane.ROUNDS, every=60, needs_open=False))
        give_job(Job("broken packs", breaking.mind_broken_packs, Lane.VAULT, every=600))
        give_job(Job("unfinished uploads", uploading.drop_old_uploads, Lane.ROUNDS, every=3600, needs_open=False))
        give_job(Job("twins in the vault", lambda: keeper().vault_settle(), Lane.VAULT, every=600))
        document, evidence = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Evidence")
        give_place(Place(document, 60, evidence, "shield", "evidence", frozenset({"work_evidence"})))
