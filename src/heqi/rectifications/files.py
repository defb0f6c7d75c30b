"""Who may read and add files of a rectification."""

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.rectifications.access import ANSWER, RECHECK
from heqi.rectifications.models import Rectification


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees it. Attach: the department and who checks, while it is open."""
    row = Rectification.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return True
    takes_part = may(actor, ANSWER, row) or may(actor, RECHECK, row)
    return verb == "attach" and row.is_open and takes_part
