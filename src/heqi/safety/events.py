"""What safety checks announce."""

from heqi.ledger.events import event


@event
class SafetyCheckDone:
    """A customer's gas facilities were checked; ``scope`` is routine or full."""

    check_id: int
    number: str
    company_id: int
    unit_id: int
    service_point_id: int
    party_id: int | None
    tier: str
    scope: str
    inspector_id: int | None
    on: str


@event
class SafetyCheckRefused:
    """A customer did not let the inspector check."""

    check_id: int
    number: str
    company_id: int
    party_id: int | None
    reason: str


@event
class HazardFound:
    """A hazard was written down; ``stopped`` says whether the gas was stopped at once."""

    hazard_id: int
    number: str
    company_id: int
    service_point_id: int
    party_id: int | None
    level: str
    stopped: bool


@event
class HazardEscalated:
    """A hazard is overdue, or the gas could not be stopped."""

    hazard_id: int
    number: str
    company_id: int
    level: str
    reason: str


@event
class HazardClosed:
    """A re-check found a hazard put right."""

    hazard_id: int
    number: str
    company_id: int
    level: str


@event
class FullCheckReported:
    """The full check of a VIP organisation is done and reported (tiering/6.2(5))."""

    full_check_id: int
    number: str
    company_id: int
    party_id: int
    lead_id: int | None
    on: str
