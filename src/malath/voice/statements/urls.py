"""Addresses of the statements room: no name and no title stands in any."""

from django.urls import path

from malath.voice.statements.views import answering, freezing, handing, inviting, links, texts

urlpatterns = [
    path("statements/", texts.statements, name="statements"),
    path("statements/new/", texts.begin, name="statement_new"),
    path("statements/<uuid:statement_id>/", texts.statement, name="statement"),
    path("statements/<uuid:statement_id>/write/", texts.write, name="statement_write"),
    path("statements/<uuid:statement_id>/translate/<slug:code>/", texts.translate, name="statement_translate"),
    path("statements/<uuid:statement_id>/versions/<slug:code>/", texts.versions, name="statement_versions"),
    path("statements/<uuid:statement_id>/comments/", texts.comments, name="statement_comments"),
    path("statements/comment/<uuid:comment_id>/settle/", texts.settle, name="statement_comment_settle"),
    path("statements/<uuid:statement_id>/freeze/", freezing.freeze, name="statement_freeze"),
    path("statements/<uuid:statement_id>/bind/<slug:code>/", freezing.bind, name="statement_bind"),
    path("statements/<uuid:statement_id>/release/", freezing.release, name="statement_release"),
    path("statements/<uuid:statement_id>/give-up/", freezing.give_up, name="statement_give_up"),
    path("statements/<uuid:statement_id>/resume/", freezing.resume, name="statement_resume"),
    path("statements/<uuid:statement_id>/hand-over/", handing.hand_over, name="statement_hand_over"),
    path("statements/handover/<uuid:handover_id>/", handing.handover, name="statement_handover"),
    path("statements/handover/<uuid:handover_id>/withdraw/", handing.withdraw, name="statement_handover_withdraw"),
    path("statements/<uuid:statement_id>/check/", freezing.check, name="statement_check"),
    path("statements/edition/<uuid:edition_id>/change/", freezing.judge, name="statement_judge"),
    path("statements/edition/<uuid:edition_id>/<slug:code>/file/", freezing.file, name="statement_file"),
    path("statements/<uuid:statement_id>/invite/", inviting.invite, name="statement_invite"),
    path("statements/asked/<uuid:signatory_id>/until/", inviting.until, name="statement_until"),
    path("statements/asked/<uuid:signatory_id>/link/", inviting.link, name="statement_link"),
    path("statements/asked/<uuid:signatory_id>/remove/", inviting.remove, name="statement_remove"),
    path("statements/asked/<uuid:place_id>/answer/", answering.answer, name="statement_answer"),
    path("sign/<str:secret>/", links.sign, name="statement_sign"),
]
