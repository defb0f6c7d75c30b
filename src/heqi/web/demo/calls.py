"""A call that rings now, so that the screen pop can be tried."""

from datetime import datetime

from heqi.customers.models import Phone
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Unit
from heqi.service.actions import receive_call
from heqi.service.models import Contact


def ring(*, caller: str = "", now: datetime) -> Contact | None:
    """Let a VIP, or the given number, call the dispatch centre; ``None`` without a demo."""
    unit = Unit.objects.filter(kind="department", code="dispatch").order_by("pk").first()
    if unit is None:
        return None
    return receive_call(
        unit=unit, caller_number=caller or _vip_number(unit, now), by=SYSTEM, now=now
    )


def _vip_number(unit: Unit, now: datetime) -> str:
    numbers = (
        Phone.objects.filter(company_id=unit.company_id, is_primary=True)
        .exclude(party__tier="standard")
        .order_by("party_id")
    )
    count = min(numbers.count(), 30)
    # Another one every time, the same one for the same second.
    return numbers[int(now.timestamp()) % count].number if count else ""
