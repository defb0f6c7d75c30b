"""What the reports announce."""

from heqi.ledger.events import event


@event
class TieringChecked:
    """A random check of tiering is closed: points proposed for the month's appraisal.

    ``points`` are pairs of a department's id and its points as text (tiering/8).
    """

    check_id: int
    company_id: int
    month: str
    points: list[list[object]]
