from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaysConfig(AppConfig):
    name = "malath.protection.stays"
    label = "stays"

    def ready(self) -> None:
        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.protection.cases.copies import give_to_copy
        from malath.protection.cases.erasing import give_blanking
        from malath.protection.cases.rules import EntryKind
        from malath.protection.cases.words import give_entry_titles
        from malath.protection.hosting.copies import give_to_host_copy
        from malath.protection.hosting.erasing import give_erasure_block, give_host_blanking
        from malath.protection.hosting.occupancy import give_occupancy
        from malath.protection.hosting.visibility import give_address_rule, give_home_rule
        from malath.protection.stays import hosts, jobs, selectors, sharing, today
        from malath.protection.stays.notices import SENTENCES
        from malath.protection.stays.panels import give_panels
        from malath.protection.stays.words import entry_title

        give_occupancy(selectors.occupancy)
        give_home_rule(selectors.homes_lived_in_q)
        give_address_rule(selectors.addresses_lived_in_q)
        give_entry_titles(EntryKind.STAY, entry_title)
        give_panels()
        give_notices(SENTENCES)
        give_to_copy(sharing.copy_stays)
        give_sight(sharing.stays_seen)
        give_blanking(sharing.release_beds)
        give_to_host_copy(hosts.hosts_words)
        give_erasure_block(hosts.is_something_grave_open)
        give_host_blanking(hosts.forget_hosts_words)
        for source in (today.journeys_today, today.visits_today, today.stays_today, today.complaints_today):
            give_to_today(source)
        # Alarms go out while the server is sealed too: they carry no content.
        give_job(Job("arrivals not confirmed", jobs.alarm_of_arrivals, Lane.QUICK, every=60, needs_open=False))
        give_job(Job("visits due", jobs.remind_of_visits, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_place(Place(_("Protect"), 44, _("Stays"), "bed", "stays", frozenset({"work_cases"})))
        give_place(Place(_("Protect"), 45, _("Rent"), "document", "stay_budget", frozenset({"open_cases"})))
        give_place(
            Place(_("Protect"), 46, _("Complaints"), "message", "stay_complaints", frozenset({"hear_complaints"}))
        )
