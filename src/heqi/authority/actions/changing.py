"""What was sent back is changed and submitted again; what came to nothing is withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.actions import resubmit, withdraw
from heqi.approvals.models import Approval
from heqi.authority.access import USE
from heqi.authority.actions.effects import fall
from heqi.authority.actions.sheets import drop_sheet
from heqi.authority.actions.signing import decide_form, steps_for
from heqi.authority.actions.using import (
    Paper,
    asked_to_confirm,
    hold_against,
    keep_papers,
    summary_of,
    with_files,
)
from heqi.authority.checking import Attempt, assess
from heqi.authority.facts import wanted_of
from heqi.authority.models import Condition, Sheet, Use
from heqi.authority.states import FLOW, Status
from heqi.authority.subjects import Subject
from heqi.ledger.actors import Actor
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import keep


@transaction.atomic
def resubmit_use(
    row: Use,
    *,
    matter: str,
    amount: Decimal | None = None,
    households: int | None = None,
    others: Sequence[Unit] | None = None,
    papers: Sequence[Paper] = (),
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Change what was sent back and ask for the signatures again; held against the policy anew.

    ``households`` and ``others`` (departments concerned) replace what was said where they are
    given; ``papers`` are further files that prove conditions.
    """
    _require_own(row, by)
    today = timezone.localdate(now)
    if (row.amount is None) != (amount is None):
        raise ValidationError({"amount": _("Whether money is involved does not change here.")})
    kept = list(row.conditions.all())
    strangers = {one.condition for one in papers} - {one.code for one in kept}
    if strangers:
        raise ValidationError(_("This is not asked for here."))
    granted = row.households if households is None else households
    attempt = Attempt(
        item=row.item,
        matter=matter,
        job=row.job,
        # As it was named: whoever no longer sees the record is held against it all the same.
        subject=subject_of(row),
        unrecorded=row.unrecorded,
        proofs={one.code: one.reference or one.said_zh for one in kept if one.holds},
        values=_values(row, kept),
        amount=amount,
        households=granted,
        files=frozenset(one.code for one in kept if one.holds),
        kept=frozenset(one.code for one in kept if one.holds and not one.by_system),
    )
    attempt = with_files(attempt, papers)
    verdict = assess(attempt, unit=row.unit, by=by, on=today)
    reason = reason or row.reason
    hold_against(verdict, attempt, reason)
    decision = keep(verdict.ruling, on=today, company_id=row.company_id)
    move(
        row,
        FLOW,
        "resubmit",
        code="authority.resubmit",
        by=by,
        now=now,
        changes={
            "amount": [row.amount, amount],
            "households": [row.households, granted],
            "papers": [one.name for one in papers],
        },
        decision=decision.pk,
        matter=attempt.matter.strip(),
        amount=amount,
        households=granted,
        decision_id=decision.pk,
        beyond=list(verdict.beyond),
        reason=reason.strip() if verdict.beyond else "",
    )
    keep_papers(row, papers, by=by, now=now)
    if others is not None and Sheet.objects.filter(use=row).exists():
        raise ValidationError({"others": _("The receiver of a sheet stays: withdraw it instead.")})
    if others is not None:
        row.others.set([one for one in others if one != department_of(row.unit)])
    concerned = list(row.others.all())
    form = decide_form(
        money=amount is not None, others=bool(concerned), on=today, company_id=row.company_id
    )
    steps = steps_for(
        verdict, form.answer or {}, unit=row.unit, maker=row.used_by,
        holder=verdict.holder, others=concerned, on=today,
    )  # fmt: skip
    approval = Approval.objects.get(pk=row.approval_id or 0)
    resubmit(
        approval, amount=amount,
        summary=[*summary_of(row), *asked_to_confirm(verdict.conditions)], steps=steps,
        decision=decision.pk, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def withdraw_use(row: Use, *, reason: str, by: Actor, now: datetime) -> None:
    """Take a use back before anything came of it; the line stays with its reason."""
    _require_own(row, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    if row.formalities.filter(done_at__isnull=False).exists() or row.order_number:
        raise ValidationError(_("Something was done on it already; it can no longer be withdrawn."))
    signing = row.status in (Status.SIGNING, Status.RETURNED)
    move(
        row, FLOW, "withdraw", code="authority.withdraw", by=by, now=now,
        reason=reason.strip(), is_open=False,
    )  # fmt: skip
    if signing and row.approval_id:
        withdraw(
            Approval.objects.get(pk=row.approval_id or 0), reason=reason.strip(), by=by, now=now
        )
    fall(row, reason=reason.strip(), by=by, now=now)
    sheet = Sheet.objects.filter(use=row, is_open=True).first()
    if sheet is not None:
        drop_sheet(sheet, reason=reason, by=by, now=now)


def subject_of(row: Use) -> Subject | None:
    """The record that a kept use names."""
    if not row.subject_type:
        return None
    return Subject(
        type=row.subject_type,
        id=row.subject_id,
        label=row.subject_label,
        beneficiary=row.beneficiary,
        beneficiary_name=row.beneficiary_name,
    )


def _values(row: Use, kept: list[Condition]) -> dict[str, Any]:
    """The numbers and days of a kept use, by condition."""
    found: dict[str, Any] = {}
    for one in kept:
        gives = wanted_of(
            one.code, on=timezone.localdate(row.used_at), company_id=row.company_id
        ).gives
        if gives == "expires_in_time":
            found[one.code] = row.expires_on
        elif gives in row.facts:
            found[one.code] = row.facts[gives]
    return found


def _require_own(row: Use, by: Actor) -> None:
    # Whoever stood in used it for another unit than his own.
    require(by, USE)
    if by.kind == "staff" and by.id != row.used_by_id:
        raise refuse(_("Only who used the authority can do this."))
