"""Month end: the ledger of each department closes itself (authority/5.1)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from heqi.authority.events import LedgerClosed
from heqi.authority.models import Ledger, Use
from heqi.authority.states import COUNTED
from heqi.duties.actions import fulfil
from heqi.duties.actions.recording import Proof
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.ledger.days import midnight
from heqi.ledger.events import announce
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import company_of
from heqi.policies.measures import month_after, month_before

DUTY = "authority_ledger"


def close_ledgers(*, now: datetime, batch: int = 50) -> int:
    """The loop's task: close what is over, of every department, also where nothing was used."""
    this = timezone.localdate(now).replace(day=1)
    done = 0
    first = month_before(this)
    for company in Unit.objects.filter(_open_in(first), kind=UnitKind.COMPANY):
        waiting = Use.objects.filter(company=company, ledger__isnull=True, month__lt=this)
        months = {
            month_before(this),
            *waiting.order_by().values_list("month", flat=True).distinct(),
        }
        units = Unit.objects.filter(company=company, kind=UnitKind.DEPARTMENT)
        paths = set(waiting.order_by().values_list("unit__path", "month"))
        closed = set(
            Ledger.objects.filter(company=company, month__in=months).values_list("unit", "month")
        )
        for month in sorted(months):
            for unit in units:
                used = any(path.startswith(unit.path) for path, at in paths if at == month)
                # A department dissolved within the month has its ledger as well.
                if not used and unit.closed_on is not None and unit.closed_on < month:
                    continue
                if (unit.pk, month) not in closed and done < batch:
                    done += _close(unit, month, now=now)
    return done


def _open_in(month: date) -> Q:
    """Companies that were there in a month, or closed with uses in no ledger yet."""
    waiting = Use.objects.filter(ledger__isnull=True).order_by().values("company")
    there = Q(closed_on__isnull=True) | Q(closed_on__gte=month)
    return there | Q(pk__in=waiting)


def _close(unit: Unit, month: date, *, now: datetime) -> int:
    try:
        with transaction.atomic():
            close_ledger(unit, month, now=now)
    except IntegrityError:
        return 0  # another loop was faster
    return 1


def close_ledger(unit: Unit, month: date, *, now: datetime) -> Ledger:
    """Freeze the month's lines of a department and its teams with their digest."""
    rows = list(
        Use.objects.filter(unit__path__startswith=unit.path, month=month, ledger__isnull=True)
        .select_related("used_by", "holder", "unit")
        .order_by("used_at", "id")
    )
    lines = [line_of(row) for row in rows]
    counted = [row for row in rows if row.status in COUNTED]
    ledger: Ledger = Ledger.objects.create(
        company=company_of(unit),
        unit=unit,
        month=month,
        closed_at=now,
        lines=lines,
        count=len(counted),
        amount=sum((row.amount or Decimal(0) for row in counted), Decimal(0)),
        digest=digest_of(lines),
    )
    Use.objects.filter(pk__in=[row.pk for row in rows]).update(ledger=ledger)
    audit(
        ledger, "authority.close_ledger", by=SYSTEM, now=now,
        changes={"uses": ledger.count, "amount": ledger.amount, "digest": ledger.digest},
    )  # fmt: skip
    announce(
        LedgerClosed(
            ledger_id=ledger.pk,
            month=f"{month:%Y-%m}",
            uses=ledger.count,
            amount=str(ledger.amount),
            unit_id=unit.pk,
            company_id=ledger.company_id,
        ),
        now=now,
    )
    end = midnight(month_after(month)) - timedelta(minutes=1)
    proof = Proof(
        "ledger", min(now, end), key=f"authority-ledger{ledger.pk}",
        text=f"{month:%Y-%m}", reference=f"{month:%Y-%m}",
        url=f"/authority/ledgers/{ledger.pk}/",
    )  # fmt: skip
    fulfil(DUTY, "people.unit", str(unit.pk), proof, by=SYSTEM, now=now)
    return ledger


def line_of(row: Use) -> dict[str, Any]:
    """A use as a line of the ledger keeps it."""
    return {
        "number": row.number,
        "id": row.pk,
        "used_at": timezone.localtime(row.used_at).isoformat(timespec="minutes"),
        "item": row.item,
        "kind": row.kind,
        "clause": row.clause,
        "matter": row.matter,
        "subject": row.subject_label,
        "unit": row.unit.name,
        "holder": row.holder.name,
        "holder_post": row.holder_post,
        "used_by": row.used_by.name,
        "amount": str(row.amount) if row.amount is not None else "",
        "beyond": bool(row.beyond),
        "order": row.order_number,
        "status": row.status,
    }


def digest_of(lines: Iterable[dict[str, Any]]) -> str:
    """The digest by which a closed ledger shows that no line was changed."""
    text = json.dumps(list(lines), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
