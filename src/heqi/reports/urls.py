"""Addresses of reports and of checks by sample."""

from django.urls import path

from heqi.reports.views import behind, checks, tiers

app_name = "reports"
urlpatterns = [
    path("reports/tiers/", tiers.reports, name="tiers"),
    path("reports/tiers/<int:pk>/", tiers.report, name="tier_report"),
    path("reports/tiers/<int:pk>/print/", tiers.printed, name="print_tiers"),
    path("reports/tiers/<int:pk>/export/", tiers.export, name="export_tiers"),
    path("reports/tiers/<int:pk>/behind/<slug:what>/", behind.behind, name="behind_tiers"),
    path("reports/checks/", checks.checks, name="checks"),
    path("reports/checks/draw/", checks.draw, name="draw_check"),
    path("reports/checks/<int:pk>/", checks.check, name="check"),
    path("reports/checks/<int:pk>/close/", checks.close, name="close_check"),
    path("reports/checks/case/<int:pk>/", checks.case, name="case"),
]
