"""More time: once, asked before the limit, approved, the customer told; the limit stays."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.approvals.actions import submit
from heqi.approvals.plans import StepPlan
from heqi.complaints.actions.answering import require_handler
from heqi.complaints.actions.telling import needed, tell
from heqi.complaints.actions.timing import clocks_of
from heqi.complaints.facts import instant_of, limit_of
from heqi.complaints.models import Complaint, Extension
from heqi.complaints.posts import staffed
from heqi.complaints.states import EXTENSION_FLOW, ExtensionState
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, move
from heqi.policies.deciding import ask

APPROVAL, QUESTION = "complaints.extension", "complaints.extension"


def closing_due(complaint: Complaint) -> datetime | None:
    """The earliest limit of closing that is still open, extended or not."""
    due = [c.due_at for c in clocks_of(complaint) if c.name == "close" and c.is_open() and c.due_at]
    return min(due, default=None)


@transaction.atomic
def ask_extension(
    complaint: Complaint,
    *,
    until: datetime,
    reason: str,
    customer_told: bool,
    by: Actor,
    now: datetime,
) -> Extension:
    """Ask for more time; refused in words where the policy does not allow it."""
    require_handler(complaint, by)
    reason = needed(reason=reason)["reason"]
    if not complaint.is_open:
        raise IllegalMove(_("This complaint is no longer open. Reload the page."))
    decision = ask(
        QUESTION,
        {"level": complaint.level},
        on=timezone.localdate(now),
        company_id=complaint.company_id,
    )
    answer = decision.answer or {}
    due = closing_due(complaint)
    used = complaint.extensions.exclude(state=ExtensionState.REFUSED).count()
    if used >= int(answer["times"]):
        raise ValidationError(_("A complaint is extended {n} time only.").format(n=answer["times"]))
    if due is None or now > due:
        raise ValidationError(_("An extension is asked for before the limit has passed."))
    longest = instant_of(limit_of(answer, "longest"), due, complaint.unit)
    if not due < until <= longest:
        raise ValidationError(
            {
                "until": _("Between {first} and {last}.").format(
                    first=_text(due), last=_text(longest)
                )
            }
        )
    if answer.get("tell_customer") and not customer_told:
        raise ValidationError({"customer_told": _("First tell the customer of the new date.")})
    extension: Extension = Extension.objects.create(
        complaint=complaint,
        until=until,
        reason=reason[:500],
        decision=decision,
        asked_at=now,
        asked_by=by.name,
        customer_told=customer_told,
    )
    posts = staffed(answer.get("approve") or (), complaint.unit, on=timezone.localdate(now))
    submit(
        extension,
        kind=APPROVAL,
        number=complaint.number,
        title=_("Extend the limit of complaint {number}").format(number=complaint.number),
        unit=complaint.unit,
        steps=[StepPlan(posts=[post], unit=complaint.company) for post in posts],
        summary=[
            (_("Level"), str(complaint.get_level_display())),
            (_("Original limit"), _text(due)),
            (_("Extended until"), _text(until)),
            (_("Reason"), reason),
        ],
        clauses=decision.clauses,
        url=complaint.get_absolute_url(),
        decision=decision.pk,
        by=by,
        now=now,
    )
    return extension


@transaction.atomic
def decide_extension(
    extension: Extension, *, granted: bool, reason: str = "", by: Actor, now: datetime
) -> None:
    """The approval is decided: the new date holds beside the original limit."""
    move(
        extension,
        EXTENSION_FLOW,
        "grant" if granted else "refuse",
        code="complaints.grant_extension" if granted else "complaints.refuse_extension",
        field="state",
        by=by,
        now=now,
        reason=reason,
    )
    complaint = extension.complaint
    if granted:
        Complaint.objects.filter(pk=complaint.pk).update(extended_until=extension.until)
        complaint.extended_until = extension.until
    if complaint.handler is not None:
        tell(
            complaint,
            [complaint.handler],
            "complaints.extended",
            key=f"extension{extension.pk}",
            now=now,
            outcome="同意" if granted else "不同意",
            until=extension.until,
        )


def _text(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
