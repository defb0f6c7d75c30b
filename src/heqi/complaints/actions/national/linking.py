"""The line: its token, of which a digest is kept, and the address of the national centre."""

from datetime import datetime

from django.db import transaction

from heqi.complaints.access import NATIONAL
from heqi.complaints.models import NationalLink
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people import machines
from heqi.people.access import require
from heqi.people.models import Unit


@transaction.atomic
def open_line(
    company: Unit, *, address: str = "", new_token: bool = False, by: Actor, now: datetime
) -> str:
    """Set the address; make a new token and give it back once. The old one stops at once."""
    require(by, NATIONAL, company)
    token = machines.new_token() if new_token else ""
    values = {"address": address, "changed_at": now}
    if token:
        values["token_sha256"] = machines.digest(token)
    link, _made = NationalLink.objects.update_or_create(company=company, defaults=values)
    audit(
        link,
        "complaints.open_line",
        by=by,
        now=now,
        changes={"address": address, "new_token": bool(token)},
    )
    return token
