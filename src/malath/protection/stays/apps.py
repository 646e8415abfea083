from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "malath.protection.stays"
    label = "stays"

    def ready(self) -> None:
        from malath.protection.cases.rules import EntryKind
        from malath.protection.cases.words import give_entry_titles
        from malath.protection.hosting.occupancy import give_occupancy
        from malath.protection.hosting.visibility import give_address_rule, give_home_rule
        from malath.protection.stays import selectors
        from malath.protection.stays.words import entry_title

        give_occupancy(selectors.occupancy)
        give_home_rule(selectors.homes_lived_in_q)
        give_address_rule(selectors.addresses_lived_in_q)
        give_entry_titles(EntryKind.STAY, entry_title)
