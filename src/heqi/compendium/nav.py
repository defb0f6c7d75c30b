"""The life of policies in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.compendium.access import VIEW
from heqi.compendium.queries.drafts import open_reviews, to_issue
from heqi.ledger.actors import Actor

TABS = [
    {
        "entry": "policies",
        "url": "compendium:register",
        "label": _("Register"),
        "permission": VIEW,
        "order": 1,
    },
    {
        "entry": "policies",
        "url": "compendium:drafts",
        "label": _("Drafts"),
        "permission": VIEW,
        "order": 1,
    },
    {
        "entry": "policies",
        "url": "compendium:campaigns",
        "label": _("Making policies known"),
        "permission": VIEW,
        "order": 1,
    },
    {
        "entry": "policies",
        "url": "compendium:evidence",
        "label": pgettext_lazy("policies", "Evidence"),
        "permission": VIEW,
        "order": 1,
    },
    {
        "entry": "policies",
        "url": "compendium:voices",
        "label": _("Voices on the policies"),
        "permission": VIEW,
        "order": 1,
    },
]


def _waiting(actor: Actor, now: datetime) -> int:
    return open_reviews(actor)[:99].count() + to_issue(actor)[:99].count()


COUNTS = {"policies": _waiting}
