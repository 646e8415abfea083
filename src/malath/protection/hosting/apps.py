from django.apps import AppConfig


class HostingConfig(AppConfig):
    name = "malath.protection.hosting"
    label = "hosting"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from malath.platform.access.sight import give_sight
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.notices.register import give_notices
        from malath.platform.sealed.readers import give_cities, give_readers_form
        from malath.protection.hosting import jobs
        from malath.protection.hosting.readers import OFFER, cities_wanting_letters
        from malath.protection.hosting.sight import homes_seen
        from malath.protection.hosting.today import checks_today, homes_today, offers_today

        protect, keeping = _("Protect"), frozenset({"keep_homes"})
        give_place(Place(protect, 40, _("Homes"), "home", "hosting_homes", keeping))
        give_place(Place(protect, 42, _("Local networks"), "globe", "hosting_networks", frozenset({"work_cases"})))
        for source in (offers_today, checks_today, homes_today):
            give_to_today(source)
        give_sight(homes_seen)
        give_readers_form("host", OFFER)
        give_cities(cities_wanting_letters)
        give_notices(
            {
                "hosting.offer_arrived": _("Somebody offers a home and waits for an answer."),
                "hosting.erasure_asked": _("Somebody asked that a host be erased. A second member must look at it."),
                "hosting.check_ends": _("A check of a home ends soon."),
                "hosting.home_stale": _("Nobody has asked a host for two months whether their offer is still true."),
            }
        )
        give_job(Job("offers of homes", jobs.open_offers, Lane.QUICK, every=60))
        give_job(Job("checks of homes that end", jobs.remind_of_checks, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_job(Job("hosts to ask again", jobs.remind_of_stale_homes, Lane.ROUNDS, every=6 * 3600, needs_open=False))
        give_job(Job("declined offers of homes", jobs.forget_declined_offers, Lane.ROUNDS, every=6 * 3600))
