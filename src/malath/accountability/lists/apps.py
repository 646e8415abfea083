from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ListsConfig(AppConfig):
    name = "malath.accountability.lists"
    label = "lists"

    def ready(self) -> None:
        from malath.accountability.lists import jobs
        from malath.accountability.lists.behind import rows_behind
        from malath.accountability.lists.forgetting import ImportedRows
        from malath.accountability.lists.leaving import ListsOut
        from malath.accountability.violations.beside import give_origin, give_part
        from malath.accountability.violations.erasing.rooms import give_holding_room
        from malath.platform.interface.jobs import Job, Lane, give_job
        from malath.platform.interface.today import Place, give_place

        give_holding_room(ImportedRows())
        give_origin(rows_behind)
        give_part(ListsOut())
        give_job(Job("lists to import", jobs.work_on_lists, Lane.FILES, every=2))
        document, lists = pgettext_lazy("group of places", "Document"), pgettext_lazy("place", "Import of lists")
        give_place(Place(document, 56, lists, "upload", "lists", frozenset({"document"})))
