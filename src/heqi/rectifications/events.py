"""What rectifications announce."""

from heqi.ledger.events import event


@event
class RectificationIssued:
    """A department was told to put something right."""

    rectification_id: int
    number: str
    severity: str
    source_type: str
    source_id: str
    unit_id: int
    company_id: int


@event
class RectificationPassed:
    """The re-check found it put right; ``late`` when the report came after its limit."""

    rectification_id: int
    number: str
    severity: str
    source_type: str
    source_id: str
    late: bool
    unit_id: int
    company_id: int


@event
class RectificationBroken:
    """A limit of a rectification has passed."""

    rectification_id: int
    number: str
    what: str
    unit_id: int
    company_id: int
