"""The pages of the review beside one another."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.lookups.access import MANAGE, REVIEW
from heqi.people.access import may

PAGES = {"cases": REVIEW, "report": REVIEW, "gates": REVIEW, "baits": MANAGE}


def tabs_of(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The pages that the actor may open, as tabs; ``here`` is the present one."""
    labels = {
        "cases": _("Cases"),
        "report": _("Monthly report"),
        "gates": _("Emergencies and pauses"),
        "baits": _("Bait customers"),
    }
    return [
        {"key": key, "label": labels[key], "href": reverse(f"lookups:{key}"), "active": key == here}
        for key, permission in PAGES.items()
        if may(actor, permission)
    ]
