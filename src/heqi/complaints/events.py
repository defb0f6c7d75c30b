"""What complaints announce."""

from heqi.ledger.events import event


@event
class ComplaintReceived:
    """A complaint became a case and its clocks started."""

    complaint_id: int
    number: str
    level: str
    channel: str
    tier: str
    unit_id: int
    company_id: int


@event
class ComplaintLevelled:
    """The level of a complaint changed; ``raised`` when a person or a broken limit raised it."""

    complaint_id: int
    number: str
    before: str
    after: str
    raised: bool
    company_id: int


@event
class ComplaintJudged:
    """A verdict was recorded, or changed by an appeal; ``leads_to`` says what follows by policy."""

    complaint_id: int
    number: str
    verdict: str
    responsibility: str
    valid: bool
    leads_to: list[str]
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class ComplaintsOfEmployee:
    """Complaints against one employee reached the number that raises a case (conduct/3.2.4(4))."""

    staff_id: int
    count: int
    ground: str
    clause: str
    complaint_id: int
    numbers: list[str]
    unit_id: int
    company_id: int


@event
class ComplaintReplied:
    """The customer was replied to; ``right`` whether by the post that the policy names."""

    complaint_id: int
    number: str
    right: bool
    clause: str
    company_id: int


@event
class ComplaintClosed:
    """Nothing is left to do; ``ended`` when the service ended without agreement."""

    complaint_id: int
    number: str
    ended: bool
    valid: bool
    unit_id: int
    company_id: int


@event
class ComplaintWithdrawn:
    """The customer took it back or, ``converted``, it was no complaint; a verdict may stand."""

    complaint_id: int
    number: str
    converted: bool
    company_id: int


@event
class ComplaintReopened:
    """A closed complaint goes on."""

    complaint_id: int
    number: str
    company_id: int


@event
class ComplaintEscalated:
    """The customer escalated (升级投诉); never taken back."""

    complaint_id: int
    number: str
    company_id: int


@event
class AppealFiled:
    """Somebody appealed against a verdict; ``penalty_waits`` says whether a penalty waits."""

    appeal_id: int
    complaint_id: int
    number: str
    by: str
    instance: str
    penalty_waits: bool
    company_id: int


@event
class AppealDecided:
    """An appeal was decided; ``final`` when there is no further instance."""

    appeal_id: int
    complaint_id: int
    number: str
    changed: bool
    final: bool
    company_id: int
