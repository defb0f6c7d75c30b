"""Addresses of complaints."""

from django.urls import path

from heqi.complaints import api
from heqi.complaints.views import analysis, appeals, case, investigation, lists, national, plans

app_name = "complaints"
urlpatterns = [
    path("complaints/", lists.listing, name="list"),
    path("complaints/export/", lists.export, name="export"),
    path("complaints/new/", lists.take, name="take"),
    path("complaints/analysis/", analysis.analysis, name="analysis"),
    path("complaints/analysis/export/", analysis.export_analysis, name="export_analysis"),
    path("complaints/plans/", plans.plans, name="plans"),
    path("complaints/plans/<int:pk>/", plans.plan, name="plan"),
    path("complaints/plans/<int:pk>/<int:step>/", plans.finish, name="finish_step"),
    path("complaints/appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("complaints/about-me/", appeals.about_me, name="about_me"),
    path("complaints/about-me/<int:pk>/", appeals.appeal_mine, name="appeal_mine"),
    path("complaints/national/", national.line, name="national"),
    path("complaints/national/line/", national.set_line, name="set_line"),
    path("complaints/national/upload/", national.upload, name="upload"),
    path("complaints/national/download/", national.download, name="download"),
    path("complaints/<int:pk>/", case.case, name="case"),
    path("complaints/<int:pk>/investigation/", investigation.investigation, name="investigation"),
    path("complaints/<int:pk>/evidence/", investigation.add_evidence, name="add_evidence"),
    path("complaints/<int:pk>/investigation/report/", investigation.report, name="report"),
    path("complaints/<int:pk>/reveal/<slug:field>/", case.reveal, name="reveal"),
    path("complaints/<int:pk>/print/<slug:form>/", case.printed, name="print"),
    path("complaints/<int:pk>/do/<slug:name>/", case.step, name="step"),
    path("api/national/v1/messages/", api.messages, name="api_messages"),
    path("api/national/v1/cases/<str:reference>/", api.case, name="api_case"),
    path("api/national/v1/callbacks/<str:reference>/", api.callback, name="api_callback"),
]
