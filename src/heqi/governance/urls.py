"""Addresses of governance: the same for each kind of record."""

from django.urls import path

from heqi.governance.views import minutes, records

app_name = "governance"
urlpatterns = [
    path("governance/<slug:kind>/", records.listing, name="list"),
    path("governance/<slug:kind>/export/", records.export, name="export"),
    path("governance/<slug:kind>/new/", records.new, name="new"),
    path("governance/sittings/<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("governance/<slug:kind>/<int:pk>/", records.record, name="record"),
    path("governance/<slug:kind>/<int:pk>/<slug:name>/", records.step, name="step"),
]
