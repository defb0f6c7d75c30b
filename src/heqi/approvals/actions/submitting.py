"""Asking for signatures, asking again, and taking the request back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.actions.gate import close_step, drop_rest, enter, facts_of, tell, walk_on
from heqi.approvals.events import ApprovalReturned, ApprovalWithdrawn, NotGranted
from heqi.approvals.models import Approval, Copy, Step
from heqi.approvals.plans import StepPlan, check_plans
from heqi.approvals.seating import voters_of
from heqi.approvals.states import FLOW, Status, StepState
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.access import refuse
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of


@transaction.atomic
def submit(
    subject: models.Model,
    *,
    kind: str,
    title: str,
    unit: Unit,
    steps: Sequence[StepPlan],
    number: str = "",
    amount: Decimal | None = None,
    summary: Iterable[tuple[str, str]] = (),
    clauses: Iterable[str] = (),
    url: str = "",
    batch: bool = False,
    bundle: str = "",
    copies: Iterable[Staff] = (),
    concerned: Iterable[int] = (),
    decision: int | None = None,
    by: Actor,
    now: datetime,
) -> Approval:
    """Ask for signatures on a row; called by the owning app's action, which checked the right.

    ``kind`` names the flow (``authority.use``); ``summary`` are lines (label, value) that the
    signer reads; ``concerned`` are ids of staff whom it is about, who sign nothing; ``batch``
    lets it be approved from the list, never with money; what has the same ``bundle`` (the rows
    of one file) is told of once. ValidationError where the row already waits for signatures of
    this kind.
    """
    check_plans(steps)
    if batch and amount is not None:
        raise ValidationError(_("What costs money is approved one by one."))
    values = {
        "kind": kind,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "number": number,
        "title": title[:200],
        "summary": [[str(label), str(value)] for label, value in summary],
        "url": url,
        "clauses": list(clauses),
        "amount": amount,
        "batch": batch,
        "bundle": bundle[:60],
        "unit": unit,
        "company": company_of(unit),
        "requested_by_id": by.id if by.kind == "staff" else None,
        "requester_name": by.name,
        "plan": [step.plain(unit) for step in steps],
        "decision_id": decision,
        "created_at": now,
    }
    try:
        with transaction.atomic():
            approval: Approval = Approval.objects.create(**values)
    except IntegrityError:
        raise ValidationError(_("This is already waiting for signatures.")) from None
    approval.concerned.set(concerned)
    _start(approval, by=by, now=now, changes={"number": number, "amount": amount, "kind": kind})
    Copy.objects.bulk_create(
        Copy(approval=approval, staff=person, at=now)
        for person in {p.pk: p for p in copies}.values()
    )
    for row in approval.copies.select_related("staff__unit"):
        tell(approval, row.staff, "approvals.copied", now=now, key="copy")
    return approval


@transaction.atomic
def resubmit(
    approval: Approval,
    *,
    title: str = "",
    amount: Decimal | None = None,
    summary: Iterable[tuple[str, str]] | None = None,
    steps: Sequence[StepPlan] | None = None,
    concerned: Iterable[int] | None = None,
    decision: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Submit again what was returned: a new round through all steps. What is not given stays."""
    _require_requester(approval, by)
    if amount is not None and approval.batch:
        raise ValidationError(_("What costs money is approved one by one."))
    changed: dict[str, Any] = {}
    if title and title != approval.title:
        changed["title"] = title[:200]
    if amount is not None and amount != approval.amount:
        changed["amount"] = amount
    if summary is not None:
        changed["summary"] = [[str(label), str(value)] for label, value in summary]
    if decision is not None:
        changed["decision_id"] = decision
    if steps is not None:
        check_plans(steps)
        changed["plan"] = [step.plain(approval.unit) for step in steps]
    if concerned is not None:
        approval.concerned.set(concerned)
    before = {name: getattr(approval, name) for name in ("title", "amount") if name in changed}
    changes: dict[str, Any] = {name: [value, changed[name]] for name, value in before.items()}
    _start(approval, by=by, now=now, changes=changes, **changed)


@transaction.atomic
def withdraw(approval: Approval, *, reason: str = "", by: Actor, now: datetime) -> None:
    """The requester takes it back, as long as it is not decided."""
    _require_requester(approval, by)
    waiting: list[Staff] = []
    if approval.status == Status.PENDING:
        step = enter(approval)
        waiting = voters_of(step, on=timezone.localdate(now))
        close_step(step, StepState.DROPPED, now=now)
        drop_rest(approval)
    move(
        approval,
        FLOW,
        "withdraw",
        code="approvals.withdraw",
        by=by,
        now=now,
        reason=reason,
        decided_at=now,
        current=None,
    )
    facts = facts_of(approval, by=by, now=now)
    announce(ApprovalWithdrawn(**facts, reason=reason), now=now)
    for person in waiting:
        tell(approval, person, "approvals.withdrawn", now=now, key="withdrawn", by=by.name)


def _start(
    approval: Approval, *, by: Actor, now: datetime, changes: dict[str, Any], **values: Any
) -> None:
    move(
        approval,
        FLOW,
        "submit",
        code="approvals.submit",
        by=by,
        now=now,
        changes=changes,
        decision=values.get("decision_id", approval.decision_id),
        round=approval.round + 1,
        submitted_at=now,
        decided_at=None,
        **values,
    )
    Approval.objects.filter(pk=approval.pk).update(reason="")
    last = approval.steps.aggregate(last=Max("order"))["last"] or 0
    Step.objects.bulk_create(
        Step(
            approval=approval,
            order=last + place,
            round=approval.round,
            unit_id=row["unit"],
            **{name: row[name] for name in ("posts", "named", "rule", "quorum", "counter_sign")},
            label=row["label"],
        )
        for place, row in enumerate(approval.plan, start=1)
    )
    walk_on(approval, by=by, now=now)


def _require_requester(approval: Approval, by: Actor) -> None:
    if by.kind != "system" and (by.kind != "staff" or by.id != approval.requested_by_id):
        raise refuse(_("Only the requester can do this."))


def end_returned(event: NotGranted, *, now: datetime) -> None:
    """For records that are asked for anew from their own page: what was sent back ends there."""
    if isinstance(event, ApprovalReturned):
        withdraw(Approval.objects.get(pk=event.approval_id), by=SYSTEM, now=now)
