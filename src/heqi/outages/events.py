"""What happens in emergencies and outages."""

from heqi.ledger.events import event


@event
class EmergencyOpened:
    """An emergency order was made; its chain is stamped from here."""

    emergency_id: int
    order_id: int
    number: str
    company_id: int


@event
class LeadersCalled:
    """Posts that the policy names are called to the site, by these clauses."""

    emergency_id: int
    number: str
    posts: list[str]
    clauses: list[str]
    company_id: int


@event
class LeaderMissed:
    """A leader whom the policy wants on the site came late or not at all."""

    summons_id: int
    number: str
    post: str
    clause: str
    staff_id: int | None
    late: bool
    company_id: int


@event
class EmergencyEnded:
    """Made safe, and supply restored where it was cut."""

    emergency_id: int
    order_id: int
    number: str
    company_id: int


@event
class OutageSuspected:
    """Several callers of one compound have no gas."""

    outage_id: int
    number: str
    compound_id: int
    company_id: int


@event
class OutageBegan:
    """Gas is off, planned or not."""

    outage_id: int
    number: str
    cause: str
    households: int
    company_id: int


@event
class OutageAnnounced:
    """Customers are being told; ``kind`` is a kind of announcement."""

    outage_id: int
    number: str
    kind: str
    company_id: int


@event
class OutageRestored:
    """Supply is back."""

    outage_id: int
    number: str
    late: bool
    company_id: int
