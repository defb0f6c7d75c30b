"""What the life of policies announces."""

from heqi.ledger.events import event


@event
class PolicyIssued:
    """The general office numbered a policy; it takes effect on a day."""

    draft_id: int
    policy: str
    unit_id: int
    number: str
    effective_on: str


@event
class PolicyPublished:
    """A policy took effect, or its repeal did."""

    draft_id: int
    policy: str
    unit_id: int
    version_id: int | None
    on: str
