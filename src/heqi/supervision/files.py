"""Who may read and add the photos of opinions and the papers of supervisors and meetings."""

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.supervision.access import ANSWER, HANDLE, MANAGE
from heqi.supervision.doors import MEMBER
from heqi.supervision.models import Gathering, Opinion, Supervisor


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the opinion. Attach: who handles or answers it, and the member who said it."""
    if actor.kind == MEMBER:
        rows = Opinion.objects.filter(supervisor_id=actor.id or 0, is_open=True)
        return verb == "attach" and rows.filter(pk=int(subject_id)).exists()
    row = Opinion.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    if verb == "read":
        return True
    return verb == "attach" and row.is_open and (may(actor, HANDLE, row) or may(actor, ANSWER, row))


def may_touch_supervisor(actor: Actor, subject_id: str, verb: str) -> bool:
    """The letter of appointment and the signed confidentiality: who keeps the register adds."""
    row = Supervisor.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    return verb == "read" or may(actor, MANAGE, row)


def may_touch_gathering(actor: Actor, subject_id: str, verb: str) -> bool:
    """Photos and papers of a meeting: who keeps the register adds."""
    row = Gathering.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    return verb == "read" or (verb == "attach" and may(actor, MANAGE, row))
