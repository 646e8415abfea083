from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteConfig(AppConfig):
    name = "malath.voice.site"
    label = "site"

    def ready(self) -> None:
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.drafts import give_drafts_about
        from malath.voice.site.actions import check_all_passed, hold_what_was_given_up, pass_what_is_not_out
        from malath.voice.site.erasing.items import ITEM
        from malath.voice.site.erasing.kinds import give_erasable
        from malath.voice.site.erasing.receipts import erasures_today
        from malath.voice.site.holders import give_holder
        from malath.voice.site.item_page import held_of
        from malath.voice.site.models import Publication
        from malath.voice.site.putting_out import keep_site
        from malath.voice.statements.actions.ending import give_on_giving_up
        from malath.voice.statements.actions.handing import give_on_handing_over

        give_on_giving_up(hold_what_was_given_up)
        give_on_handing_over(pass_what_is_not_out, check_all_passed)

        give_holder("publication", held_of, Publication)
        give_drafts_about(("publication", "correction"), Publication)
        give_erasable(ITEM)
        give_to_today(erasures_today)
        give_notices(
            {
                "site.down-at-terminal": _("A public page was taken down at the server’s terminal."),
                "site.erasure_asked": _(
                    "The erasure of something written for the public site waits for a second member."
                ),
                "site.erasure_refused": _("An erasure that you asked for was refused."),
                "site.erasure_done": _("An erasure that you asked for was carried out."),
                "site.held": _("A text did not go out at its hour: a change of it waits to be judged."),
                "site.passed": _(
                    "Another organisation leads a text that was to go out at an hour: it does not go out by itself."
                ),
            }
        )
        give_job(Job("the public site", keep_site, Lane.ROUNDS, every=5))
        group, label = pgettext_lazy("group of places", "Speak"), pgettext_lazy("place", "Public site")
        give_place(Place(group, 80, label, "globe", "publications", frozenset({"publish"}), None))
