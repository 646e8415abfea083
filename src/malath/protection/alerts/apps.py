from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "malath.protection.alerts"
    label = "alerts"
