"""Addresses of rewards and penalties."""

from django.urls import path

from heqi.conduct.views import case, lists, sums

app_name = "conduct"
urlpatterns = [
    path("conduct/", lists.listing, name="list"),
    path("conduct/export/", lists.export, name="export"),
    path("conduct/new/", lists.new, name="new"),
    path("conduct/ground/", lists.ground, name="ground"),
    path("conduct/notices/", lists.notices, name="notices"),
    path("conduct/sums/", sums.listing, name="sums"),
    path("conduct/sums/export/", sums.export, name="sums_export"),
    path("conduct/<int:pk>/", case.page, name="case"),
    path("conduct/<int:pk>/print/", case.printed, name="print"),
    path("conduct/<int:pk>/<slug:name>/", case.step, name="step"),
]
