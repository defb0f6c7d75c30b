"""Addresses of the whole site; each app brings its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from heqi.web import style, views

app_urls = [
    path("", include(f"heqi.{layer}.urls"))
    for layer in settings.LAYERS[:-1]
    if find_spec(f"heqi.{layer}") and find_spec(f"heqi.{layer}.urls")
]

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("nav/counts/", views.nav_counts, name="nav_counts"),
    path("ui/", style.style_page, name="ui"),
    path("health/", views.health, name="health"),
    *app_urls,
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
