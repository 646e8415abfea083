from django.urls import path

from malath.protection.accompaniment import views

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("cases/<uuid:case_id>/contact/", views.contact, name="case_contact"),
    path("cases/<uuid:case_id>/tasks/new/", views.set_task, name="task_new"),
    path("tasks/<uuid:task_id>/", views.settle_task, name="task"),
    path("tasks/<uuid:task_id>/reopen/", views.reopen_task, name="task_reopen"),
    path("cases/<uuid:case_id>/appointments/new/", views.plan_appointment, name="appointment_new"),
    path("appointments/<uuid:appointment_id>/", views.change_appointment, name="appointment"),
    path("appointments/<uuid:appointment_id>/settle/", views.settle_appointment, name="appointment_settle"),
    path("appointments/<uuid:appointment_id>/calendar/", views.calendar_file, name="appointment_calendar"),
]
