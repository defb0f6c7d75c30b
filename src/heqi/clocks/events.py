"""What the clocks announce."""

from heqi.ledger.events import event


@event
class ClockNearing:
    """A warning point of an open clock was reached; ``alert`` counts from 1."""

    clock_id: int
    timeline_id: int
    subject_type: str
    subject_id: int
    label: str
    name: str
    title_zh: str
    title_en: str
    clause: str
    due_at: str
    unit_id: int
    company_id: int
    alert: int


@event
class ClockBreached:
    """A clock ran past its due instant."""

    clock_id: int
    timeline_id: int
    subject_type: str
    subject_id: int
    label: str
    name: str
    title_zh: str
    title_en: str
    clause: str
    due_at: str
    unit_id: int
    company_id: int
