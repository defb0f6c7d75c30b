"""Addresses of duties."""

from django.urls import path

from heqi.duties.views import calendar, calls, catalogue, lists, mine, occurrence

app_name = "duties"
urlpatterns = [
    path("duties/", mine.mine, name="mine"),
    path("duties/calendar/", calendar.calendar, name="calendar"),
    path("duties/all/", lists.all_duties, name="all"),
    path("duties/all/export/", lists.export, name="export"),
    path("duties/calls/", calls.calls, name="calls"),
    path("duties/catalogue/", catalogue.catalogue, name="catalogue"),
    path("duties/catalogue/<int:pk>/<slug:name>/", catalogue.switch, name="switch"),
    path("duties/follow-ups/<int:pk>/", occurrence.finish_follow_up, name="follow_up"),
    path("duties/<int:pk>/", occurrence.occurrence, name="occurrence"),
    path("duties/<int:pk>/<slug:name>/", occurrence.step, name="step"),
]
