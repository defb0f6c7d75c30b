"""Judging a sign of misuse: explained, or a breach with its consequence (authority/6.1, 6.2)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.access import JUDGE
from heqi.authority.actions.hearing import need_heard, tell_user
from heqi.authority.events import AuthorityMisused, MisuseFallen
from heqi.authority.facts import PENALTY
from heqi.authority.models import Signal
from heqi.authority.states import SIGNAL_FLOW, Breach, SignalStatus
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState, move
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.queries import leaders_of
from heqi.policies.deciding import ask


@transaction.atomic
def confirm_misuse(
    signal: Signal, *, breach: str, damage: bool, finding: str, by: Actor, now: datetime
) -> None:
    """It was misuse: what it costs is asked of the policy and announced for the conduct case."""
    _require(signal, by, finding)
    need_heard(signal, now=now)
    if breach not in Breach.values:
        raise ValidationError({"breach": _("Choose what the breach is.")})
    facts = {"breach": breach, "damage": damage}
    decision = ask(PENALTY, facts, on=timezone.localdate(now), company_id=signal.company_id)
    answer = decision.answer or {}
    committee = bool(answer.get("decided_by"))
    move(
        signal, SIGNAL_FLOW, "confirm", code="authority.confirm_misuse", by=by, now=now,
        changes=facts, reason=finding.strip(), decision=decision.pk,
        breach=breach, damage=damage, penalty_id=decision.pk, finding=finding.strip(),
        judged_at=now, judged_by=by.name, for_committee=committee,
    )  # fmt: skip
    points = answer.get("points") or {}
    tell_user(signal, "authority.misuse_found", by=by, now=now, text=signal.finding)
    announce(
        AuthorityMisused(
            use_id=signal.use_id,
            signal_id=signal.pk,
            number=signal.use.number,
            staff_id=signal.use.used_by_id,
            breach=breach,
            damage=damage,
            clause=decision.clauses[-1] if committee else next(iter(decision.clauses), ""),
            points_from=str(points.get("at_least", "")),
            points_to=str(points.get("at_most", "")),
            committee=committee,
            finding=signal.finding,
            unit_id=signal.unit_id,
            company_id=signal.company_id,
            holder_id=signal.use.holder_id,
            judge_id=by.id if by.kind == "staff" else None,
        ),
        now=now,
    )


@transaction.atomic
def dismiss_signal(signal: Signal, *, finding: str, by: Actor, now: datetime) -> None:
    """There is an explanation; it is kept."""
    _require(signal, by, finding)
    move(
        signal, SIGNAL_FLOW, "dismiss", code="authority.dismiss_signal", by=by, now=now,
        reason=finding.strip(), finding=finding.strip(), judged_at=now, judged_by=by.name,
    )  # fmt: skip
    if signal.asked_at:
        tell_user(signal, "authority.signal_explained", by=by, now=now, text=signal.finding)


@transaction.atomic
def note_committee(signal: Signal, *, outcome: str, upheld: bool, by: Actor, now: datetime) -> None:
    """What the committee decided about misuse with damage (authority/6.2).

    Called by the app of the committee. What it does not uphold is no misuse. Where it was
    carried and the policy says so, every department reads of it: the circulated reprimand.
    """
    require(by, JUDGE, signal.unit)
    won = Signal.objects.filter(
        pk=signal.pk, status=SignalStatus.CONFIRMED, committee_at__isnull=True
    ).update(committee_outcome=outcome, committee_upheld=upheld, committee_at=now)
    if not won:
        raise StaleState(_("This is decided already."))
    audit(
        signal.use, "authority.committee", by=by, now=now, changes={"upheld": upheld},
        reason=outcome,
    )  # fmt: skip
    signal.refresh_from_db(fields=["committee_outcome", "committee_upheld", "committee_at"])
    if not upheld:
        move(
            signal, SIGNAL_FLOW, "overturn", code="authority.overturn_misuse", by=by, now=now,
            reason=outcome[:500],
        )  # fmt: skip
        announce(
            MisuseFallen(
                use_id=signal.use_id, signal_id=signal.pk, number=signal.use.number,
                outcome=outcome[:500], unit_id=signal.unit_id, company_id=signal.company_id,
            ),
            now=now,
        )  # fmt: skip
        tell_user(signal, "authority.misuse_fallen", by=by, now=now, text=outcome)
    answer = (signal.penalty.answer if signal.penalty else None) or {}
    if upheld and answer.get("notice"):
        context = {
            "number": signal.use.number,
            "who": str(signal.use.used_by),
            "item": signal.use.item_label,
            "outcome": outcome,
        }
        heads = leaders_of(signal.company, on=timezone.localdate(now))
        for staff in {one.pk: one for one in (signal.use.used_by, *heads)}.values():
            notify(
                staff, "authority.reprimand", context=context, about=signal.use,
                unit=signal.company, key=f"authority-reprimand{signal.pk}", by=SYSTEM, now=now,
            )  # fmt: skip


def _require(signal: Signal, by: Actor, finding: str) -> None:
    require(by, JUDGE, signal.unit)
    if by.kind == "staff" and by.id in (signal.use.used_by_id, signal.use.holder_id):
        raise refuse(_("Nobody judges his own use of authority."))
    if not finding.strip():
        raise ValidationError({"finding": _("Write down what was found.")})
