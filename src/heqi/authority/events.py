"""What the use of authority announces."""

from heqi.ledger.events import event


@event
class AuthorityUsed:
    """Somebody used an authorisation; ``beyond`` when it was passed up for a decision."""

    use_id: int
    number: str
    item: str
    subject_type: str
    subject_id: str
    amount: str | None
    beyond: bool
    used_by: int
    unit_id: int
    company_id: int


@event
class AuthorityGranted:
    """Everybody signed: the use stands, with the amount that was signed."""

    use_id: int
    number: str
    item: str
    subject_type: str
    subject_id: str
    amount: str | None
    unit_id: int
    company_id: int


@event
class AuthorityFell:
    """Nothing came of a use: it was refused or withdrawn, what rested on it no longer does."""

    use_id: int
    number: str
    item: str
    subject_type: str
    subject_id: str
    amount: str | None
    reason: str
    unit_id: int
    company_id: int


@event
class AuthorityMisused:
    """Misuse was established: a ground for conduct, with clause and range from the policy.

    ``committee`` when the service management committee decides (authority/6.2); points are decimals
    as text.
    """

    use_id: int
    signal_id: int
    number: str
    staff_id: int
    breach: str
    damage: bool
    clause: str
    points_from: str
    points_to: str
    committee: bool
    finding: str
    unit_id: int
    company_id: int
    # Whose authority was used, and who judged it: neither decides with the committee.
    holder_id: int | None = None
    judge_id: int | None = None


@event
class MisuseFallen:
    """The committee did not uphold misuse that was established: nothing rests on it any more."""

    use_id: int
    signal_id: int
    number: str
    outcome: str
    unit_id: int
    company_id: int


@event
class CheckDrawn:
    """Uses were drawn to be checked; by the method ``callback`` their customers are called."""

    check_id: int
    number: str
    method: str
    company_id: int


@event
class LedgerClosed:
    """The month's ledger of a department is closed (客户问题授权处理台帐)."""

    ledger_id: int
    month: str
    uses: int
    amount: str
    unit_id: int
    company_id: int
