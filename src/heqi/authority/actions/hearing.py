"""Whoever used an authority is heard before misuse is established (authority/6.1)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.access import JUDGE
from heqi.authority.facts import SIGNALS, last_day, limit_in
from heqi.authority.models import Signal
from heqi.authority.states import SignalStatus
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.policies.deciding import rule_on


@transaction.atomic
def ask_user(signal: Signal, *, by: Actor, now: datetime) -> None:
    """Put a sign to whoever used the authority; he answers inside the policy's time."""
    require(by, JUDGE, signal.unit)
    won = Signal.objects.filter(
        pk=signal.pk, status=SignalStatus.RAISED, asked_at__isnull=True
    ).update(asked_at=now)
    if not won:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    signal.asked_at = now
    audit(signal.use, "authority.ask_user", by=by, now=now, changes={"sign": signal.kind})
    tell_user(
        signal, "authority.signal_asked", by=by, now=now, text=str(signal.why.get("zh", "")),
        until=answer_until(signal),
    )  # fmt: skip


@transaction.atomic
def state_own(signal: Signal, *, statement: str, by: Actor, now: datetime) -> None:
    """What the person concerned says of it; once, and kept with the sign."""
    if by.kind != "staff" or by.id != signal.use.used_by_id:
        raise refuse(_("Only the person who was asked can answer."))
    if not statement.strip():
        raise ValidationError({"statement": _("Please fill this in.")})
    won = Signal.objects.filter(
        pk=signal.pk, status=SignalStatus.RAISED, asked_at__isnull=False, stated_at__isnull=True
    ).update(statement=statement.strip(), stated_at=now)
    if not won:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    signal.statement, signal.stated_at = statement.strip(), now
    audit(signal.use, "authority.state_own", by=by, now=now, reason=statement.strip()[:500])


def answer_until(signal: Signal) -> date | None:
    """The last day on which the person concerned answers; None where nobody asked him yet."""
    if signal.asked_at is None:
        return None
    on = timezone.localdate(signal.asked_at)
    found = rule_on(
        SIGNALS, {"signal": signal.kind, "seen": 0}, on=on, company_id=signal.company_id
    ).as_json()
    limit = limit_in((found["answer"] or {}).get("answer_within"))
    return last_day(limit, on=on, unit=signal.unit) if limit else on


def need_heard(signal: Signal, *, now: datetime) -> None:
    """ValidationError unless he answered, or his time to answer is over."""
    until = answer_until(signal)
    if until is None:
        raise ValidationError(_("Put it to whoever used the authority first: he is to be heard."))
    if signal.stated_at is None and timezone.localdate(now) <= until:
        raise ValidationError(
            _("He has not answered yet and may do so until {until}.").format(until=until)
        )


def tell_user(signal: Signal, code: str, *, by: Actor, now: datetime, **said: object) -> None:
    """Write to whoever used the authority."""
    notify(
        signal.use.used_by, code,
        context={"number": signal.use.number, "sign": signal.kind_label, **said},
        about=signal.use, unit=signal.unit, url=f"/authority/signals/{signal.pk}/",
        key=f"{code}{signal.pk}", by=by, now=now,
    )  # fmt: skip
