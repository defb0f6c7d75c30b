"""Addresses of the entry standard."""

from django.urls import path

from heqi.entry import views

app_name = "entry"
urlpatterns = [
    path("entry/", views.standards, name="standards"),
    path("entry/check/", views.check, name="check"),
]
