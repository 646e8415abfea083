from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "malath.protection.cases"
    label = "cases"

    def ready(self) -> None:
        from malath.people.asking.history import give_history
        from malath.people.links import give_person_codes, give_person_links, give_person_panel
        from malath.people.visibility import give_people_rule, give_write_rule
        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.protection.cases import jobs, links, today
        from malath.protection.cases.due import give_next_due, papers_due
        from malath.protection.cases.selectors import people_of_visible_cases_q
        from malath.protection.cases.sight import cases_seen
        from malath.protection.cases.subscriptions import listen_to_people

        give_people_rule(people_of_visible_cases_q)
        give_write_rule(links.may_change_person)
        give_person_links(links.person_links)
        give_person_codes(links.person_codes)
        give_person_panel(links.person_panel)
        give_history(links.open_histories)
        give_sight(cases_seen)
        give_next_due(papers_due)
        listen_to_people()
        give_job(Job("permits that end", jobs.remind_of_papers, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_job(Job("accesses that end", jobs.remind_of_grants, Lane.ROUNDS, every=3600, needs_open=False))
        give_job(Job("documents into the vault", jobs.move_documents_into_vault, Lane.VAULT, every=600))
        for source in (today.quiet_cases, today.ending_grants, today.handed_cases):
            give_to_today(source)
        give_place(Place(_("Protect"), 20, _("Cases"), "case", "case_list", frozenset({"work_cases"})))
