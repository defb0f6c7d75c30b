"""The line: its token, of which a digest is kept, and the address of the national centre."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from heqi.complaints.access import NATIONAL
from heqi.complaints.models import NationalLink
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit

NO_TOKEN = ""


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_line(
    company: Unit, *, address: str = "", new_token: bool = False, by: Actor, now: datetime
) -> str:
    """Set the address; make a new token and give it back once. The old one stops at once."""
    require(by, NATIONAL, company)
    token = secrets.token_urlsafe(32) if new_token else ""
    values = {"address": address, "changed_at": now}
    if token:
        values["token_sha256"] = digest(token)
    link, _made = NationalLink.objects.update_or_create(company=company, defaults=values)
    audit(
        link,
        "complaints.open_line",
        by=by,
        now=now,
        changes={"address": address, "new_token": bool(token)},
    )
    return token


def link_of_token(token: str) -> NationalLink | None:
    """The line that a token opens."""
    if not token:
        return None
    rows = NationalLink.objects.select_related("company").exclude(token_sha256=NO_TOKEN)
    return rows.filter(token_sha256=digest(token)).first()
