"""What the clocks announce."""

from datetime import datetime

from heqi.ledger.events import event


class _WithDue:
    __slots__ = ()
    title_zh: str
    title_en: str
    due_at: str

    @property
    def title(self) -> dict[str, str]:
        """What the clock measures, for a message that each reads in his own language."""
        return {"zh": self.title_zh, "en": self.title_en}

    @property
    def due(self) -> datetime | None:
        """The due instant; None for a clock that has none."""
        return datetime.fromisoformat(self.due_at) if self.due_at else None


@event
class ClockNearing(_WithDue):
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
class ClockBreached(_WithDue):
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
