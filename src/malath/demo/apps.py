from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "malath.demo"
    label = "demo"
