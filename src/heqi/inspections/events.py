"""What inspections announce. Points are text, as they stand in the ruling."""

from heqi.ledger.events import event


@event
class FindingRecorded:
    """An inspection found a problem; it enters the department's month (inspection/6.1).

    ``kind`` is ``routine`` or ``special``, ``severity`` ``minor``, ``ordinary`` or ``major``;
    ``clause`` is what was not kept; ``staff_id`` whose breach it is, if it is somebody's.
    ``points_least`` and ``points_most`` are what the policy lets be deducted.
    """

    finding_id: int
    inspection_id: int
    number: str
    kind: str
    severity: str
    clause: str
    staff_id: int | None
    unit_id: int
    company_id: int
    points_least: str
    points_most: str


@event
class FindingWithdrawn:
    """A finding was a mistake; what followed from it no longer counts."""

    finding_id: int
    inspection_id: int
    number: str
    unit_id: int
    company_id: int


@event
class BreachRecorded:
    """An employee's breach was corrected and recorded (inspection/6.2).

    ``points`` are proposed for the employee's service item and performance, within the range.
    """

    finding_id: int
    inspection_id: int
    number: str
    severity: str
    clause: str
    staff_id: int
    unit_id: int
    company_id: int
    points: str
    points_least: str
    points_most: str


@event
class MajorNotice:
    """A department got a notice of a major service problem (inspection/8.1).

    ``count`` is how many it has in the year up to this one, ``barred`` whether it is now out of
    the award.
    """

    rectification_id: int
    number: str
    unit_id: int
    company_id: int
    count: int
    barred: bool


@event
class ModelCasePublished:
    """A model case was published inside the company (inspection/5.7)."""

    case_id: int
    number: str
    title: str
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class RewardNominated:
    """Somebody's outstanding contribution was nominated for a reward (inspection/5.7).

    ``ground`` is a ground of ``conduct.consequences``.
    """

    case_id: int
    number: str
    title: str
    facts: str
    ground: str
    staff_id: int
    unit_id: int
    company_id: int


@event
class CommitteeAsked:
    """Who does not rectify or does not execute the policy goes before the committee (8.2).

    The committee answers with ``inspections.actions.settle_referral``.
    """

    referral_id: int
    number: str
    title: str
    reason: str
    clause: str
    rectification_id: int | None
    staff_id: int | None
    unit_id: int
    company_id: int
    # Who asked does not decide with the committee.
    asker_id: int | None = None


@event
class ReferralDecided:
    """The committee decided about a matter of inspections; ``upheld`` where it found it so."""

    referral_id: int
    number: str
    title: str
    upheld: bool
    outcome: str
    clause: str
    rectification_id: int | None
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class InspectionClosed:
    """An inspection is over: its sheet is signed and what it found is on its way."""

    inspection_id: int
    number: str
    kind: str
    level: str
    problems: int
    major: int
    unit_id: int
    company_id: int


@event
class SummaryHandedIn:
    """A department handed in the summary of a month (``2026-11``), for the committee (5.3)."""

    summary_id: int
    month: str
    late: bool
    unit_id: int
    company_id: int


@event
class QuarterReported:
    """The report on a quarter's special inspections (``2026-10-01``) is handed in (5.4)."""

    report_id: int
    quarter: str
    late: bool
    company_id: int


@event
class ArchiveClosed:
    """A bundle of the archive is closed; nothing in it changes any more (7.3)."""

    bundle_id: int
    number: str
    sha256: str
    company_id: int
