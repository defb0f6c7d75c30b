"""What governance announces."""

from heqi.ledger.events import event


@event
class MatterDecided:
    """The committee decided; ``source_type`` and ``source_id`` name what asked it."""

    matter_id: int
    number: str
    source_type: str
    source_id: str
    carried: bool
    outcome: str
    unit_id: int
    company_id: int


@event
class ImprovementDone:
    """An improvement plan was carried out; ``late`` after its day."""

    improvement_id: int
    number: str
    late: bool
    unit_id: int
    company_id: int


@event
class ImprovementLate:
    """An improvement plan is not carried out though its day has passed; told once for a day."""

    improvement_id: int
    number: str
    title: str
    due_on: str
    unit_id: int
    company_id: int


@event
class IdeaAdopted:
    """A suggestion was adopted: whether that is to be rewarded, ``conduct.raise_case`` says."""

    idea_id: int
    number: str
    title: str
    staff_id: int
    unit_id: int
    company_id: int
