"""Addresses of rectifications."""

from django.urls import path

from heqi.rectifications import views

app_name = "rectifications"
urlpatterns = [
    path("rectifications/", views.listing, name="list"),
    path("rectifications/export/", views.export, name="export"),
    path("rectifications/new/", views.new, name="new"),
    path("rectifications/<int:pk>/", views.rectification, name="rectification"),
    path("rectifications/<int:pk>/print/", views.printed, name="print"),
    path("rectifications/<int:pk>/<slug:name>/", views.step, name="step"),
]
