from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class CampaignsConfig(AppConfig):
    name = "malath.voice.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from malath.voice.campaigns.erasing import BELONGINGS
        from malath.voice.site.erasing.kinds import give_forgetting

        give_forgetting(BELONGINGS)
        from malath.platform.interface.today import Place, give_place
        from malath.voice.campaigns.building import CAMPAIGNS, OCCASIONS
        from malath.voice.campaigns.models import Undertaking
        from malath.voice.campaigns.one_page import held_of
        from malath.voice.site.holders import give_holder
        from malath.voice.site.sections import give_section

        give_holder("undertaking", held_of, Undertaking)
        give_section(CAMPAIGNS)
        give_section(OCCASIONS)
        group, may = pgettext_lazy("group of places", "Speak"), frozenset({"publish"})
        give_place(Place(group, 78, pgettext_lazy("place", "Campaigns"), "flag", "campaigns", may, None))
        give_place(Place(group, 79, pgettext_lazy("place", "Occasions"), "calendar", "occasions", may, None))
