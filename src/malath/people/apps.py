from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    name = "malath.people"
    label = "people"

    def ready(self) -> None:
        from malath.people.finding import batches_for_finder, searchable
        from malath.people.today import consents, papers
        from malath.platform.interface.today import Place, give_place, give_to_today
        from malath.platform.sealed.finder.sources import give_source

        give_source(batches_for_finder, searchable)
        give_to_today(papers)
        give_to_today(consents)
        give_place(
            Place(
                group=_("People"),
                order=10,
                label=pgettext_lazy("place", "Find a person"),
                icon="search",
                url_name="find",
                abilities=frozenset({"search_people"}),
            )
        )
