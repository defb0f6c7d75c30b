"""Who may read and add the proofs of an assessment; the ledger as a list that leaves."""

from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Party
from heqi.customers.sheets import Sheet, behind, register_sheet
from heqi.ledger.actors import Actor
from heqi.tiers.access import EXPORT, PROPOSE, may_in, reached
from heqi.tiers.models import Assessment
from heqi.tiers.states import OPEN


def may_touch_proof(actor: Actor, subject_id: str, verb: str) -> bool:
    """Proofs are read with the ledger, added and removed while the proposal is open."""
    row = (
        Assessment.objects.visible_to(actor).select_related("company").filter(pk=subject_id).first()
    )
    if row is None:
        return False
    return verb == "read" or (row.status in OPEN and may_in(actor, PROPOSE, row))


def register_lists() -> None:
    """Let ledger and proposals leave with approval, as any list of customers (data-entry/9.3)."""
    from heqi.tiers.views import assessments, ledger

    register_sheet(
        Sheet(
            ledger.SHEET,
            _("VIP ledger"),
            EXPORT,
            lambda by: reached(Party.objects.all(), by, EXPORT),
            ledger.leave,
            back="tiers:ledger",
        )
    )
    register_sheet(
        Sheet(
            assessments.SHEET,
            _("Proposals"),
            EXPORT,
            lambda by: reached(Assessment.objects.visible_to(by), by, EXPORT),
            assessments.leave,
            behind(Assessment),
            back="tiers:proposals",
        )
    )
