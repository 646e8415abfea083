from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class SearchConfig(AppConfig):
    name = "malath.accountability.search"
    label = "search"

    def ready(self) -> None:
        from malath.platform.interface.today import Place, give_place

        document, search = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Search the record")
        give_place(Place(document, 52, search, "search", "violations_find", frozenset({"document"})))
