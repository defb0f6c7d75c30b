"""Addresses of rewards and penalties."""

from django.urls import path

from heqi.conduct.views import case, circulars, lists, sums

app_name = "conduct"
urlpatterns = [
    path("conduct/", lists.listing, name="list"),
    path("conduct/export/", lists.export, name="export"),
    path("conduct/new/", lists.new, name="new"),
    path("conduct/ground/", lists.ground, name="ground"),
    path("conduct/notices/", circulars.listing, name="notices"),
    path("conduct/notices/export/", circulars.export, name="notices_export"),
    path("conduct/notices/<int:pk>/", circulars.page, name="notice"),
    path("conduct/notices/<int:pk>/print/", circulars.printed, name="notice_print"),
    path("conduct/sums/", sums.listing, name="sums"),
    path("conduct/sums/export/", sums.export, name="sums_export"),
    path("conduct/<int:pk>/", case.page, name="case"),
    path("conduct/<int:pk>/print/", case.printed, name="print"),
    path("conduct/<int:pk>/<slug:name>/", case.step, name="step"),
]
