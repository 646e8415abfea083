"""Addresses of the story wizard. No name and no word of a story ever stands in an address."""

from django.urls import path

from malath.accountability.violations.views import telling

urlpatterns = [
    path("violations/stories/", telling.stories, name="violations_stories"),
    path("violations/stories/tell/", telling.begin, name="violations_tell"),
    path("violations/stories/keep/", telling.keep, name="violations_story_keep"),
    path("violations/stories/<uuid:story_id>/", telling.story, name="violations_story"),
    path("violations/stories/<uuid:story_id>/drop/", telling.drop, name="violations_story_drop"),
]
