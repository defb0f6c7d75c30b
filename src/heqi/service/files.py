"""Who may read and add files of a request."""

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.service.models import ServiceRequest


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: who sees the request. Attach: who may take requests up, while it is open."""
    request = (
        ServiceRequest.objects.visible_to(actor).select_related("unit").get(pk=int(subject_id))
    )
    if verb == "read":
        return True
    return verb == "attach" and request.is_open and may(actor, "service.open", request)
