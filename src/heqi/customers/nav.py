"""Where customers stand in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.access import TASKS
from heqi.customers.queries.tasks import task_counts
from heqi.ledger.actors import Actor
from heqi.people.access import may

TABS = [
    {
        "entry": "customers",
        "url": "customers:list",
        "label": _("Customer files"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:points",
        "label": _("Gas accounts"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:meters",
        "label": pgettext_lazy("supply", "Meters"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:compounds",
        "label": _("Compounds"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:tasks",
        "label": _("Tasks of master data"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:steps",
        "label": _("Formalities"),
        "permission": "customers.view",
    },
    {
        "entry": "customers",
        "url": "customers:duplicates",
        "label": _("Duplicates"),
        "permission": "customers.merge",
    },
    {
        "entry": "customers",
        "url": "customers:lookups",
        "label": _("Look-ups"),
        "permission": "customers.view_lookups",
    },
    {
        "entry": "search",
        "url": "customers:search",
        "label": _("Search"),
        "permission": "customers.view",
    },
]


def waiting(actor: Actor, now: datetime) -> int | tuple[int, str]:
    """Open tasks of master data for those who work them off; hot while one is late."""
    if not may(actor, TASKS):
        return 0
    counts = task_counts(actor, now=now)
    return (counts["open"], "hot") if counts["late"] else counts["open"]


COUNTS = {"customers": waiting}
