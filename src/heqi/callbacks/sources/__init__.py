"""Finished work of the apps below callbacks: orders, enquiries, the hall, readings, checks."""

from heqi.callbacks.sources import checks, enquiries, orders, readings, sales
from heqi.callbacks.works import register


def register_all() -> None:
    """Called when the app is ready."""
    for module in (orders, enquiries, sales, readings, checks):
        register(module.SOURCE)
