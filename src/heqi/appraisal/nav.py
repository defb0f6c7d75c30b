"""The monthly appraisal in the menu."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from heqi.appraisal.access import VIEW
from heqi.appraisal.queries.months import waiting_for
from heqi.ledger.actors import Actor

TABS = [
    {
        "entry": "supervision",
        "url": "appraisal:list",
        "label": pgettext_lazy("menu", "Monthly appraisal"),
        "permission": VIEW,
        "order": 7,
    },
    {
        "entry": "supervision",
        "url": "appraisal:mine",
        "label": pgettext_lazy("menu", "My appraisal"),
        "order": 8,
    },
]


def _waiting(actor: Actor, _now: datetime) -> int:
    return waiting_for(actor)


COUNTS = {"supervision": _waiting}
