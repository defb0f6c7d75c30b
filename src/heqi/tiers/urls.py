"""Addresses of tiers."""

from django.urls import path

from heqi.tiers.views import assessments, batches, contacts, ledger, process, sitting

app_name = "tiers"
T = "customers/tiers/"
urlpatterns = [
    path(T, ledger.ledger, name="ledger"),
    path(f"{T}export/", ledger.export, name="export"),
    path(f"{T}vip/<int:pk>/", ledger.vip, name="vip"),
    path(f"{T}vip/<int:pk>/contacts/<slug:post>/", contacts.name, name="name_contact"),
    path(f"{T}contacts/<int:pk>/end/", contacts.end, name="end_contact"),
    path(f"{T}gaps/", contacts.gaps, name="gaps"),
    path(f"{T}gaps/name/", contacts.name_many, name="name_many"),
    path(f"{T}proposals/", assessments.proposals, name="proposals"),
    path(f"{T}proposals/export/", assessments.export, name="export_proposals"),
    path(f"{T}propose/<int:pk>/", assessments.propose, name="propose"),
    path(f"{T}assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path(f"{T}assessments/<int:pk>/complete/", assessments.complete, name="complete"),
    path(f"{T}assessments/<int:pk>/withdraw/", assessments.withdraw, name="withdraw"),
    path(f"{T}review/", sitting.review, name="review"),
    path(f"{T}review/decide/", sitting.decide, name="decide"),
    path(f"{T}batches/", batches.batches, name="batches"),
    path(f"{T}batches/template/", batches.template, name="batch_template"),
    path(f"{T}batches/<int:pk>/", batches.batch, name="batch"),
    path(f"{T}batches/<int:pk>/columns/", batches.columns, name="batch_columns"),
    path(f"{T}batches/<int:pk>/report/", batches.report, name="batch_report"),
    path(f"{T}batches/<int:pk>/confirm/", batches.confirm, name="batch_confirm"),
    path(f"{T}batches/<int:pk>/discard/", batches.discard, name="batch_discard"),
    path(f"{T}batches/<int:pk>/undo/", batches.undo, name="batch_undo"),
    path(f"{T}process/", process.process, name="process"),
    path(f"{T}process/confirm/", process.confirm, name="confirm_standards"),
    path(f"{T}process/keeper/<int:pk>/", process.keeper, name="keeper"),
    path(f"{T}analysis/", process.analysis, name="analysis"),
]
