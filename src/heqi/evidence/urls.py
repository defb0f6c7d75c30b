"""Uploading and downloading."""

from django.urls import path

from heqi.evidence import views

app_name = "evidence"
urlpatterns = [
    path("evidence/", views.upload, name="upload"),
    path("evidence/<int:pk>/", views.download, name="download"),
    path("evidence/<int:pk>/remove/", views.remove, name="remove"),
]
