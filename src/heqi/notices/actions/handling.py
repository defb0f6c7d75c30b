"""What people do with messages: read, send again, cancel, set the quiet hours."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import move
from heqi.notices.access import inbox_of
from heqi.notices.models import Notice, QuietHours
from heqi.notices.states import FLOW, Channel
from heqi.people.access import refuse, require
from heqi.people.models import Unit


def mark_read(notice: Notice, *, by: Actor, now: datetime) -> None:
    """The recipient has read a message. Reading again changes nothing."""
    if by.kind != "staff" or notice.recipient_id != by.id:
        raise refuse(_("This message is addressed to somebody else."))
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)


def mark_all_read(*, by: Actor, now: datetime) -> int:
    """Everything in the actor's inbox is read; returns how many were not."""
    return inbox_of(by).filter(read_at__isnull=True, created_at__lte=now).update(read_at=now)


@transaction.atomic
def retry_notice(notice: Notice, *, by: Actor, now: datetime) -> None:
    """Send a failed message again, with the same key."""
    _require_manage(notice, by)
    if notice.channel != Channel.CONSOLE and not notice.address:
        raise ValidationError(_("There is no address to send this message to."))
    code = "notices.retry"
    move(notice, FLOW, "retry", code=code, by=by, now=now, attempts=0, next_at=now, error="")


@transaction.atomic
def cancel_notice(notice: Notice, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a message back that has not gone yet."""
    _require_manage(notice, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    move(notice, FLOW, "cancel", code="notices.cancel", by=by, now=now, reason=reason)


@transaction.atomic
def set_quiet_hours(
    company: Unit,
    *,
    channel: str,
    begins: time | None,
    ends: time | None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> QuietHours:
    """Replace the proposed quiet hours of a channel; both times empty: it never rests."""
    require(by, "notices.manage", company)
    if channel not in (Channel.SMS, Channel.WECOM, Channel.EMAIL):
        raise ValidationError({"channel": _("This channel has no quiet hours.")})
    if (begins is None) != (ends is None):
        raise ValidationError(_("Please give both times, or neither."))
    row, _created = QuietHours.objects.update_or_create(
        company=company,
        channel=channel,
        defaults={
            "begins": begins,
            "ends": ends,
            "reason": reason[:200],
            "set_by": by.name,
            "set_at": now,
        },
    )
    changes = {"channel": channel, "begins": begins, "ends": ends}
    audit(company, "notices.set_quiet_hours", by=by, now=now, changes=changes, reason=reason)
    return row


def _require_manage(notice: Notice, by: Actor) -> None:
    # A message of no unit (the system's own) belongs to whoever manages at all.
    require(by, "notices.manage", notice.unit)
