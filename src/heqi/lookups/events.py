"""What the review of look-ups announces."""

from datetime import datetime

from heqi.ledger.events import event


@event
class LookupMisuseUpheld:
    """Two reviewers upheld misuse of customer data (data-entry/9.3).

    ``ground`` is the clause under which the conduct policy takes it up; ``finding`` is a word of
    the question ``data.misuse``; ``evidence`` is the digest of the evidence as it was decided on.
    """

    case_id: int
    number: str
    company_id: int
    unit_id: int
    staff_id: int
    finding: str
    rules: list[str]
    ground: str
    looks: int
    evidence: str
    reviewers: list[int]
    decided_at: datetime


@event
class LookupMisuseOverturned:
    """An appeal against an upheld case succeeded."""

    case_id: int
    number: str
    company_id: int
    staff_id: int
    decided_at: datetime


@event
class LookupsPaused:
    """A burst paused somebody's look-ups for a time; no right was withdrawn."""

    staff_id: int
    company_id: int
    rule: str
    until: datetime
