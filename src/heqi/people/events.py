"""What happens to people that other apps must know."""

from heqi.ledger.events import event


@event
class StaffMoved:
    """Somebody has another unit or post."""

    staff_id: int
    from_unit_id: int
    to_unit_id: int
    from_post: str
    to_post: str


@event
class StaffLeft:
    """Somebody no longer works here from ``left_on`` (ISO date) on."""

    staff_id: int
    unit_id: int
    left_on: str
