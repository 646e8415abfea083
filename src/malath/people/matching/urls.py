"""Addresses of the review: identifiers of rows only."""

from django.urls import path

from malath.people.matching import views

urlpatterns = [
    path("pairs/", views.queue, name="pairs"),
    path("pairs/<uuid:match_id>/", views.pair, name="pairs_one"),
    path("pairs/<uuid:match_id>/say/", views.judge, name="pairs_judge"),
    path("pairs/<uuid:match_id>/undo/", views.take_back, name="pairs_undo"),
    path("pairs/<uuid:match_id>/group/", views.group, name="pairs_group"),
    path("pairs/<uuid:match_id>/group/say/", views.judge_all, name="pairs_group_judge"),
    path("pairs/step/<uuid:words_id>/undo/", views.take_back_all, name="pairs_group_undo"),
    path("pairs/link/<uuid:same_id>/undo/", views.unlink, name="pairs_unlink"),
]
