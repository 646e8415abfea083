from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "malath.people"
    label = "people"
