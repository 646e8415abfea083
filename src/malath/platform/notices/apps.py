from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "malath.platform.notices"
    label = "notices"

    def ready(self) -> None:
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place
        from malath.platform.notices.context import unread_on_this_page
        from malath.platform.notices.jobs import send_notices

        # Only an open server can read where a member's mail goes.
        give_job(Job("notices by mail", send_notices, Lane.ROUNDS, every=60))
        give_place(
            Place(
                group=_("Coalition"),
                order=84,
                label=_("Notices"),
                icon="bell",
                url_name="notices",
                abilities=frozenset({"see_today"}),
                count=unread_on_this_page,
            )
        )
