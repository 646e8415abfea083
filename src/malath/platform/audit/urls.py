from django.urls import path

from malath.platform.audit import views

urlpatterns = [path("ledger/", views.ledger, name="ledger")]
