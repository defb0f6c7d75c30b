"""Addresses of customers."""

from django.urls import path

from heqi.customers import views

app_name = "customers"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("customers/", views.customer_list, name="list"),
    path("customers/export/", views.export, name="export"),
    path("customers/new/", views.create, name="create"),
    path("customers/lookups/", views.lookups, name="lookups"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/contact/", views.change_contact, name="change_contact"),
    path("customers/<int:pk>/unmask/<str:field>/", views.unmask, name="unmask"),
]
