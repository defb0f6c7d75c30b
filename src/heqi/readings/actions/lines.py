"""The line of the collection system: its token, of which a digest is kept."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.readings.access import FEED
from heqi.readings.models import MeterLine

CLOSED = ""


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_line(company: Unit, *, by: Actor, now: datetime) -> str:
    """Make a token and give it back once; an older one stops at once."""
    require(by, FEED, company)
    token = secrets.token_urlsafe(32)
    _keep(company, digest(token), "readings.open_line", by, now)
    return token


@transaction.atomic
def close_line(company: Unit, *, by: Actor, now: datetime) -> None:
    """No token opens the line any more."""
    require(by, FEED, company)
    _keep(company, CLOSED, "readings.close_line", by, now)


def _keep(company: Unit, kept: str, code: str, by: Actor, now: datetime) -> None:
    values = {"token_sha256": kept, "changed_at": now}
    line, _made = MeterLine.objects.update_or_create(company=company, defaults=values)
    audit(line, code, by=by, now=now, changes={"open": bool(kept)})


def line_of_token(token: str) -> MeterLine | None:
    """The line that a token opens."""
    if not token:
        return None
    rows = MeterLine.objects.select_related("company").exclude(token_sha256=CLOSED)
    return rows.filter(token_sha256=digest(token)).first()
