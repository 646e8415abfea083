from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "malath.platform.interface"
    label = "interface"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.interface.today import Place, give_place

        give_place(Place("", 0, _("Today"), "today", "today", frozenset({"see_today"})))
