"""Addresses of delegated authority."""

from django.urls import path

from heqi.authority.views import checks, ledgers, reading, sheets, signals, using

app_name = "authority"
urlpatterns = [
    path("authority/", reading.listing, name="uses"),
    path("authority/export/", reading.export, name="export"),
    path("authority/matrix/", reading.matrix_page, name="matrix"),
    path("authority/new/", using.items, name="items"),
    path("authority/new/<slug:item>/", using.new, name="new"),
    path("authority/phone/", using.phone_items, name="phone"),
    path("authority/phone/<slug:item>/", using.phone_new, name="phone_new"),
    path("authority/sheets/", sheets.listing, name="sheets"),
    path("authority/sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("authority/sheets/<int:pk>/print/", sheets.printed, name="sheet_print"),
    path("authority/sheets/<int:pk>/<slug:name>/", sheets.step, name="sheet_step"),
    path("authority/ledgers/", ledgers.listing, name="ledgers"),
    path("authority/ledgers/<int:pk>/", ledgers.ledger, name="ledger"),
    path("authority/ledgers/<int:pk>/export/", ledgers.export, name="ledger_export"),
    path("authority/ledgers/<int:pk>/print/", ledgers.printed, name="ledger_print"),
    path("authority/checks/", checks.listing, name="checks"),
    path("authority/checks/new/", checks.new, name="new_check"),
    path("authority/checks/<int:pk>/", checks.check, name="check"),
    path("authority/checks/items/<int:pk>/", checks.item, name="check_item"),
    path("authority/signals/", signals.listing, name="signals"),
    path("authority/signals/<int:pk>/", signals.signal, name="signal"),
    path("authority/signals/<int:pk>/<slug:name>/", signals.step, name="signal_step"),
    path("authority/<int:pk>/", reading.use, name="use"),
    path("authority/<int:pk>/print/", reading.printed, name="print"),
    path("authority/<int:pk>/<slug:name>/", reading.step, name="step"),
]
