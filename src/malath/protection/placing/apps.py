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
        from malath.protection.placing.copies import copy_of_placing
        from malath.protection.placing.erasing import forget_placing
        from malath.protection.placing.guards import keep_apart_guard
        from malath.protection.placing.panels import give_panels
        from malath.protection.placing.today import hosts_to_ask, proposals_agreed
        from malath.protection.stays.guards import give_booking_guard

        give_booking_guard(keep_apart_guard)
        give_panels()
        give_to_copy(copy_of_placing)
        give_blanking(forget_placing)
        give_to_today(hosts_to_ask)
        give_to_today(proposals_agreed)
        give_notices({
            "homes.proposed": _("A home of your network was proposed to a household: its host is to be asked."),
            "homes.answered": _("A home that you proposed was answered."),
        })  # fmt: skip
        give_place(Place(_("Protect"), 42, _("Homes wanted"), "home", "placing", frozenset({"open_cases"})))
        give_place(Place(_("Protect"), 43, _("Hosts to ask"), "message", "hosts_asked", frozenset({"keep_homes"})))
