"""Addresses of the whole site; each app brings its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from heqi.web import views

app_urls = [
    path("", include(f"heqi.{layer}.urls"))
    for layer in settings.LAYERS[:-1]
    if find_spec(f"heqi.{layer}") and find_spec(f"heqi.{layer}.urls")
]

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("health/", views.health, name="health"),
    *app_urls,
]
