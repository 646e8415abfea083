from django.urls import path
from django.views.generic import RedirectView

from malath.platform.access.guard import public
from malath.platform.interface import views

urlpatterns = [
    path("", public(RedirectView.as_view(pattern_name="today")), name="home"),
    path("today/", views.today, name="today"),
    path("empty/", views.empty_page, name="empty"),
    path("components/", views.components, name="components"),
    path("language/", views.choose_language, name="language"),
    path("healthz", views.health, name="health"),
]
