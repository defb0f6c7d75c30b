"""What checks of entries announce."""

from heqi.ledger.events import event


@event
class ErrorRecorded:
    """Somebody's entry has an error."""

    error_id: int
    number: str
    error: str
    group: str
    found_by: str
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class ErrorCorrected:
    """An entry error is corrected; ``late`` when its limit was missed."""

    error_id: int
    number: str
    staff_id: int | None
    late: bool
    company_id: int


@event
class MonthReported:
    """The month's figures of a department are with its leader."""

    report_id: int
    unit_id: int
    company_id: int
    month: str


@event
class RightsWithdrawn:
    """Somebody's operating rights were withdrawn."""

    withdrawal_id: int
    number: str
    staff_id: int
    ground: str
    company_id: int


@event
class RightsGivenBack:
    """Somebody got his operating rights back after a training."""

    withdrawal_id: int
    number: str
    staff_id: int
    company_id: int


@event
class SuggestionAdopted:
    """A suggestion of entry staff is adopted; a reward may follow."""

    suggestion_id: int
    number: str
    staff_id: int
    unit_id: int
    company_id: int


@event
class SuggestionRewarded:
    """An adopted suggestion was rewarded."""

    suggestion_id: int
    number: str
    staff_id: int
    reward: str
    company_id: int
