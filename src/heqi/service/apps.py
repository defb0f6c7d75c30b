"""Contacts with customers and what they ask for."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The catalogue of services, from the call to the closed request."""

    name = "heqi.service"
    label = "service"
