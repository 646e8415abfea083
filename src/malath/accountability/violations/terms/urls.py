"""Addresses of the vocabularies."""

from django.urls import path

from malath.accountability.violations.views import terms

urlpatterns = [
    path("violations/terms/", terms.lists, name="violations_term_lists"),
    path("violations/terms/<slug:term_list>/", terms.terms, name="violations_terms"),
    path("violations/terms/<slug:term_list>/<str:term_code>/", terms.term, name="violations_term"),
]
