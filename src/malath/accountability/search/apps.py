from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class SearchConfig(AppConfig):
    name = "malath.accountability.search"
    label = "search"

    def ready(self) -> None:
        from malath.accountability.search.today import searches_for_today
        from malath.platform.interface.today import Place, give_place, give_to_today

        give_to_today(searches_for_today)
        document, search = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Search the record")
        give_place(Place(document, 52, search, "search", "violations_find", frozenset({"document"})))
