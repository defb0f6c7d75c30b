"""Addresses of imports."""

from django.urls import path

from heqi.imports import views

app_name = "imports"
urlpatterns = [
    path("imports/", views.batches, name="list"),
    path("imports/upload/", views.upload, name="upload"),
    path("imports/template/", views.template, name="template"),
    path("imports/<int:pk>/", views.batch, name="batch"),
    path("imports/<int:pk>/progress/", views.progress, name="progress"),
    path("imports/<int:pk>/rows/", views.rows, name="rows"),
    path("imports/<int:pk>/report/", views.report, name="report"),
    path("imports/<int:pk>/check/", views.check, name="check"),
    path("imports/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("imports/<int:pk>/discard/", views.discard, name="discard"),
    path("imports/<int:pk>/undo/", views.undo, name="undo"),
]
