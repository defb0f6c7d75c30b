"""Addresses of installation projects."""

from django.urls import path

from heqi.projects.views import field, households, lists, opening, project

app_name = "projects"
urlpatterns = [
    path("projects/", lists.project_list_page, name="list"),
    path("projects/export/", lists.export, name="export"),
    path("projects/new/", opening.new, name="new"),
    path("projects/mine/", field.mine, name="mine"),
    path("projects/<str:number>/", project.project_page, name="project"),
    path("projects/<str:number>/step/<slug:name>/", project.step, name="step"),
    path("projects/<str:number>/phone/", project.phone, name="phone"),
    path(
        "projects/<str:number>/payments/<int:pk>/reverse/", project.reverse_receipt, name="reverse"
    ),
    path("projects/<str:number>/contract/", project.contract_sheet, name="contract"),
    path("projects/<str:number>/households/", households.household_page, name="households"),
    path("projects/<str:number>/households/add/", households.add, name="add_households"),
    path("projects/<str:number>/households/act/", households.act, name="act"),
    path("projects/<str:number>/households/export/", households.export, name="export_households"),
    path("projects/<str:number>/field/", field.on_site, name="field"),
]
