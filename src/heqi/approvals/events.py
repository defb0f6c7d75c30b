"""What became of approvals; plain values, so that any app above may react."""

from datetime import datetime

from heqi.ledger.events import event


@event
class ApprovalGranted:
    """The last step passed. ``amount`` is a decimal as text, None without money."""

    approval_id: int
    kind: str
    subject_type: str
    subject_id: str
    number: str
    unit_id: int
    company_id: int
    amount: str | None
    round: int
    requested_by: int | None
    decided_by: int | None
    decided_at: datetime


@event
class ApprovalReturned:
    """Sent back to the requester, who may change it and submit again."""

    approval_id: int
    kind: str
    subject_type: str
    subject_id: str
    number: str
    unit_id: int
    company_id: int
    amount: str | None
    round: int
    requested_by: int | None
    decided_by: int | None
    decided_at: datetime
    reason: str


@event
class ApprovalRefused:
    """Refused for good."""

    approval_id: int
    kind: str
    subject_type: str
    subject_id: str
    number: str
    unit_id: int
    company_id: int
    amount: str | None
    round: int
    requested_by: int | None
    decided_by: int | None
    decided_at: datetime
    reason: str


@event
class ApprovalWithdrawn:
    """Taken back by the requester."""

    approval_id: int
    kind: str
    subject_type: str
    subject_id: str
    number: str
    unit_id: int
    company_id: int
    amount: str | None
    round: int
    requested_by: int | None
    decided_by: int | None
    decided_at: datetime
    reason: str


@event
class StepReached:
    """A step waits for its signatures; ``voters`` are ids of staff, stand-ins not included."""

    approval_id: int
    step_id: int
    kind: str
    subject_type: str
    subject_id: str
    voters: list[int]


@event
class StepStuck:
    """Nobody can sign a step; somebody who may manage approvals must name a signer."""

    approval_id: int
    step_id: int
    kind: str
    subject_type: str
    subject_id: str
    fault: str
    party: str


# Nothing came of it, for now or for good: ``@on(*NOT_GRANTED)`` where all three mean the same.
NotGranted = ApprovalRefused | ApprovalReturned | ApprovalWithdrawn
NOT_GRANTED = (ApprovalRefused, ApprovalReturned, ApprovalWithdrawn)
Outcome = ApprovalGranted | NotGranted
