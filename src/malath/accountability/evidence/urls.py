"""Addresses of the evidence room. No title and no name ever stands in an address."""

from django.urls import path

from malath.accountability.evidence.views import erasing, giving, item, links, reviewing, sharing, uploading, wall

urlpatterns = [
    path("evidence/", wall.wall, name="evidence"),
    path("evidence/find/", wall.find, name="evidence_find"),
    path("evidence/add/", uploading.upload, name="evidence_add"),
    path("evidence/add/kept/", uploading.kept, name="evidence_kept"),
    path("evidence/add/piece/", uploading.piece, name="evidence_piece"),
    path("evidence/add/finish/", uploading.finish, name="evidence_finish"),
    path("evidence/links/", links.links, name="evidence_links"),
    path("evidence/links/<uuid:link_id>/close/", links.withdraw, name="evidence_link_close"),
    path("evidence/copy/<uuid:copy_id>/", item.picture, name="evidence_picture"),
    path("evidence/copy/<uuid:file_id>/file/", item.copy_file, name="evidence_copy_file"),
    path("evidence/<uuid:evidence_id>/", item.item, name="evidence_item"),
    path("evidence/<uuid:evidence_id>/look/", item.look, name="evidence_look"),
    path("evidence/<uuid:evidence_id>/play/", item.play, name="evidence_play"),
    path("evidence/<uuid:evidence_id>/original/", item.download, name="evidence_original"),
    path("evidence/<uuid:evidence_id>/review/", reviewing.review, name="evidence_review"),
    path("evidence/<uuid:evidence_id>/change/", reviewing.change, name="evidence_change"),
    path("evidence/<uuid:evidence_id>/like/<uuid:likeness_id>/", reviewing.likeness, name="evidence_likeness"),
    path("evidence/<uuid:evidence_id>/copy/", sharing.copy_without_metadata, name="evidence_copy"),
    path("evidence/<uuid:evidence_id>/share/", sharing.share, name="evidence_share"),
    path("evidence/<uuid:evidence_id>/share/<uuid:share_id>/end/", sharing.withdraw, name="evidence_share_withdraw"),
    path("evidence/<uuid:evidence_id>/hold/", erasing.hold, name="evidence_hold"),
    path("evidence/<uuid:evidence_id>/erase/", erasing.erase, name="evidence_erase"),
    path("evidence/<uuid:evidence_id>/erase/now/", erasing.carry_out, name="evidence_erase_now"),
    path("evidence/<uuid:evidence_id>/erase/withdraw/", erasing.withdraw, name="evidence_erase_withdraw"),
    path("give/thanks/", giving.thanks, name="give_thanks"),
    path("give/<str:secret>/", giving.give, name="give"),
    path("give/<str:secret>/piece/", giving.piece, name="give_piece"),
    path("give/<str:secret>/finish/", giving.finish, name="give_finish"),
]
