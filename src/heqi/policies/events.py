"""What the policies announce."""

from heqi.ledger.events import event


@event
class MonthMeasured:
    """A company's month was closed: its figures are final. ``month`` is written ``2026-11``."""

    company_id: int
    month: str
