"""Addresses of safety checks."""

from django.urls import path

from heqi.safety.views import checks, field, full, hazards, plans, statistics

app_name = "safety"
urlpatterns = [
    path("safety/", plans.plans, name="plans"),
    path("safety/plans/new/", plans.new_plan, name="new_plan"),
    path("safety/plans/<int:pk>/", plans.plan, name="plan"),
    path("safety/plans/<int:pk>/<slug:what>/", plans.change_plan, name="change_plan"),
    path("safety/routes/<int:pk>/", plans.route, name="route"),
    path("safety/routes/<int:pk>/<slug:what>/", plans.change_route, name="change_route"),
    path("safety/checks/", checks.checks, name="checks"),
    path("safety/checks/<str:number>/", checks.check, name="check"),
    path("safety/checks/<str:number>/sheet/", checks.sheet, name="sheet"),
    path("safety/checks/<str:number>/refusal/", checks.refusal, name="refusal"),
    path("safety/checks/<str:number>/<slug:what>/", checks.change_check, name="change_check"),
    path("safety/hazards/", hazards.hazards, name="hazards"),
    path("safety/hazards/export/", hazards.export, name="export"),
    path("safety/hazards/<str:number>/", hazards.hazard, name="hazard"),
    path("safety/hazards/<str:number>/notice/", hazards.notice, name="notice"),
    path("safety/hazards/<str:number>/<slug:what>/", hazards.change_hazard, name="change_hazard"),
    path("safety/full/", full.full_checks, name="full"),
    path("safety/full/new/", full.new_full, name="new_full"),
    path("safety/full/<str:number>/", full.full_check, name="full_check"),
    path("safety/full/<str:number>/report/", full.report, name="full_report"),
    path("safety/full/<str:number>/<slug:what>/", full.change_full, name="change_full"),
    path("safety/statistics/", statistics.statistics, name="statistics"),
    path("field/safety/", field.mine, name="mine"),
    path("field/safety/<int:pk>/", field.walk, name="walk"),
    path("field/safety/check/<str:number>/", field.door, name="door"),
    path("field/safety/check/<str:number>/<slug:step>/", field.step, name="step"),
]
