"""By when a step is to be signed: what the policies say of its kind of approval (authority/1.3)."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from heqi.approvals.models import Approval
from heqi.clocks.facts import calendar_for
from heqi.policies.deciding import rule_on
from heqi.rulebook.due import due_at

QUESTION, NAME = "approvals.limits", "sign"


class SignBy(NamedTuple):
    """The moment, the clause that asks for it, and its mark (``company_set`` or none)."""

    at: datetime | None
    clause: str
    mark: str


UNLIMITED = SignBy(None, "", "")


def sign_by(approval: Approval, *, reached: datetime) -> SignBy:
    """By when a step that is reached is to be signed; no moment where no policy says."""
    on = timezone.localdate(reached)
    try:
        ruling = rule_on(QUESTION, {"kind": approval.kind}, on=on, company_id=approval.company_id)
    except ValidationError:  # a flow of which the question does not know
        return UNLIMITED
    found = ((ruling.as_json()["answer"] or {}).get(NAME) or [None])[0]
    if found is None:
        return UNLIMITED
    calendar = calendar_for(approval.company)
    due = due_at(found["limit"], timezone.localtime(reached), calendar)
    return SignBy(due.at or due.provisional_at, found["clause"], found.get("mark") or "")
