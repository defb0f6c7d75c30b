"""Requests as records whose number proves a condition of delegated authority (授权办法 4)."""

from heqi.authority.subjects import Subject
from heqi.ledger.actors import Actor
from heqi.service.models import ServiceRequest


def request_of_number(actor: Actor, number: str) -> Subject | None:
    """The request with a number, if the actor may see it."""
    row = ServiceRequest.objects.visible_to(actor).filter(number=number).first()
    if row is None:
        return None
    return Subject(
        type="service.servicerequest",
        id=str(row.pk),
        label=row.number,
        beneficiary=f"party:{row.party_id}" if row.party_id else "",
    )
