"""Who may read and add files of an inspection, and photos of its findings."""

from heqi.inspections.access import ANSWER
from heqi.inspections.actions.rights import may_carry
from heqi.inspections.models import Inspection
from heqi.ledger.actors import Actor
from heqi.people.access import may


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees it. Attach: the group and the department, while it is open."""
    row = Inspection.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return True
    takes_part = may_carry(actor, row) or may(actor, ANSWER, row)
    return verb == "attach" and row.is_open and takes_part
