"""Carrying messages out: claimed by compare-and-swap, at least once, with a key per message."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import announce
from heqi.notices.actions.writing import notify
from heqi.notices.drivers import Receipt, SendFailed, driver_for
from heqi.notices.events import NoticeDelivered, NoticeFailed
from heqi.notices.masking import mask_text
from heqi.notices.models import Notice
from heqi.notices.quiet import quiet_until
from heqi.notices.states import Channel, Priority, Status
from heqi.people.queries import holders_of_right

log = logging.getLogger(__name__)
BACKOFF_MINUTES = (1, 2, 5, 15, 60)
MAX_ATTEMPTS = len(BACKOFF_MINUTES) + 1
# A claim older than this belongs to a loop that died; far above any driver's timeout.
CLAIM_MINUTES = 10


def send_due(*, now: datetime, limit: int = 100) -> int:
    """Send what is due, the earliest first; returns how many the carriers took.

    Any number of loops may run. Call it outside a transaction: drivers talk to the network.
    """
    _free_lost_claims(now)
    due = Notice.objects.filter(status=Status.QUEUED, next_at__lte=now).order_by("next_at", "id")
    return sum(_send(pk, now) for pk in list(due.values_list("pk", flat=True)[:limit]))


def report_delivery(
    *, key: str, provider_id: str, arrived: bool, error: str = "", now: datetime
) -> bool:
    """The carrier says what became of a message; False where it is unknown. Repeats do nothing."""
    rows = Notice.objects.filter(key=key) if key else Notice.objects.none()
    if not key and provider_id:
        rows = Notice.objects.filter(provider_id=provider_id)
    notice = rows.first()
    if notice is None:
        return False
    with transaction.atomic():
        # A fast carrier reports before its own answer was read: sending counts as sent.
        open_rows = Notice.objects.filter(pk=notice.pk, status__in=[Status.SENDING, Status.SENT])
        if arrived:
            won = open_rows.update(
                status=Status.DELIVERED,
                delivered_at=now,
                sent_at=notice.sent_at or now,
                provider_id=provider_id or notice.provider_id,
                claimed_at=None,
                error="",
            )
            if won:
                announce(_delivered(notice), now=now)
        else:
            sentence = mask_text(error or "reported as not delivered")[:300]
            won = open_rows.update(status=Status.FAILED, error=sentence, claimed_at=None)
            if won:
                _give_up(notice, sentence, now)
    return True


def _send(pk: int, now: datetime) -> bool:
    notice = Notice.objects.filter(pk=pk, status=Status.QUEUED, next_at__lte=now).first()
    if notice is None:
        return False
    rest = None
    if notice.priority != Priority.URGENT and notice.channel != Channel.IN_APP:
        rest = quiet_until(notice.channel, notice.company_id, now)
    waiting = Notice.objects.filter(pk=pk, status=Status.QUEUED, attempts=notice.attempts)
    if rest:
        waiting.update(next_at=rest)
        return False
    claim = {"status": Status.SENDING, "claimed_at": now, "attempts": F("attempts") + 1}
    if not waiting.update(**claim):
        return False  # another loop has it
    attempt = notice.attempts + 1
    try:
        receipt = driver_for(notice.channel).send(notice, now=now)
    except SendFailed as failure:
        _put_back(notice, attempt, str(failure), failure.final, now)
        return False
    except Exception as error:
        # A poison message must not stop the others; a traceback could show its address.
        sentence = mask_text(f"{type(error).__name__}: {error}")
        if notice.address:
            sentence = sentence.replace(notice.address, notice.masked_address)
        log.error("notice %s could not be sent: %s", pk, sentence)
        _put_back(notice, attempt, sentence, False, now)
        return False
    _take(notice, attempt, receipt, now)
    return True


def _take(notice: Notice, attempt: int, receipt: Receipt, now: datetime) -> None:
    mine = Notice.objects.filter(pk=notice.pk, status=Status.SENDING, attempts=attempt)
    values = {"sent_at": now, "provider_id": receipt.provider_id, "error": "", "claimed_at": None}
    if receipt.delivered:
        with transaction.atomic():
            if mine.update(status=Status.DELIVERED, delivered_at=now, **values):
                announce(_delivered(notice), now=now)
    else:
        mine.update(status=Status.SENT, **values)


def _put_back(notice: Notice, attempt: int, sentence: str, final: bool, now: datetime) -> None:
    sentence = mask_text(sentence)[:300]
    with transaction.atomic():
        mine = Notice.objects.filter(pk=notice.pk, status=Status.SENDING, attempts=attempt)
        if final or attempt >= MAX_ATTEMPTS:
            if mine.update(status=Status.FAILED, error=sentence, claimed_at=None):
                _give_up(notice, sentence, now)
            return
        wait = BACKOFF_MINUTES[min(attempt, len(BACKOFF_MINUTES)) - 1]
        mine.update(
            status=Status.QUEUED,
            error=sentence,
            claimed_at=None,
            next_at=now + timedelta(minutes=wait),
        )


def _free_lost_claims(now: datetime) -> None:
    lost = now - timedelta(minutes=CLAIM_MINUTES)
    Notice.objects.filter(status=Status.SENDING, claimed_at__lte=lost).update(
        status=Status.QUEUED, claimed_at=None, next_at=now
    )


def _give_up(notice: Notice, sentence: str, now: datetime) -> None:
    """Announce it; an urgent message that failed must not wait until somebody looks."""
    announce(_failed(notice, sentence), now=now)
    if notice.priority != Priority.URGENT or notice.unit is None:
        return
    context = {
        "recipient": notice.recipient_name,
        "subject": notice.subject,
        "error": sentence,
    }
    for person in holders_of_right("notices.manage", notice.unit, on=timezone.localdate(now)):
        notify(
            person,
            "notices.failed",
            context=context,
            about=notice,
            unit=notice.unit,
            url="/notices/outbox/?status=failed",
            key=f"failed{notice.pk}",
            by=SYSTEM,
            now=now,
        )


def _failed(notice: Notice, sentence: str) -> NoticeFailed:
    return NoticeFailed(
        notice_id=notice.pk,
        channel=notice.channel,
        template=notice.template,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
        recipient_id=notice.recipient_id,
        company_id=notice.company_id,
        error=sentence,
    )


def _delivered(notice: Notice) -> NoticeDelivered:
    return NoticeDelivered(
        notice_id=notice.pk,
        channel=notice.channel,
        template=notice.template,
        subject_type=notice.subject_type,
        subject_id=notice.subject_id,
    )
