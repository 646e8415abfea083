from django.urls import path

from malath.demo import views

urlpatterns = [path("demo/sign-in/<slug:handle>/", views.sign_in, name="demo_sign_in")]
