"""Publishing a notice of criticism to the whole company, changing and withdrawing it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from heqi.authority.models import Signal
from heqi.conduct.access import VIEW
from heqi.conduct.actions.submitting import content_words
from heqi.conduct.facts import counting
from heqi.conduct.models import Case, Circular
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.notices.actions import notify
from heqi.people.queries import holders_of_right, leaders_of

PREFIX = "TB"
MISUSE = "authority.signal"
TOLD = 60


def notice_waits(case: Case, *, now: datetime) -> bool:
    """Whether the company lets the notice wait until nothing is appealed against any more."""
    said = counting(on=timezone.localdate(now), company_id=case.company_id)
    return said.get("notice_goes_out") == "after_appeal"


def circulate_final(case: Case, *, now: datetime) -> None:
    """A notice that waited goes out, once the decision is final."""
    if case.public and not Circular.objects.filter(case=case).exists():
        circulate_case(case, now=now)


@transaction.atomic
def circulate_case(case: Case, *, now: datetime) -> Circular:
    """A decision goes out to the whole company (conduct/3.2.3)."""
    with override("zh-hans"):
        content = content_words(case)
    row: Circular = Circular.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=case.company,
        unit=case.unit,
        case=case,
        source_number=case.number,
        clause=case.clause,
        who=case.about[:80],
        title=case.title,
        facts=case.facts,
        content=content,
        issued_at=now,
    )
    audit(row, "conduct.circulate", by=SYSTEM, now=now, changes={"decision": row.source_number})
    _tell(row, "conduct.public", key="out", now=now)
    return row


@transaction.atomic
def circulate_misuse(signal: Signal, *, clause: str, now: datetime) -> Circular | None:
    """Misuse of authority that the committee decided (authority/6.2); once for a sign.

    Every department has read of it already, when the committee's decision was noted.
    """
    source = {"source_type": MISUSE, "source_id": str(signal.pk)}
    if Circular.objects.filter(**source).exists():
        return None
    row: Circular = Circular.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=signal.company,
        unit=signal.unit,
        source_number=signal.use.number,
        clause=clause,
        who=signal.use.used_by.name,
        title=str(signal.use.item_label)[:120],
        facts=signal.finding,
        content=signal.committee_outcome,
        issued_at=now,
        **source,
    )
    audit(row, "conduct.circulate", by=SYSTEM, now=now, changes={"decision": row.source_number})
    return row


def _tell(row: Circular, code: str, *, key: str, now: datetime) -> None:
    today = timezone.localdate(now)
    people = [
        *leaders_of(row.company, on=today),
        *holders_of_right(VIEW, row.company, on=today)[:TOLD],
    ]
    for staff in {one.pk: one for one in people}.values():
        notify(
            staff, code,
            context={
                "number": row.number, "title": row.title, "who": row.who, "content": row.content,
            },
            about=row, unit=row.unit, url=row.get_absolute_url(), key=f"circular{row.pk}:{key}",
            by=SYSTEM, now=now,
        )  # fmt: skip


@transaction.atomic
def correct_circular(case: Case, *, by: Actor, now: datetime) -> None:
    """An appeal changed the figures: the notice says what now stands; told as widely."""
    row = Circular.objects.filter(case=case, withdrawn_at__isnull=True).first()
    if row is None:
        return
    before = row.content
    with override("zh-hans"):
        row.content = content_words(case)
    row.changed_at = now
    row.save(update_fields=["content", "changed_at"])
    audit(
        row, "conduct.correct_circular", by=by, now=now, changes={"content": [before, row.content]}
    )
    _tell(row, "conduct.public", key=f"changed{now:%Y%m%d%H%M%S}", now=now)


@transaction.atomic
def withdraw_circular(case: Case, *, reason: str, by: Actor, now: datetime) -> None:
    """The decision no longer stands: whoever was told of it is told of that as well."""
    row = Circular.objects.filter(case=case, withdrawn_at__isnull=True).first()
    if row is None:
        return
    row.withdrawn_at, row.withdrawal = now, reason[:500]
    row.save(update_fields=["withdrawn_at", "withdrawal"])
    audit(row, "conduct.withdraw_circular", by=by, now=now, reason=row.withdrawal)
    _tell(row, "conduct.public_withdrawn", key="withdrawn", now=now)
