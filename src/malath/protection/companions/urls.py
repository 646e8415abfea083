from django.urls import path

from malath.protection.companions import views

urlpatterns = [
    path("companions/", views.overview, name="companions"),
    path("companions/plan/", views.plan, name="companions_plan"),
    path("companions/told/<uuid:off_id>/", views.told, name="companion_told"),
    path("companions/<uuid:companion_id>/", views.companion, name="companion"),
    path("companions/<uuid:companion_id>/answer/", views.answer, name="companion_answer"),
    path("appointments/<uuid:appointment_id>/company/", views.company, name="company"),
    path("appointments/<uuid:appointment_id>/company/drop/", views.drop, name="company_drop"),
]
