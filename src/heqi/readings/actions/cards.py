"""Card readings: dial and balance of a card meter against what was bought (data-entry/7.4)."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Meter, MeterKind
from heqi.customers.states import MeterState
from heqi.entry import Finding, standard
from heqi.entry.findings import MISSING, REFUSE, TO_CHECK
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.access import require
from heqi.readings.access import FEED
from heqi.readings.actions.checking import open_check
from heqi.readings.books import sold
from heqi.readings.models import CardReading
from heqi.readings.states import CheckKind, Source

FIELDS = {"dial_m3": "dial", "balance_m3": "balance", "total_bought_m3": "bought"}


def take_card_reading(
    meter: Meter,
    *,
    dial: Decimal,
    balance: Decimal,
    at: datetime,
    bought: Decimal | None = None,
    card_no: str = "",
    source: str = Source.VISIT,
    by: Actor,
    now: datetime,
) -> CardReading:
    """Keep what a card or its meter shows; ``bought`` opens the account of a meter that came with
    a history."""
    require(by, FEED, meter.service_point)
    return keep_card_reading(
        meter, dial=dial, balance=balance, at=at, bought=bought, card_no=card_no, source=source,
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def keep_card_reading(
    meter: Meter,
    *,
    dial: Decimal,
    balance: Decimal,
    at: datetime,
    bought: Decimal | None = None,
    card_no: str = "",
    source: str,
    by: Actor,
    now: datetime,
) -> CardReading:
    """The same for who has shown his right already: the reader on his round, the clerk who sells.

    Raises ``ValidationError`` for what cannot be true. A balance that the books do not explain is
    kept, and the meter becomes one to be checked.
    """
    if meter.kind != MeterKind.IC_CARD or meter.state != MeterState.IN_USE:
        raise ValidationError({"meter": _("This is no card meter in use.")})
    if at > now:
        raise ValidationError({"at": _("The day of the reading lies in the future.")})
    before = CardReading.objects.filter(meter=meter, at__lt=at).order_by("-at", "-id").first()
    if CardReading.objects.filter(meter=meter, at=at).exists():
        raise ValidationError({"at": _("This card was read at that moment already.")})
    if dial > meter.maximum:
        raise ValidationError({"dial": _("The dial is above the meter's maximum.")})
    if before is not None and dial < before.dial:
        raise ValidationError(
            {"dial": _("The dial is below the last card reading, {last} m³.").format(
                last=f"{before.dial.normalize():f}")}
        )  # fmt: skip
    total = _bought(meter, before, dial + balance, bought, at)
    found = _held(meter, card_no, dial, balance, total, at)
    row: CardReading = CardReading.objects.create(
        company_id=meter.company_id,
        unit=meter.service_point.unit,
        service_point=meter.service_point,
        meter=meter,
        at=at,
        card_no=card_no.strip()[:30],
        dial=dial,
        balance=balance,
        bought=total,
        left=total - dial - balance,
        source=source,
        taken_by_id=by.id if by.kind == "staff" else None,
    )
    changes = {"meter": meter.pk, "dial": dial, "balance": balance, "bought": total}
    audit(row, "readings.take_card", by=by, now=now, changes=changes)
    for finding in found:
        open_check(
            meter, kind=CheckKind.CARD_BALANCE, finding=finding, card_reading=row, by=by, now=now
        )
    return row


def _bought(
    meter: Meter,
    before: CardReading | None,
    shown: Decimal,
    given: Decimal | None,
    at: datetime,
) -> Decimal:
    """All that was bought by then.

    Carried on from the last card reading; the first one begins with what is ``given`` or what the
    meter stood at when it came with nothing bought; else with what the meter shows, so that a
    history that the books do not know accuses nobody.
    """
    if before is not None:
        return before.bought + sold(meter.pk, before.at, at)
    if given is not None:
        return given
    # What was bought before a take-over stands in the books of the former system.
    if meter.start_reading is not None and meter.taken_over_reading is None:
        return meter.start_reading + sold(meter.pk, None, at)
    return shown


def _held(
    meter: Meter, card_no: str, dial: Decimal, balance: Decimal, bought: Decimal, at: datetime
) -> list[Finding]:
    """What the entry standard of a card sale says of the balance; what it refuses is raised."""
    values = {
        "account_no": meter.service_point.account_no,
        "meter_no": meter.number,
        "card_no": card_no,
        "total_bought_m3": bought,
        "dial_m3": dial,
        "balance_m3": balance,
    }
    day = timezone.localdate(at)
    found = standard("card_sale", on=day, company_id=meter.company_id).check(values)
    told = [one for one in found if one.field in (*FIELDS, "card_no") and one.error != MISSING]
    refused = {FIELDS.get(one.field, one.field): one.message for one in told
               if one.outcome == REFUSE}  # fmt: skip
    if refused:
        raise ValidationError(refused)
    return [one for one in told if one.outcome == TO_CHECK]
