"""Addresses of the inbox, the outbox and the carriers' reports."""

from django.urls import path

from heqi.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/count/", views.count, name="count"),
    path("notices/read-all/", views.read_all, name="read_all"),
    path("notices/<int:pk>/", views.open_notice, name="open"),
    path("notices/<int:pk>/read/", views.read, name="read"),
    path("notices/outbox/", views.outbox, name="outbox"),
    path("notices/quiet-hours/", views.quiet_hours, name="quiet_hours"),
    path("notices/<int:pk>/retry/", views.retry, name="retry"),
    path("notices/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("notices/reports/", views.reports, name="reports"),
]
