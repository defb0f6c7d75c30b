"""Telling customers: one announcement, written in batches, each customer once."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.notices.actions import Address, notify
from heqi.outages.events import OutageAnnounced
from heqi.outages.facts import reminder_at
from heqi.outages.kinds import data
from heqi.outages.models import Affected, Announcement, Kind, Outage


@transaction.atomic
def tell_customers(outage: Outage, *, kind: str, by: Actor, now: datetime) -> Announcement | None:
    """Begin a round of messages to every affected customer; the loop writes them.

    Called by the actions that announce, which checked the right. Restored or cancelled reaches
    those alone who were told before.
    """
    if kind in (Kind.PLANNED, Kind.POSTPONED, Kind.INCIDENT) and not outage.households:
        raise ValidationError(_("Choose the area first: nobody is affected yet."))
    if kind == Kind.RESTORED and not outage.announcements.exists():
        return None
    found: Announcement = Announcement.objects.create(
        outage=outage, kind=kind, at=now, by_name=by.name
    )
    audit(
        outage,
        "outages.tell_customers",
        by=by,
        now=now,
        changes={"kind": str(kind), "customers": outage.households},
    )
    announce(
        OutageAnnounced(
            outage_id=outage.pk,
            number=outage.number,
            kind=str(kind),
            company_id=outage.company_id,
        ),
        now=now,
    )
    return found


def write_announcements(*, now: datetime, batch: int = 0) -> int:
    """The loop's task: write the next messages of every open announcement; returns how many.

    Where a turn came to is kept with the announcement and moved by compare-and-swap in the
    transaction of its messages: any number of loops write each message once.
    """
    size = batch or int(data()["batch"])
    rows = list(
        Announcement.objects.filter(finished_at__isnull=True)
        .select_related("outage__company", "outage__unit")
        .order_by("id")[:20]
    )
    return sum(_write(row, size, now) for row in rows)


@transaction.atomic
def _write(row: Announcement, size: int, now: datetime) -> int:
    outage = row.outage
    after = Q(rank__gt=row.last_rank) | Q(rank=row.last_rank, pk__gt=row.last_id)
    found = list(outage.affected.filter(after).order_by("rank", "id")[:size])
    last = found[-1] if found else None
    values: dict[str, Any] = {
        "last_rank": last.rank if last else row.last_rank,
        "last_id": last.pk if last else row.last_id,
        "written": row.written + sum(bool(one.phone) for one in found),
        "without_phone": row.without_phone + sum(not one.phone for one in found),
    }
    if len(found) < size:
        values["finished_at"] = now
    won = Announcement.objects.filter(
        pk=row.pk, last_id=row.last_id, last_rank=row.last_rank, finished_at__isnull=True
    ).update(**values)
    if not won:
        return 0
    for one in found:
        if one.phone:
            _tell(row, outage, one, now)
    return len(found)


def _tell(row: Announcement, outage: Outage, one: Affected, now: datetime) -> None:
    notify(
        Address(name=one.name, phone=one.phone),
        str(data()["notices"][row.kind]),
        context=told(outage, one),
        about=one,
        unit=outage.unit,
        # One household, one message: two accounts behind one phone are told once.
        key=f"outage:{outage.pk}:{row.pk}",
        by=SYSTEM,
        now=now,
    )


def told(outage: Outage, one: Affected) -> dict[str, object]:
    """What a message says."""
    return {
        "number": outage.number,
        "place": one.address,
        "title": outage.title,
        "starts": _when(outage.off_from),
        "ends": _when(outage.back_by),
    }


def _when(instant: datetime | None) -> str:
    if instant is None:
        return "—"
    return f"{timezone.localtime(instant):%m-%d %H:%M}"


def remind_of_stops(*, now: datetime) -> int:
    """The loop's task: remind customers of a stop that begins soon, once."""
    rows = Outage.objects.filter(
        status="announced", reminded_at__isnull=True, starts_at__gt=now
    ).select_related("company", "unit")
    done = 0
    for outage in rows.order_by("starts_at")[:50]:
        at = reminder_at(outage, now=now)
        if at is None or now < at:
            continue
        with transaction.atomic():
            mine = Outage.objects.filter(pk=outage.pk, reminded_at__isnull=True, status="announced")
            if mine.update(reminded_at=now):
                tell_customers(outage, kind=Kind.REMINDER, by=SYSTEM, now=now)
                done += 1
    return done
