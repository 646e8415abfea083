from django.apps import AppConfig


class PlacingConfig(AppConfig):
    name = "malath.protection.placing"
    label = "placing"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.protection.cases.copies import give_to_copy
        from malath.protection.cases.erasing import give_blanking
        from malath.protection.hosting.copies import give_to_host_copy
        from malath.protection.hosting.erasing import give_host_blanking
        from malath.protection.placing.actions.proposals import ask_of_booking
        from malath.protection.placing.copies import copy_of_placing
        from malath.protection.placing.erasing import forget_placing
        from malath.protection.placing.guards import both_asked_guard, give_up_proposal, keep_apart_guard
        from malath.protection.placing.hosts import forget_hosts_refusals, hosts_refusals
        from malath.protection.placing.panels import give_panels
        from malath.protection.placing.today import proposals_today
        from malath.protection.stays.guards import give_agreeing_guard, give_booked, give_booking_guard, give_cancelling

        give_booking_guard(keep_apart_guard)
        give_agreeing_guard(both_asked_guard)
        give_booked(ask_of_booking)
        give_cancelling(give_up_proposal)
        give_panels()
        give_to_copy(copy_of_placing)
        give_blanking(forget_placing)
        give_to_host_copy(hosts_refusals)
        give_host_blanking(forget_hosts_refusals)
        give_to_today(proposals_today)
        give_notices({
            "homes.proposed": _("A home of your network was proposed to a household: its host is to be asked."),
            "homes.answered": _("A home that you proposed was answered."),
        })  # fmt: skip
        give_place(Place(_("Protect"), 42, _("Homes wanted"), "home", "placing", frozenset({"open_cases"})))
        give_place(Place(_("Protect"), 43, _("Hosts to ask"), "message", "hosts_asked", frozenset({"keep_homes"})))
