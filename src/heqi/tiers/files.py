"""Who may read and add the proofs of an assessment."""

from heqi.ledger.actors import Actor
from heqi.tiers.access import PROPOSE, may_in
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
