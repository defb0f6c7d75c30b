"""Finished work of the apps below callbacks, and poor ratings of any work."""

from heqi.callbacks.sources import (
    checks,
    enquiries,
    households,
    orders,
    ratings,
    readings,
    sales,
    uses,
)
from heqi.callbacks.works import register


def register_all() -> None:
    """Called when the app is ready."""
    for module in (orders, enquiries, sales, readings, checks, households, ratings, uses):
        register(module.SOURCE)
