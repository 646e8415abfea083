from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubscribersConfig(AppConfig):
    name = "malath.voice.subscribers"
    label = "subscribers"

    def ready(self) -> None:
        from malath.voice.site.erasing.kinds import give_forgetting
        from malath.voice.subscribers.erasing import MAILINGS

        give_forgetting(MAILINGS)
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place
        from malath.voice.letters.taking_in import give_taker
        from malath.voice.site.sections import Section, give_section
        from malath.voice.subscribers.actions import forget_unconfirmed
        from malath.voice.subscribers.public_pages import ASK, CONFIRM, LEAVE, list_files
        from malath.voice.subscribers.selectors import fingerprint, takes_subscribers
        from malath.voice.subscribers.sending import send_news
        from malath.voice.subscribers.taking import take_ask, take_confirmation, take_leaving

        label = _("News by e-mail")
        give_section(Section(ASK, label, 95, list_files, fingerprint, in_foot=True, is_open=takes_subscribers))
        give_taker(ASK, take_ask)
        give_taker(CONFIRM, take_confirmation)
        give_taker(LEAVE, take_leaving)
        give_job(Job("news by e-mail", send_news, Lane.ROUNDS, every=20))
        # While the server is sealed too: an address is not kept longer because nobody opens it.
        give_job(Job("unconfirmed addresses", forget_unconfirmed, Lane.ROUNDS, every=3600, needs_open=False))
        group, name = pgettext_lazy("group of places", "Speak"), pgettext_lazy("place", "Subscribers")
        give_place(Place(group, 81, name, "people", "subscribers", frozenset({"publish"}), None))
