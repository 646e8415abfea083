from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "malath.protection.cases"
    label = "cases"

    def ready(self) -> None:
        from malath.people.visibility import give_people_rule
        from malath.protection.cases.selectors import people_of_visible_cases_q

        give_people_rule(people_of_visible_cases_q)
