"""Who may read and add files of a complaint."""

from heqi.complaints.access import HANDLE, INVESTIGATE, TAKE
from heqi.complaints.models import Complaint
from heqi.ledger.actors import Actor
from heqi.people.access import may


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the complaint. Attach: who takes part in it, while it is open."""
    rows = Complaint.objects.visible_to(actor).select_related("unit", "company")
    row = rows.get(pk=int(subject_id))
    if verb == "read":
        return True
    takes_part = actor.id == row.handler_id or any(
        may(actor, code, row.company) for code in (HANDLE, INVESTIGATE, TAKE)
    )
    looks = row.investigations.filter(investigator_id=actor.id or 0).exists()
    return verb == "attach" and row.is_open and (takes_part or looks)
