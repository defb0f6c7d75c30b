"""What customers announce."""

from heqi.ledger.events import event


@event
class TierMarkSet:
    """A customer's tier was marked; ``before`` and ``tier`` are values of ``Tier``."""

    party_id: int
    company_id: int
    before: str
    tier: str


@event
class AccountTransferred:
    """An account went from one customer to another (过户)."""

    service_point_id: int
    company_id: int
    from_party_id: int | None
    to_party_id: int


@event
class SupplyChanged:
    """A service point moved to another state; values of ``PointState``."""

    service_point_id: int
    company_id: int
    before: str
    state: str


@event
class MeterChanged:
    """A meter was replaced by another."""

    service_point_id: int
    company_id: int
    old_meter_id: int | None
    new_meter_id: int
