"""What reading meters announces. Volumes are in m³, written as decimal text."""

from heqi.ledger.events import event


@event
class ReadingTaken:
    """A meter was read; ``status`` is taken or to_review."""

    reading_id: int
    company_id: int
    service_point_id: int
    meter_id: int
    used_m3: str
    status: str


@event
class CheckOrdered:
    """Somebody is to be sent to a meter that is to be checked (data-entry/7.4)."""

    check_id: int
    company_id: int
    unit_id: int
    service_point_id: int
    reason: str


@event
class ReadingReturned:
    """A reading was sent back to be taken again, with the class of the error (data-entry/7.3)."""

    reading_id: int
    company_id: int
    unit_id: int
    taken_by_id: int | None
    error: str
    reason: str
