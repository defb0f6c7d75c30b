"""The last signature decides; a return reopens, a refusal ends."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from heqi.complaints.posts import heads_of
from heqi.conduct.actions.circulating import circulate_case, notice_waits
from heqi.conduct.actions.submitting import content_words
from heqi.conduct.actions.timing import record, tell
from heqi.conduct.events import CaseDecided
from heqi.conduct.facts import appeal_ends, counting
from heqi.conduct.models import Case, ProposedSum
from heqi.conduct.models.cases import Figure
from heqi.conduct.models.sums import Part
from heqi.conduct.states import FLOW, Side
from heqi.evidence.actions import freeze
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.people.models import Staff


def month_of(case: Case, decided_at: datetime) -> date:
    """The month in which a decision counts: that of the decision or that of the deed."""
    day = timezone.localdate(decided_at)
    if counting(on=day, company_id=case.company_id).get("grade_month") == "deed":
        day = case.happened_on
    return day.replace(day=1)


@transaction.atomic
def decide_case(case: Case, *, by: Actor = SYSTEM, now: datetime) -> None:
    """Everybody has signed: sums are proposed, the person is told, the time to appeal runs."""
    until = appeal_ends(case.side, now, case.unit) if case.fined else None
    move(
        case,
        FLOW,
        "decide",
        code="conduct.decide",
        by=by,
        now=now,
        decision=case.ruling_id,
        is_open=False,
        decided_at=now,
        counts_in=month_of(case, now),
        appeal_until=until,
    )
    record(case, "decided", by=by, now=now)
    propose_sums(case, now=now)
    freeze(case, by=SYSTEM, now=now)
    _tell_decision(case, now=now)
    if case.public and (until is None or not notice_waits(case, now=now)):
        circulate_case(case, now=now)
    assert case.counts_in is not None
    announce(
        CaseDecided(
            case_id=case.pk,
            number=case.number,
            side=case.side,
            ground=case.ground,
            clause=case.clause,
            staff_id=case.staff_id,
            unit_id=case.unit_id,
            company_id=case.company_id,
            month=f"{case.counts_in:%Y-%m}",
        ),
        now=now,
    )
    if until is None:
        move(case, FLOW, "finish", code="conduct.finish", by=SYSTEM, now=now)


def propose_sums(case: Case, *, now: datetime) -> None:
    """Money that the decision proposes: plus is a reward, minus a deduction."""
    sign = -1 if case.side == Side.PENALTY else 1
    figures = case.figures
    rows: list[ProposedSum] = []

    def add(part: str, staff: Staff | None, what: str, amount: Decimal) -> None:
        rows.append(
            ProposedSum(
                case=case,
                company=case.company,
                unit=staff.unit if staff else case.unit,
                staff=staff,
                part=part,
                amount=amount,
                clause=figures[what].clause if what in figures else case.clause,
                month=case.counts_in or timezone.localdate(now),
                made_at=now,
            )
        )

    if case.amount is not None:
        part = Part.GROUP if case.together else Part.PERSON
        add(part, case.staff, Figure.AMOUNT, sign * case.amount)
    if case.head_amount is not None and case.head is not None:
        add(Part.HEAD, case.head, Figure.HEAD, sign * case.head_amount)
    for member in case.members.select_related("staff__unit") if case.together else ():
        if member.amount is not None:
            add(Part.MEMBER, member.staff, Figure.AMOUNT, sign * member.amount)
    ProposedSum.objects.bulk_create(rows)


def _tell_decision(case: Case, *, now: datetime) -> None:
    with override("zh-hans"):
        content = content_words(case)
    code = "conduct.rewarded" if case.side == Side.REWARD else "conduct.penalised"
    people = case.fined
    people += [one.staff for one in case.members.select_related("staff__unit")]
    until = timezone.localtime(case.appeal_until) if case.appeal_until else None
    tell(
        case, people, code, key="decided", by=SYSTEM, now=now, content=content, until=until,
    )  # fmt: skip
    heads = [one for one in heads_of(case.unit, on=timezone.localdate(now)) if one not in people]
    tell(
        case, heads, "conduct.decided_in_unit", key="unit", by=SYSTEM, now=now,
        content=content, who=case.about,
    )  # fmt: skip


@transaction.atomic
def end_signing(case: Case, *, refused: bool, reason: str, now: datetime) -> None:
    """A signer refused for good, or sent it back: then it is open again."""
    if refused:
        move(
            case, FLOW, "refuse", code="conduct.refuse", by=SYSTEM, now=now, reason=reason,
            is_open=False,
        )  # fmt: skip
        record(case, "decided", by=SYSTEM, now=now)
        tell(
            case, case.concerned, "conduct.dropped", key="refused", by=SYSTEM, now=now,
            reason=reason,
        )  # fmt: skip
        return
    move(
        case, FLOW, "return", code="conduct.return", by=SYSTEM, now=now, reason=reason,
        submitted_at=None,
    )  # fmt: skip
