"""Who may read and add files of a case."""

from heqi.conduct.access import HANDLE, RAISE
from heqi.conduct.models import Case
from heqi.ledger.actors import Actor
from heqi.people.access import may


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the case. Attach: who works on it, and the person it is about."""
    row = Case.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return True
    own = row.concerns(actor)
    takes_part = own or may(actor, HANDLE, row) or may(actor, RAISE, row)
    return verb == "attach" and row.is_open and takes_part
