"""Addresses of the policy pages; a clause's address is its id."""

from django.urls import path

from heqi.policies.views import compendium, measured

app_name = "policies"
urlpatterns = [
    path("policies/", compendium.compendium, name="compendium"),
    path("policies/print/", compendium.printed, name="printed"),
    path("policies/measures/", measured.lines, name="measures"),
    path("policies/measures/export/", measured.export, name="export_measures"),
    path("policies/measures/departments/", measured.departments, name="departments"),
    path("policies/measures/misses/", measured.misses, name="misses"),
    path("policies/measures/misses/export/", measured.export_misses, name="export_misses"),
    path("policies/queries/", compendium.queries, name="queries"),
    path("policies/queries/<int:pk>/answer/", compendium.answer, name="answer"),
    path("policies/imports/", compendium.imports, name="imports"),
    path("policies/imports/<int:pk>/", compendium.import_detail, name="import"),
    path("policies/imports/<int:pk>/confirm/", compendium.confirm, name="confirm"),
    path("policies/tables/<int:pk>/", compendium.table, name="table"),
    path("policies/<slug:policy>/", compendium.policy, name="policy"),
    path("policies/<slug:policy>/<path:number>", compendium.clause, name="clause"),
]
