"""Every address of Malath, room by room. tests/permissions/table.txt says what each role may do at each."""

from django.urls import include, path

urlpatterns = [
    path("", include("malath.platform.interface.urls")),
    path("", include("malath.platform.access.urls")),
    path("notices/", include("malath.platform.notices.urls")),
    path("", include("malath.platform.sealed.urls")),
    path("audit/", include("malath.platform.audit.urls")),
    path("people/", include("malath.people.urls")),
    path("asking/", include("malath.people.asking.urls")),
    path("people/", include("malath.people.matching.urls")),
    path("alerts/", include("malath.protection.alerts.urls")),
    path("cases/", include("malath.protection.cases.urls")),
    path("", include("malath.protection.accompaniment.urls")),
    path("", include("malath.protection.stays.urls")),
    path("", include("malath.protection.hosting.urls")),
    path("", include("malath.protection.placing.urls")),
    path("", include("malath.protection.companions.urls")),
    path("plans/", include("malath.recovery.plans.urls")),
    path("", include("malath.accountability.evidence.urls")),
    path("", include("malath.accountability.violations.urls")),
    path("", include("malath.accountability.violations.telling.urls")),
    path("", include("malath.accountability.violations.terms.urls")),
    path("", include("malath.accountability.lists.urls")),
    path("", include("malath.accountability.testimony.urls")),
    path("", include("malath.accountability.search.urls")),
    path("", include("malath.voice.statements.urls")),
    path("", include("malath.voice.site.urls")),
    path("", include("malath.voice.letters.urls")),
    path("", include("malath.voice.subscribers.urls")),
    path("", include("malath.voice.remembrance.urls")),
    path("", include("malath.voice.campaigns.urls")),
    path("", include("malath.demo.urls")),
]

handler404 = "malath.platform.interface.views.page_not_found"
handler500 = "malath.platform.interface.views.server_error"
