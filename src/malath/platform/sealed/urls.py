from django.urls import path

from malath.platform.sealed import views

urlpatterns = [
    path("unseal/", views.unseal, name="unseal"),
    path("seal/", views.seal, name="seal"),
    path("draft/", views.draft, name="draft"),
]
