from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ViolationsConfig(AppConfig):
    name = "malath.accountability.violations"
    label = "violations"

    def ready(self) -> None:
        from malath.accountability.evidence.resting import give_resting
        from malath.accountability.violations import coding, finding
        from malath.accountability.violations.erasing.today import erasures_for_today
        from malath.accountability.violations.joining.today import joins_for_today
        from malath.accountability.violations.resting import events_resting_on
        from malath.accountability.violations.sight import events_seen
        from malath.accountability.violations.telling.today import stories_for_today
        from malath.accountability.violations.waiting import reviews_for_today
        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.finder.sources import give_source, give_texts

        give_texts(finding.EVENTS, finding.event_batches, finding.searchable_event)
        give_source(finding.people_batches, finding.searchable_party, finding.PEOPLE)
        give_source(finding.body_batches, finding.searchable_party, finding.BODIES)
        give_job(Job("codes for search", coding.code_older, Lane.ROUNDS, every=3600))
        give_sight(events_seen)
        give_resting(events_resting_on)
        give_to_today(stories_for_today)
        give_to_today(erasures_for_today)
        give_to_today(reviews_for_today)
        give_to_today(joins_for_today)
        give_notices(
            {
                "violations.shared": _("A documented event was shared with your organisation."),
                "violations.erasure_asked": _("An erasure from the record of violations waits for a second member."),
                "violations.erasure_refused": _("An erasure that you asked for was refused."),
                "violations.erasure_done": _("An erasure that you asked for was carried out."),
                "violations.join_confirmed": _("Records that you proposed to join were joined."),
                "violations.join_refused": _("Records that you proposed to join stay two."),
                "violations.join_apart": _("Joined records were taken apart."),
            }
        )
        document, violations = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Violations")
        give_place(Place(document, 50, violations, "gavel", "violations", frozenset({"document"})))
