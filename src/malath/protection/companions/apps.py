from django.apps import AppConfig


class CompanionsConfig(AppConfig):
    name = "malath.protection.companions"
    label = "companions"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.protection.accompaniment.following import give_follower
        from malath.protection.accompaniment.panels import give_appointment_link
        from malath.protection.cases.closing import give_on_closing
        from malath.protection.cases.copies import give_to_copy
        from malath.protection.cases.erasing import give_blanking
        from malath.protection.companions.ending import follow_appointment, follow_closing, follow_leaving
        from malath.protection.companions.leaving import copy_of_company, forget_company
        from malath.protection.companions.selectors import state_of
        from malath.protection.companions.today import company_today
        from malath.protection.hosting.actions import give_on_volunteer_leaving

        give_appointment_link("company", _("Who goes along"), state_of)
        give_follower(follow_appointment)
        give_on_closing(follow_closing)
        give_on_volunteer_leaving(follow_leaving)
        give_to_copy(copy_of_company)
        give_blanking(forget_company)
        give_to_today(company_today)
        give_notices({
            "company.wanted": _("Somebody is looked for who goes along to an appointment in your city."),
            "company.dropped": _("For an appointment in your city nobody need go along any more. Tell whoever was asked."),
            "company.moved": _("An appointment in your city was moved: tell whoever was asked, and look for somebody anew."),
            "company.lost": _("Whoever was to go along to an appointment of yours does not. Look at it now."),
            "company.found": _("Somebody goes along to an appointment of yours."),
        })  # fmt: skip
        give_place(Place(_("Protect"), 44, _("Who goes along"), "calendar", "companions", frozenset({"keep_homes"})))
