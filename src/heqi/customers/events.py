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
class CustomerTransferred:
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
    # Readings in m³ as text, empty where none was taken.
    final_reading: str = ""
    start_reading: str = ""


@event
class PointClosed:
    """An account was closed for good (销户)."""

    service_point_id: int
    company_id: int


@event
class CustomerRenamed:
    """A name was changed during conversion (authority/4-permission-2)."""

    party_id: int
    company_id: int


@event
class StepCarriedOut:
    """A formality was carried out; ``kind`` is a value of ``StepKind``, the day in ISO form.

    ``reading`` is the reading of the day in m³ as text, empty where none was taken.
    """

    step_id: int
    company_id: int
    kind: str
    number: str
    service_point_id: int | None
    party_id: int | None
    meter_id: int | None
    on: str
    reading: str = ""


@event
class MasterDataFinished:
    """A task of master data is done; ``source_type`` and ``source_id`` name who had asked."""

    task_id: int
    company_id: int
    kind: str
    source_type: str
    source_id: str
    party_id: int | None
    service_point_id: int | None


@event
class MasterDataReturned:
    """A task that was done is sent back because its entry has an error (data-entry/7.3).

    ``error`` is a class of data-entry/8.2; ``staff_id`` entered it, at ``entered_at`` (ISO).
    """

    task_id: int
    company_id: int
    error: str
    reason: str
    staff_id: int | None
    entered_at: str
    party_id: int | None
    service_point_id: int | None


@event
class PartiesMerged:
    """Two files became one; foreign keys were re-pointed in the same transaction."""

    merge_id: int
    company_id: int
    winner_id: int
    loser_id: int


@event
class PremisesMerged:
    """Two records of one address became one."""

    merge_id: int
    company_id: int
    winner_id: int
    loser_id: int


@event
class MergeUndone:
    """A merge was taken back; ``kind`` is a value of ``MergeKind``."""

    merge_id: int
    company_id: int
    kind: str
    winner_id: int
    loser_id: int
