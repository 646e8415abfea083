from django.apps import AppConfig


class AccompanimentConfig(AppConfig):
    name = "malath.protection.accompaniment"
    label = "accompaniment"
