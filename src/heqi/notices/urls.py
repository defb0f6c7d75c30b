"""Addresses of the inbox, the outbox and the carriers' reports."""

from django.urls import path

from heqi.notices import campaign_views as bulk
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
    path("notices/campaigns/", bulk.campaign_list, name="campaigns"),
    path("notices/campaigns/new/", bulk.new_campaign, name="new_campaign"),
    path("notices/campaigns/<int:pk>/", bulk.campaign, name="campaign"),
    path("notices/campaigns/<int:pk>/<slug:name>/", bulk.campaign_step, name="campaign_step"),
    path("notices/opt-outs/", bulk.opt_outs, name="opt_outs"),
    path("notices/opt-outs/<int:pk>/", bulk.opt_in, name="opt_in"),
    path("notices/reports/", views.reports, name="reports"),
]
