"""Who may read and add scans and photos of a formality."""

from heqi.customers.access import FORMALITIES, VIEW
from heqi.customers.models import BusinessStep
from heqi.ledger.actors import Actor
from heqi.people.access import may


def may_touch_step(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees customers there. Attach: who carries out formalities. Remove: nobody."""
    step = BusinessStep.objects.select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return may(actor, VIEW, step)
    return verb == "attach" and may(actor, FORMALITIES, step)
