"""The approvals in the menu."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.approvals.queries import pending_count
from heqi.ledger.actors import Actor


def _waiting(actor: Actor, now: datetime) -> int:
    return pending_count(actor, now=now)


TABS = [{"entry": "approvals", "url": "approvals:list", "label": _("Approvals")}]
COUNTS = {"approvals": _waiting}
