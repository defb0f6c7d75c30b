"""Addresses of the reconciliation."""

from django.urls import path

from heqi.reconciliation import views

app_name = "reconciliation"
urlpatterns = [
    path("reconciliation/", views.sheets, name="list"),
    path("reconciliation/export/", views.export_sheets, name="export_sheets"),
    path("reconciliation/month/", views.month, name="month"),
    path("reconciliation/month/export/", views.export, name="export"),
    path("reconciliation/<int:pk>/", views.sheet, name="sheet"),
    path("reconciliation/<int:pk>/check/", views.check, name="check"),
    path("reconciliation/<int:pk>/count/", views.count, name="count"),
    path("reconciliation/<int:pk>/explain/", views.explain, name="explain"),
    path("reconciliation/<int:pk>/approve/", views.approve, name="approve"),
    path("reconciliation/<int:pk>/return/", views.return_, name="return"),
]
