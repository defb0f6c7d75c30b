"""What duties announce."""

from heqi.ledger.events import event


@event
class DutyFulfilled:
    """An occurrence is done; ``late`` when it was past due."""

    occurrence_id: int
    duty: str
    clause: str
    subject_type: str
    subject_id: str
    late: bool
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class DutyMissed:
    """An occurrence was not done in the time in which it can be made up."""

    occurrence_id: int
    duty: str
    clause: str
    subject_type: str
    subject_id: str
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class DutyExcused:
    """An occurrence was excused with a reason by somebody who may."""

    occurrence_id: int
    duty: str
    clause: str
    unit_id: int
    company_id: int
