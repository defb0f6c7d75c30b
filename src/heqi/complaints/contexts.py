"""What complaints vouch for elsewhere: files, the customer's page, why a customer is looked at."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heqi.complaints.files import may_touch_files
from heqi.complaints.models import Complaint
from heqi.customers.models import Party
from heqi.customers.panels import Shown, register_panel
from heqi.customers.purposes import register_context
from heqi.evidence import access as evidence
from heqi.ledger.actors import Actor

ROWS = 20


def vouch(actor: Actor, pk: str, party: Party, now: datetime) -> bool:
    """An open complaint that the reader sees explains why he opens its customer."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return False
    rows = Complaint.objects.visible_to(actor).filter(pk=int(pk), party=party, is_open=True)
    return rows.exists()


def _complaints(actor: Actor, party: Party, now: datetime) -> Shown | None:
    rows = Complaint.objects.visible_to(actor).filter(party=party).select_related("unit")
    found = list(rows.order_by("-received_at", "-id")[:ROWS])
    if not found:
        return None
    return Shown("complaints/panel.html", {"rows": found}, len(found))


def register() -> None:
    """Make it known; called when the app is ready."""
    evidence.register("complaints.complaint", may_touch_files)
    register_panel("complaints.cases", tab="complaints", label=_("Complaints"), show=_complaints)
    register_context("complaint", reason="complaint", check=vouch)
