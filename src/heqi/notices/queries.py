"""Reading messages."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.notices.access import inbox_of, visible_to
from heqi.notices.models import Notice, QuietHours
from heqi.notices.quiet import proposed
from heqi.people.access import visible_units
from heqi.people.models import Unit, UnitKind

COUNT_CAP = 100


def unread_count(actor: Actor) -> int:
    """Unread in-app messages, for the bell; at most 100."""
    if actor.kind != "staff":
        return 0
    unread = inbox_of(actor).filter(read_at__isnull=True)
    return len(unread.order_by().values_list("pk", flat=True)[:COUNT_CAP])


def inbox(actor: Actor, *, unread: bool = False) -> models.QuerySet[Notice]:
    """The actor's in-app messages, newest first."""
    rows = inbox_of(actor)
    return rows.filter(read_at__isnull=True) if unread else rows


def outbox(actor: Actor, *, status: str = "", channel: str = "") -> models.QuerySet[Notice]:
    """Messages that went outside, as far as the actor may see them."""
    rows = visible_to(actor).exclude(channel="in_app").select_related("recipient")
    if status:
        rows = rows.filter(status=status)
    return rows.filter(channel=channel) if channel else rows


def outbox_counts(actor: Actor) -> dict[str, int]:
    """How many messages stand in each state."""
    rows = visible_to(actor).exclude(channel="in_app").order_by()
    return dict(rows.values_list("status").annotate(n=Count("pk")))


def notices_about(subject: models.Model) -> models.QuerySet[Notice]:
    """Messages about one row. The caller has checked that the row may be read."""
    return Notice.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    ).select_related("recipient")


def oldest_waiting(*, now: datetime) -> datetime | None:
    """Since when the oldest due message waits; for the health of the loop."""
    row = Notice.objects.filter(status="queued", next_at__lte=now).order_by("next_at").first()
    return row.next_at if row else None


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet hours of a channel as they hold, and who set them."""

    channel: str
    span: tuple[time, time] | None
    reason: str
    source: str


def quiet_hours(actor: Actor, *, on: date) -> dict[Unit, list[Quiet]]:
    """What holds for the companies that the actor manages, by channel."""
    companies = list(visible_units(actor, "notices.manage", [UnitKind.COMPANY]))
    own = {(row.company_id, row.channel): row for row in QuietHours.objects.all()}
    return {
        company: [
            _quiet(channel, own.get((company.pk, channel)), on, company_id=company.pk)
            for channel in ("sms", "wecom")
        ]
        for company in companies
    }


def _quiet(channel: str, row: QuietHours | None, on: date, *, company_id: int | None) -> Quiet:
    if row is None:
        return Quiet(
            channel,
            proposed(on, company_id=company_id).get(channel),
            "",
            _("proposal, not yet confirmed"),
        )
    span = (row.begins, row.ends) if row.begins and row.ends else None
    return Quiet(channel, span, row.reason, f"{row.set_by} {row.set_at:%Y-%m-%d}")
