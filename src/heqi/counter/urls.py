"""Addresses of the counter."""

from django.urls import path

from heqi.counter.views import bills, halls, sale, sales, shifts, till

app_name = "counter"
urlpatterns = [
    path("counter/", till.till, name="till"),
    path("counter/open/", till.open_till, name="open_till"),
    path("counter/serve/", till.serve, name="serve"),
    path("counter/bills/", bills.bills, name="bills"),
    path("counter/bills/export/", bills.export, name="export_bills"),
    path("counter/bills/unheld/", bills.unheld, name="unheld"),
    path("counter/bills/<str:number>/", bills.bill, name="bill"),
    path("counter/bills/<str:number>/take-back/", bills.take_back, name="take_back"),
    path("counter/sales/", sales.sales, name="sales"),
    path("counter/sales/export/", sales.export, name="export"),
    path("counter/sales/<int:pk>/", sale.sale, name="sale"),
    path("counter/sales/<int:pk>/add/<slug:what>/", sale.add, name="add"),
    path("counter/sales/<int:pk>/remove/", sale.remove, name="remove"),
    path("counter/sales/<int:pk>/pay/", sale.pay, name="pay"),
    path("counter/sales/<int:pk>/cancel/", sale.cancel, name="cancel"),
    path("counter/sales/<int:pk>/hand-over/", sale.hand_over, name="hand_over"),
    path("counter/sales/<int:pk>/reverse/", sale.reverse, name="reverse"),
    path("counter/sales/<int:pk>/receipt/", sale.receipt, name="receipt"),
    path("counter/reversals/<int:pk>/confirm/", sale.confirm, name="confirm"),
    path("counter/reversals/<int:pk>/refuse/", sale.refuse, name="refuse"),
    path("counter/reversals/<int:pk>/withdraw/", sale.withdraw, name="withdraw"),
    path("counter/shifts/", shifts.shifts, name="shifts"),
    path("counter/shifts/export/", shifts.export_shifts, name="export_shifts"),
    path("counter/shifts/<int:pk>/", shifts.shift, name="shift"),
    path("counter/shifts/<int:pk>/close/", shifts.close, name="close"),
    path("counter/shifts/<int:pk>/void/", shifts.void, name="void"),
    path("counter/halls/", halls.halls, name="halls"),
    path("counter/halls/open/", halls.open_hall, name="open_hall"),
    path("counter/halls/issue/", halls.issue, name="issue"),
]
