"""Reactions to signatures, clocks and uses."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from heqi.approvals.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalReturned,
    ApprovalWithdrawn,
    Outcome,
    StepReached,
)
from heqi.authority.access import SETTLE, SHEETS
from heqi.authority.actions.confirming import note_confirmations
from heqi.authority.actions.effects import facts_of, fall, settle_if_done, take_effect
from heqi.authority.actions.signing import KIND
from heqi.authority.actions.watching import watch_use
from heqi.authority.events import AuthorityGranted, AuthorityUsed, LedgerClosed
from heqi.authority.models import Sheet, Use
from heqi.authority.posts import head_of
from heqi.authority.states import FLOW, Status
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import announce, on
from heqi.ledger.states import move
from heqi.notices.actions import notify, notify_holders
from heqi.people.models import Unit
from heqi.people.queries import company_of, leaders_of

TOLD = 6


def _signed(event: Outcome, *states: str) -> Use | None:
    if event.kind != KIND:
        return None
    rows = Use.objects.select_related("unit", "company", "terms")
    return rows.filter(pk=event.subject_id, status__in=states or [Status.SIGNING]).first()


@on(StepReached)
def note_who_confirmed(event: StepReached, *, now: datetime) -> None:
    """A step passed: who confirmed a condition by it is kept at once."""
    if event.kind == KIND:
        row = Use.objects.filter(pk=event.subject_id, status=Status.SIGNING).first()
        if row is not None:
            note_confirmations(row, now=now)


@on(ApprovalGranted)
def carry_out_granted(event: ApprovalGranted, *, now: datetime) -> None:
    """The last signature is there: what waited for it takes effect."""
    row = _signed(event)
    if row is None:
        return
    note_confirmations(row, now=now)
    move(row, FLOW, "grant", code="authority.grant", by=SYSTEM, now=now)
    take_effect(row, by=SYSTEM, now=now)
    settle_if_done(row, by=SYSTEM, now=now)
    announce(AuthorityGranted(**facts_of(row)), now=now)


@on(ApprovalReturned)
def take_back_returned(event: ApprovalReturned, *, now: datetime) -> None:
    """Whoever used it changes it and submits again."""
    row = _signed(event)
    if row is not None:
        move(
            row, FLOW, "return", code="authority.send_back", by=SYSTEM, now=now, reason=event.reason
        )


@on(ApprovalRefused)
def end_refused(event: ApprovalRefused, *, now: datetime) -> None:
    """It does not take effect; where it had, its limits end."""
    row = _signed(event)
    if row is None:
        return
    note_confirmations(row, now=now)
    move(
        row, FLOW, "refuse", code="authority.end_refused", by=SYSTEM, now=now,
        reason=event.reason, is_open=False,
    )  # fmt: skip
    fall(row, reason=event.reason, by=SYSTEM, now=now)


@on(ApprovalWithdrawn)
def end_withdrawn(event: ApprovalWithdrawn, *, now: datetime) -> None:
    """The request was withdrawn on the page of approvals: the use with it."""
    row = _signed(event, Status.SIGNING, Status.RETURNED)
    if row is None:
        return
    move(
        row, FLOW, "withdraw", code="authority.withdraw", by=SYSTEM, now=now,
        reason=event.reason, is_open=False,
    )  # fmt: skip
    fall(row, reason=event.reason, by=SYSTEM, now=now)


@on(AuthorityUsed)
def look_for_signs(event: AuthorityUsed, *, now: datetime) -> None:
    """Signs of misuse that a use shows together with the earlier ones."""
    row = Use.objects.select_related("unit", "company", "terms").filter(pk=event.use_id).first()
    if row is not None:
        watch_use(row, now=now)


@on(LedgerClosed)
def tell_of_ledger(event: LedgerClosed, *, now: datetime) -> None:
    """The head of the department reads what was used, the general manager where money was."""
    if not event.uses:
        return
    unit = Unit.objects.select_related("parent", "company").get(pk=event.unit_id)
    money = Decimal(event.amount) > 0
    on_day = timezone.localdate(now)
    readers = [head_of(unit, on=on_day)]
    leaders = leaders_of(company_of(unit), on=on_day) if money else []
    readers += [one for one in leaders if one.post_id == "gm"]
    for staff in filter(None, readers):
        notify(
            staff, "authority.ledger", unit=unit,
            context={
                "unit": unit.name, "month": event.month, "uses": event.uses,
                "amount": event.amount,
            },
            url=f"/authority/ledgers/{event.ledger_id}/", key=f"authority-ledger{event.ledger_id}",
            by=SYSTEM, now=now,
        )  # fmt: skip


@on(ClockNearing)
def warn_of_limit(event: ClockNearing, *, now: datetime) -> None:
    """A limit of a use or of a sheet draws near."""
    _tell(event, "authority.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_late(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed."""
    _tell(event, "authority.late", "b", now=now)


def _tell(event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime) -> None:
    about: Use | Sheet | None = None
    unit: Unit | None = None
    right, url = SETTLE, f"/authority/{event.subject_id}/"
    if event.subject_type == "authority.use":
        row = Use.objects.filter(pk=event.subject_id).select_related("unit").first()
        about, unit = row, row.unit if row else None
    elif event.subject_type == "authority.sheet":
        sheet = Sheet.objects.filter(pk=event.subject_id).select_related("receiver").first()
        about, unit = sheet, sheet.receiver if sheet else None
        right, url = SHEETS, f"/authority/sheets/{event.subject_id}/"
    if about is None or unit is None:
        return
    notify_holders(
        right,
        unit,
        code,
        context={
            "number": event.label,
            "what": event.title,
            "due": event.due,
        },
        about=about,
        url=url,
        key=f"clock:{event.clock_id}:{step}",
        most=TOLD,
        by=SYSTEM,
        now=now,
    )
