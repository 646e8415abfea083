from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "malath.platform.access"
    label = "access"

    def ready(self) -> None:
        from malath.platform.access.sessions import clear_sign_ins
        from malath.platform.access.subscriptions import listen_to_allauth
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place

        listen_to_allauth()
        give_job(Job("ended sessions", clear_sign_ins, Lane.ROUNDS, every=3600, needs_open=False))
        coalition = _("Coalition")
        give_place(Place(coalition, 80, _("Members"), "people", "members", frozenset({"manage_members"})))
        give_place(Place(coalition, 82, _("Organisations"), "globe", "organisations", frozenset({"manage_system"})))
        give_place(Place(coalition, 86, _("My account"), "person", "account", frozenset({"see_today"})))
