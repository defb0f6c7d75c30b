"""What the policies announce."""

from heqi.ledger.events import event


@event
class MonthMeasured:
    """A company's month was closed: its figures are final. ``month`` is written ``2026-11``."""

    company_id: int
    month: str


@event
class PolicyImported:
    """A document was read; its doubtful points are to be answered like any question."""

    import_id: int
    unit_id: int


@event
class PolicyQueryRaised:
    """Somebody asks about a clause or objects to it."""

    query_id: int
    unit_id: int


@event
class PolicyQueryAnswered:
    """A question about a clause is answered, beside the clause and for everybody."""

    query_id: int
    unit_id: int


@event
class PolicyVersionTurned:
    """A version of a policy is on trial, in force, superseded or repealed from a day on."""

    version_id: int
    policy: str
    unit_id: int
    was: str
    state: str
    on: str
