"""What conduct announces."""

from heqi.ledger.events import event


@event
class CaseRaised:
    """A case was taken up; ``side`` is reward or penalty."""

    case_id: int
    number: str
    side: str
    ground: str
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class CaseDecided:
    """All have signed. ``month`` is the month in which it counts (``2026-11``)."""

    case_id: int
    number: str
    side: str
    ground: str
    clause: str
    staff_id: int | None
    unit_id: int
    company_id: int
    month: str


@event
class CaseAppealed:
    """The person concerned appealed; the committee decides."""

    case_id: int
    number: str
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class CaseAppealDecided:
    """The committee kept, changed or reversed the decision."""

    case_id: int
    number: str
    outcome: str
    unit_id: int
    company_id: int


@event
class CaseReversed:
    """A decision no longer stands: after an appeal, or because what it rested on fell."""

    case_id: int
    number: str
    reason: str
    unit_id: int
    company_id: int
    month: str
