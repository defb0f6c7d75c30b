"""Who may read and add files of a use of authority."""

from heqi.authority.access import SETTLE
from heqi.authority.models import Use
from heqi.ledger.actors import Actor
from heqi.people.access import may


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees it. Attach: who used it and who sees to its formalities, while it is open."""
    row = Use.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return True
    takes_part = actor.id == row.used_by_id or may(actor, SETTLE, row.unit)
    return verb == "attach" and row.is_open and takes_part
