"""Addresses of the policy pages; a clause's address is its id."""

from django.urls import path

from heqi.policies import views

app_name = "policies"
urlpatterns = [
    path("policies/", views.compendium, name="compendium"),
    path("policies/queries/", views.queries, name="queries"),
    path("policies/queries/<int:pk>/answer/", views.answer, name="answer"),
    path("policies/imports/", views.imports, name="imports"),
    path("policies/imports/<int:pk>/", views.import_detail, name="import"),
    path("policies/imports/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("policies/tables/<int:pk>/", views.table, name="table"),
    path("policies/<slug:policy>/", views.policy, name="policy"),
    path("policies/<slug:policy>/<path:number>", views.clause, name="clause"),
]
