from django.urls import path

from malath.protection.alerts.views import importing, risk, screening, sending

urlpatterns = [
    path("", screening.queue, name="alerts"),
    path("decided/", screening.decided, name="alerts_decided"),
    path("<uuid:alert_id>/", screening.one, name="alerts_alert"),
    path("<uuid:alert_id>/ask/", screening.ask, name="alerts_ask"),
    path("<uuid:alert_id>/move/", screening.move, name="alerts_move"),
    path("<uuid:alert_id>/refer/", screening.refer, name="alerts_refer"),
    path("<uuid:alert_id>/decline/", screening.decline, name="alerts_decline"),
    path("<uuid:alert_id>/accept/", screening.accept, name="alerts_accept"),
    path("<uuid:alert_id>/risk/", risk.assess, name="alerts_assess"),
    path("risk/case/<uuid:case_id>/", risk.assess_case, name="case_assess"),
    path("risk/<str:kind>/<uuid:subject>/<int:version>/", risk.history, name="alerts_risk_version"),
    path("sent/", sending.sent, name="sent_alerts"),
    path("sent/new/", sending.send, name="sent_new"),
    path("sent/kept/", sending.kept, name="sent_kept"),
    path("sent/<uuid:alert_id>/", sending.sent_alert, name="sent_alert"),
    path("sent/<uuid:alert_id>/say/", sending.say, name="sent_say"),
    path("sent/<uuid:alert_id>/withdraw/", sending.withdraw, name="sent_withdraw"),
    path("import/", importing.upload, name="sent_import_new"),
    path("import/<uuid:sheet_id>/", importing.preview, name="sent_import"),
    path("import/<uuid:sheet_id>/rows/", importing.account, name="sent_import_rows"),
    path("import/<uuid:sheet_id>/columns/", importing.columns, name="sent_import_columns"),
    path("import/<uuid:sheet_id>/apply/", importing.apply, name="sent_import_apply"),
    path("import/<uuid:sheet_id>/undo/", importing.undo, name="sent_import_undo"),
    path("import/<uuid:sheet_id>/discard/", importing.discard, name="sent_import_discard"),
    path("import/row/<uuid:row_id>/", importing.row, name="sent_import_row"),
    path("import/row/<uuid:row_id>/leave/", importing.leave, name="sent_import_leave"),
    path("import/pair/<uuid:pair_id>/", importing.pair, name="sent_import_pair"),
]
