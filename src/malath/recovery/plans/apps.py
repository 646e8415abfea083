from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "malath.recovery.plans"
    label = "plans"
