"""Signs of misuse: seen in a use and its neighbours, or in hindsight by the loop."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from heqi.authority.access import JUDGE
from heqi.authority.facts import SIGNALS, last_day, limit_in, wanted_of
from heqi.authority.models import Condition, Signal, Use
from heqi.authority.states import COUNTED
from heqi.authority.subjects import Subject, prove_condition
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.notices.actions import notify_holders
from heqi.people.models import Staff, StandIn
from heqi.policies.deciding import ask, rule_on
from heqi.rulebook.values import Words

AGAIN = timedelta(days=1)
TOLD = 4


def raise_signal(row: Use, kind: str, *, seen: int, why: Words, now: datetime) -> Signal | None:
    """Ask the policy whether this is to be looked into; a sign is raised once for a use."""
    today = timezone.localdate(now)
    facts = {"signal": kind, "seen": seen, "involves_money": row.amount is not None}
    if not (
        rule_on(SIGNALS, facts, on=today, company_id=row.company_id).as_json()["answer"] or {}
    ).get("raised"):
        return None
    if Signal.objects.filter(use=row, kind=kind).exists():
        return None
    decision = ask(SIGNALS, facts, on=today, company_id=row.company_id)
    try:
        with transaction.atomic():
            signal: Signal = Signal.objects.create(
                use=row,
                company=row.company,
                unit=row.unit,
                kind=kind,
                seen=seen,
                why={"zh": why.zh, "en": why.en},
                decision=decision,
                raised_at=now,
            )
    except IntegrityError:
        return None
    audit(
        row, "authority.raise_signal", by=SYSTEM, now=now,
        changes={"sign": kind, "seen": seen, "why": why.zh}, decision=decision.pk,
    )  # fmt: skip
    notify_holders(
        JUDGE,
        row.unit,
        "authority.signal",
        context={"number": row.number, "sign": signal.kind_label, "why": why.zh},
        about=row,
        url=f"/authority/signals/{signal.pk}/",
        key=f"authority-signal{signal.pk}",
        most=TOLD,
        by=SYSTEM,
        now=now,
    )
    return signal


def watch_use(row: Use, *, now: datetime) -> None:
    """What a new use shows together with the earlier ones."""
    today = timezone.localdate(now)
    if row.unrecorded:
        why = Words(
            f"未指明关联记录，系统无法核对：{row.unrecorded}",
            f"No record is named, so that nothing was checked: {row.unrecorded}",
        )
        raise_signal(row, "no_record", seen=1, why=why, now=now)
    if is_near(row, on=today):
        rows = _earlier(row, "just_under", now).filter(used_by_id=row.used_by_id)
        seen = sum(is_near(one, on=today) for one in rows.select_related("terms", "unit")[:50])
        raise_signal(row, "just_under", seen=seen, why=_near_said(row, seen), now=now)
    if row.beneficiary:
        rows = _earlier(row, "same_beneficiary", now).filter(beneficiary=row.beneficiary)
        seen = rows.filter(amount__isnull=False).count()
        why = Words(
            f"{row.beneficiary_name} 在观察期内第 {seen} 次受益。",
            f"{row.beneficiary_name} has benefited {seen} times in the period.",
        )
        raise_signal(row, "same_beneficiary", seen=seen, why=why, now=now)


def watch_uses(*, now: datetime, batch: int = 100) -> int:
    """The loop's task: look once a day at the uses of the period in hindsight.

    A row is claimed by setting its next look while it still has the old one.
    """
    rows = Use.objects.filter(look_at__lte=now).order_by("look_at", "id")[:batch]
    done = 0
    for row in rows.select_related("unit", "company", "holder", "used_by"):
        until = row.used_at + timedelta(
            days=_days("false_in_hindsight", now, company_id=row.company_id)
        )
        again = now + AGAIN if now < until else None
        claimed = Use.objects.filter(pk=row.pk, look_at=row.look_at).update(look_at=again)
        if claimed:
            done += 1
            if row.status in COUNTED:
                _look_back(row, now=now)
    return done


@transaction.atomic
def _look_back(row: Use, *, now: datetime) -> None:
    on = timezone.localdate(row.used_at)
    if row.subject_type:
        subject = Subject(row.subject_type, row.subject_id, row.subject_label)
        for one in row.conditions.filter(holds=True):
            if not wanted_of(one.code, on=on, company_id=row.company_id).gives:
                # Numbers and days change by right once the matter is settled.
                _hold_again(row, one, subject, on, now)
    if why := _holder_changed(row, on):
        raise_signal(row, "holder_changed", seen=1, why=why, now=now)


def _hold_again(row: Use, one: Condition, subject: Subject, on: date, now: datetime) -> None:
    told = prove_condition(subject, one.code, on=on)
    if told is None:
        return
    Condition.objects.filter(pk=one.pk).update(
        hindsight=told.holds,
        hindsight_zh=told.zh[:200],
        hindsight_en=told.en[:240],
        hindsight_at=now,
    )
    if not told.holds:
        raise_signal(
            row, "false_in_hindsight", seen=1, why=Words(told.zh, told.en), now=now
        )  # fmt: skip


def _holder_changed(row: Use, on: date) -> Words | None:
    holder = Staff.objects.select_related("post").get(pk=row.holder_id)
    if holder.post_id != row.holder_post:
        return Words(
            f"{holder.name} 行使时的岗位与现在不同：{holder.post.name}。",
            f"The post of {holder.name} is another one now: {holder.post.name_en}.",
        )
    stood_in = StandIn.objects.filter(
        absent_id=row.holder_id, deputy_id=row.used_by_id, since__lte=on, until__gt=on
    )
    if row.by_stand_in and not stood_in.exists():
        return Words(
            f"{row.used_by} 当日代理 {holder.name} 的记录已不存在。",
            f"{row.used_by} no longer stands on record as standing in for {holder.name} that day.",
        )
    return None


def is_near(row: Use, *, on: date) -> bool:
    """Whether a use keeps just within a limit, by the share that the policy says."""
    near = (
        (
            rule_on(
                SIGNALS, {"signal": "just_under", "seen": 0}, on=on, company_id=row.company_id
            ).as_json()["answer"]
        )
        or {}
    )
    share = Decimal(str(near.get("near") or 1))
    return any(share <= ratio <= 1 for ratio in _shares(row))


def _shares(row: Use) -> list[Decimal]:
    """How much of each limit is used; an amount at the standard itself is the rule, not a sign."""
    answer: dict[str, Any] = row.terms.answer or {}
    found = []
    most = (answer.get("households_blocking") or {}).get("at_most")
    least = (answer.get("households_affected") or {}).get("at_least")
    blocking, affected = row.facts.get("households_blocking"), row.facts.get("households_affected")
    if most and blocking is not None:
        found.append(Decimal(blocking) / Decimal(most))
    if least and affected:
        found.append(Decimal(least) / Decimal(affected))
    standard = Decimal(str(answer.get("amount") or 0)) * (row.households or 0)
    if standard and row.amount is not None and row.amount != standard:
        found.append(row.amount / standard)
    within = answer.get("expires_within")
    if within and row.expires_on is not None:
        used = timezone.localdate(row.used_at)
        last = last_day(limit_in(within), on=used, unit=row.unit)
        if last is not None and last > used:
            found.append(Decimal((row.expires_on - used).days) / Decimal((last - used).days))
    return found


def _near_said(row: Use, seen: int) -> Words:
    return Words(
        f"{row.used_by} 在观察期内第 {seen} 次压线使用该项授权。",
        f"{row.used_by} has kept just within a limit {seen} times in the period.",
    )


def _earlier(row: Use, kind: str, now: datetime) -> Any:
    since = now - timedelta(days=_days(kind, now, company_id=row.company_id))
    return Use.objects.filter(
        company_id=row.company_id, used_at__gte=since, used_at__lte=row.used_at, status__in=COUNTED
    )


def _days(kind: str, now: datetime, *, company_id: int | None) -> int:
    """How long the policy looks back for a sign."""
    found = rule_on(
        SIGNALS, {"signal": kind, "seen": 0}, on=timezone.localdate(now), company_id=company_id
    ).as_json()
    return int((found["answer"] or {}).get("days") or 0)
