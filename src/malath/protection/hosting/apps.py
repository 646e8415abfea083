from django.apps import AppConfig


class HostingConfig(AppConfig):
    name = "malath.protection.hosting"
    label = "hosting"
