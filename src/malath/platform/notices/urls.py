from django.urls import path

from malath.platform.notices import views

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read/", views.read_all, name="notices_read_all"),
    path("<uuid:notice>/open/", views.open_notice, name="notices_open"),
]
