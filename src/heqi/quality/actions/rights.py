"""Withdrawing operating rights on proof, and giving them back (data-entry/9.2)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.approvals.actions import submit
from heqi.approvals.plans import StepPlan
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.models import Entry
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify
from heqi.people.access import refuse, require
from heqi.people.actions import end_role, grant_role
from heqi.people.models import Holding, Role, Staff, Unit
from heqi.people.queries import company_of
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.quality.access import LEAD
from heqi.quality.events import RightsGivenBack, RightsWithdrawn
from heqi.quality.models import EntryError, Training, Withdrawal
from heqi.quality.posts import staffed
from heqi.quality.queries.results import Repeats, repeats_of
from heqi.quality.sources import BY_TYPE
from heqi.quality.states import WITHDRAWAL_FLOW

RIGHTS = "data.rights"
APPROVAL = "quality.withdrawal"


@transaction.atomic
def propose_withdrawal(staff: Staff, *, reason: str, by: Actor, now: datetime) -> Withdrawal:
    """Propose to withdraw somebody's rights; the policy must say so, the log is the proof.

    ValidationError with the facts where the policy sees no ground, or a proposal is open already.
    """
    require(by, LEAD, staff.unit)
    if by.kind == "staff" and by.id == staff.pk:
        raise refuse(_("Nobody decides about his own rights."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say what was verified.")})
    repeats = repeats_of(staff)
    decision = ask(
        RIGHTS, repeats.facts(), on=timezone.localdate(now), company_id=staff.unit.company_id
    )
    answer = decision.answer or {}
    if not answer["propose_withdrawal"]:
        raise ValidationError(
            _("The policy sees no ground yet: {n} repeated errors after the last training.").format(
                n=len(repeats.after)
            )
        )
    if by.kind == "staff" and by.post not in staffed(answer.get("verify_by") or (), staff.unit):
        raise refuse(_("Only system operations verify errors and propose a withdrawal."))
    ground = Withdrawal.Ground.COMPLAINT if repeats.complaints else Withdrawal.Ground.REPEATED
    withdrawal = Withdrawal(
        number=next_number("QX", timezone.localdate(now)),
        company=company_of(staff.unit),
        unit=staff.unit,
        staff=staff,
        ground=ground,
        reason=reason.strip()[:500],
        evidence=_evidence(staff, repeats),
        decision=decision,
        proposed_at=now,
        proposed_by=by.name,
    )
    try:
        with transaction.atomic():
            withdrawal.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("A withdrawal is open for this person already.")) from None
    posts = staffed(answer.get("decide_by") or (), staff.unit)
    with override("zh-hans"):  # what is kept is read by everybody
        title = _("Withdraw the operating rights of {name}").format(name=staff.name)
        summary = _summary(withdrawal, repeats)
    submit(
        withdrawal,
        kind=APPROVAL,
        number=withdrawal.number,
        title=title,
        unit=staff.unit,
        steps=[StepPlan(posts=[post], unit=staff.unit) for post in posts],
        summary=summary,
        clauses=decision.clauses,
        url=f"/quality/rights/{withdrawal.pk}/",
        decision=decision.pk,
        by=by,
        now=now,
    )
    audit(
        withdrawal,
        "quality.propose_withdrawal",
        by=by,
        now=now,
        changes={"staff": staff.pk, "ground": ground, "errors": len(withdrawal.evidence)},
        reason=withdrawal.reason,
        decision=decision.pk,
    )
    return withdrawal


def _summary(withdrawal: Withdrawal, repeats: Repeats) -> list[tuple[str, str]]:
    trained = f"{repeats.training.held_on} {repeats.training.subject}" if repeats.training else "—"
    return [
        (_("Employee"), f"{withdrawal.staff.name} {withdrawal.unit}"),
        (_("Ground of the withdrawal"), str(withdrawal.get_ground_display())),
        (_("Last training"), trained),
        (_("Errors since then"), str(len(repeats.after))),
        (_("Complaints caused"), "、".join(e.complaint for e in repeats.complaints) or "—"),
        (_("What was verified"), withdrawal.reason),
    ]


def _evidence(staff: Staff, repeats: Repeats) -> list[dict[str, Any]]:
    """The errors, each with the entry of the ledger by which it was made."""
    errors = {error.pk: error for error in (*repeats.after, *repeats.complaints)}
    return [_proof(staff, error) for error in errors.values()]


def _proof(staff: Staff, error: EntryError) -> dict[str, Any]:
    entry = (
        Entry.objects.filter(
            subject_type=error.subject_type,
            subject_id=error.subject_id,
            code__in=BY_TYPE[error.subject_type].codes,
            actor_id=staff.pk,
            at__lte=error.found_at,
        )
        .order_by("-id")
        .first()
    )
    return {
        "error": error.number,
        "record": error.subject_label,
        "field": error.field_label,
        "class": error.error,
        "note": error.note,
        "found_at": error.found_at.isoformat(),
        "complaint": error.complaint,
        "entry": entry.pk if entry else None,
        "entered_at": entry.at.isoformat() if entry else None,
        "seal": entry.seal if entry else None,
    }


@transaction.atomic
def execute_withdrawal(withdrawal: Withdrawal, *, by: Actor, now: datetime) -> None:
    """The decision was taken: every role that the person holds ends today."""
    today = timezone.localdate(now)
    rows = Holding.objects.current(today).filter(staff_id=withdrawal.staff_id)
    held = []
    for row in rows.select_related("role", "unit", "staff"):
        assert isinstance(row, Holding)
        until = row.until
        end_role(row, until=_end(row, today), by=SYSTEM, now=now)
        held.append(
            {
                "role": row.role_id,
                "unit": row.unit_id,
                "holding": row.pk,
                "until": until.isoformat() if until else None,
            }
        )
    move(
        withdrawal,
        WITHDRAWAL_FLOW,
        "execute",
        code="quality.execute_withdrawal",
        by=by,
        now=now,
        changes={"held": held},
        decided_at=now,
        held=held,
    )
    notify(
        withdrawal.staff,
        "quality.withdrawn",
        context={
            "number": withdrawal.number,
            "clause": _clause(withdrawal.decision),
        },
        about=withdrawal,
        url=f"/quality/rights/{withdrawal.pk}/",
        key=f"withdrawn:{withdrawal.pk}",
        by=by,
        now=now,
    )
    announce(
        RightsWithdrawn(
            withdrawal_id=withdrawal.pk,
            number=withdrawal.number,
            staff_id=withdrawal.staff_id,
            ground=withdrawal.ground,
            company_id=withdrawal.company_id,
        ),
        now=now,
    )


@transaction.atomic
def refuse_withdrawal(withdrawal: Withdrawal, *, reason: str, by: Actor, now: datetime) -> None:
    """The decision went against the proposal: the rights stay."""
    move(
        withdrawal,
        WITHDRAWAL_FLOW,
        "refuse",
        code="quality.refuse_withdrawal",
        by=by,
        now=now,
        reason=reason,
        decided_at=now,
    )


@transaction.atomic
def give_back(withdrawal: Withdrawal, *, training: Training, by: Actor, now: datetime) -> None:
    """Give the roles back after a training that was held since the withdrawal."""
    require(by, LEAD, withdrawal)
    if by.kind == "staff" and by.id == withdrawal.staff_id:
        raise refuse(_("Nobody decides about his own rights."))
    since = timezone.localdate(withdrawal.decided_at) if withdrawal.decided_at else date.max
    took_part = training.staff.filter(pk=withdrawal.staff_id).exists()
    if training.held_on < since or not took_part:
        raise ValidationError(
            {"training": _("The person must have been trained since the withdrawal.")}
        )
    move(
        withdrawal,
        WITHDRAWAL_FLOW,
        "give_back",
        code="quality.give_back",
        by=by,
        now=now,
        changes={"training": training.pk, "held": withdrawal.held},
        given_back_at=now,
        training_id=training.pk,
    )
    today = timezone.localdate(now)
    for row in withdrawal.held:
        until = date.fromisoformat(row["until"]) if row.get("until") else None
        if until is not None and until <= today:  # it would have ended by itself
            continue
        grant_role(
            withdrawal.staff,
            role=Role.objects.get(pk=row["role"]),
            unit=Unit.objects.get(pk=row["unit"]),
            since=today,
            until=until,
            by=SYSTEM,
            now=now,
        )
    notify(
        withdrawal.staff,
        "quality.given_back",
        context={"number": withdrawal.number},
        about=withdrawal,
        url=f"/quality/rights/{withdrawal.pk}/",
        key=f"given_back:{withdrawal.pk}",
        by=by,
        now=now,
    )
    announce(
        RightsGivenBack(
            withdrawal_id=withdrawal.pk,
            number=withdrawal.number,
            staff_id=withdrawal.staff_id,
            company_id=withdrawal.company_id,
        ),
        now=now,
    )


def _end(holding: Holding, today: date) -> date:
    """A role given today can only end tomorrow."""
    return max(today, holding.since + timedelta(days=1))


def _clause(decision: Decision) -> str:
    grants = (decision.trace.get("sources") or {}).get("propose_withdrawal") or [{}]
    return str(grants[0].get("clause", ""))
