from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "malath.platform.access"
    label = "access"
