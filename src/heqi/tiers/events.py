"""What tiering announces; plain values, days in ISO form."""

from heqi.ledger.events import event


@event
class TierProposed:
    """A tier waits for review; ``occasion`` is a value of ``Occasion``."""

    assessment_id: int
    party_id: int
    company_id: int
    occasion: str
    tier: str


@event
class TierApproved:
    """An assessment was approved and is in force; the tier may be the one the customer had."""

    assessment_id: int
    party_id: int
    company_id: int
    tier: str
    criterion: str
    since: str
    until: str


@event
class TierChanged:
    """A customer has another tier or criterion from ``since`` on."""

    party_id: int
    company_id: int
    old: str
    new: str
    old_criterion: str
    new_criterion: str
    since: str


@event
class TierEnded:
    """A customer is no longer a VIP; ``occasion`` says why."""

    assessment_id: int
    party_id: int
    company_id: int
    tier: str
    occasion: str
    on: str


@event
class ContactMissing:
    """A VIP cannot reach one of the contacts that the policy promises; ``why`` of ``GapReason``."""

    party_id: int
    company_id: int
    post: str
    why: str
