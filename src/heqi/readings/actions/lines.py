"""The line of the collection system: its token, of which a digest is kept."""

from datetime import datetime

from django.db import transaction

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.people.machines import CLOSED, digest, new_token
from heqi.people.models import Unit
from heqi.readings.access import FEED
from heqi.readings.models import MeterLine


@transaction.atomic
def open_line(company: Unit, *, by: Actor, now: datetime) -> str:
    """Make a token and give it back once; an older one stops at once."""
    require(by, FEED, company)
    token = new_token()
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
