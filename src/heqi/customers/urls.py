"""Addresses of customers."""

from django.urls import path

from heqi.customers.views import files

app_name = "customers"
urlpatterns = [
    path("search/", files.search, name="search"),
    path("customers/", files.customer_list, name="list"),
    path("customers/export/", files.export, name="export"),
    path("customers/new/", files.create, name="create"),
    path("customers/lookups/", files.lookups, name="lookups"),
    path("customers/<int:pk>/", files.customer, name="customer"),
    path("customers/<int:pk>/contact/", files.change_contact, name="change_contact"),
    path("customers/<int:pk>/unmask/<str:field>/", files.unmask, name="unmask"),
]
