"""Work orders: dispatch, field work, emergencies."""

from django.apps import AppConfig


class WorkordersConfig(AppConfig):
    """From the order to the closed job."""

    name = "heqi.workorders"
    label = "workorders"
