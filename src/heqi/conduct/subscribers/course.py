"""What moves a case on: signatures, the committee, limits that draw near or pass."""

from datetime import datetime

from django.utils import timezone

from heqi.approvals.events import NOT_GRANTED, ApprovalGranted, ApprovalRefused, NotGranted, Outcome
from heqi.authority.models import Signal
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.conduct.access import HANDLE
from heqi.conduct.actions.appealing import voted_matter
from heqi.conduct.actions.circulating import MISUSE, circulate_misuse
from heqi.conduct.actions.deciding import decide_case, end_signing
from heqi.conduct.actions.submitting import APPROVAL
from heqi.conduct.actions.timing import tell
from heqi.conduct.models import Case
from heqi.conduct.queries import RELATED
from heqi.conduct.states import Status
from heqi.governance.actions import voters_of
from heqi.governance.events import MatterDecided
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.people.models import Staff
from heqi.people.queries import holders_of_right

SUBJECT = "conduct.case"
TOLD = 10


@on(MatterDecided)
def tell_judges_of_committee(event: MatterDecided, *, now: datetime) -> None:
    """The committee decided about an appeal: its members who voted enter what follows."""
    if event.source_type != SUBJECT:
        return
    rows = Case.objects.select_related(*RELATED).filter(status=Status.APPEALED)
    case = rows.filter(pk=int(event.source_id)).first()
    if case is not None:
        matter = voted_matter(case)
        voters = voters_of(matter, matter.sitting) if matter and matter.sitting else ()
        tell(
            case, voters, "conduct.committee_decided", key="committee", by=SYSTEM, now=now,
            outcome=event.outcome,
        )  # fmt: skip


@on(MatterDecided)
def circulate_reprimand(event: MatterDecided, *, now: datetime) -> None:
    """The committee decided about misuse of authority with damage: criticism before the whole
    company, where the policy says so (authority/6.2)."""
    if event.source_type != MISUSE or not event.carried:
        return
    rows = Signal.objects.select_related("use__used_by", "company", "unit", "penalty")
    signal = rows.get(pk=int(event.source_id))
    penalty = signal.penalty
    if signal.committee_upheld and penalty is not None and (penalty.answer or {}).get("notice"):
        grants = (penalty.trace.get("sources") or {}).get("notice") or [{}]
        circulate_misuse(signal, clause=str(grants[0].get("clause", "")), now=now)


@on(ApprovalGranted)
def decide_signed_case(event: ApprovalGranted, *, now: datetime) -> None:
    """The last signature."""
    case = _signing(event)
    if case is not None:
        decide_case(case, now=event.decided_at)


@on(*NOT_GRANTED)
def end_unsigned_case(event: NotGranted, *, now: datetime) -> None:
    """Refused for good, sent back by a signer, or taken back by whoever submitted it."""
    case = _signing(event)
    if case is not None:
        refused = isinstance(event, ApprovalRefused)
        end_signing(case, refused=refused, reason=event.reason, now=now)


@on(ClockNearing)
def warn_of_case(event: ClockNearing, *, now: datetime) -> None:
    """A limit draws near."""
    _warn(event, "conduct.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_late_case(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed."""
    _warn(event, "conduct.late", "b", now=now)


def _warn(event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime) -> None:
    if event.subject_type != SUBJECT:
        return
    case = Case.objects.select_related(*RELATED).filter(pk=event.subject_id, is_open=True).first()
    if case is None:
        return
    to: list[Staff] = holders_of_right(HANDLE, case.unit, on=timezone.localdate(now))[:TOLD]
    if event.name == "statement":
        to = case.unheard
    due = event.due
    tell(
        case, to, code, key=f"clock:{event.clock_id}:{step}", by=SYSTEM, now=now,
        what=event.title, due=due,
    )  # fmt: skip


def _signing(event: Outcome) -> Case | None:
    if event.kind != APPROVAL:
        return None
    rows = Case.objects.select_related(*RELATED)
    return rows.filter(pk=int(event.subject_id), status=Status.SIGNING).first()
