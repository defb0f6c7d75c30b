"""The appraisal of the demonstration: two final months, and the running one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from heqi.appraisal import actions
from heqi.appraisal.access import SCORE
from heqi.appraisal.models import Line, Period, Sheet
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_of_right
from heqi.policies.measures import month_before, month_span

NOTES = ("已逐条核对，无异议。", "本月抢修集中，超时事项已整改。", "数据已核对，请复核。")
APPEAL = "该超时系客户改约所致，已补充改约记录，请予核减。"
ANSWER = "核对改约记录属实，该条不予计入，其余维持。"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: the service office and the general manager."""

    office: Staff
    judge: Staff
    actor: Callable[[Staff, datetime], Actor]


def build_appraisal(company: Unit, cast: Cast, *, now: datetime) -> None:
    """Two months carried through to the end, with an appeal; the running one added up."""
    running = timezone.localdate(now).replace(day=1)
    last = month_before(running)
    for month, appeals in ((month_before(last), False), (last, True)):
        _carry(company, month, cast, appeals=appeals, now=now)
    actions.open_month(company, running, by=cast.actor(cast.office, now), now=now)


def _carry(company: Unit, month: date, cast: Cast, *, appeals: bool, now: datetime) -> None:
    """A month from its opening to as far as its days allow by now."""
    since, until = month_span(month)
    begun = since + timedelta(hours=9)
    office = cast.actor(cast.office, begun)
    period = actions.open_month(company, month, by=office, now=begun)
    days = [until + timedelta(days=n, hours=10) for n in (4, 7, 9, 10, 12, 14)]
    scored, reviewed, published, appealed, answered, final = days
    if reviewed > now:
        return
    actions.reckon(period, now=scored)
    _score(period, cast, scored)
    actions.review_month(period, by=cast.actor(cast.office, reviewed), now=reviewed)
    if published > now:
        return
    actions.publish_month(period, by=cast.actor(cast.office, published), now=published)
    if appeals and answered <= now:
        _appeal(period, cast, appealed, answered)
    period.refresh_from_db()
    if final <= now and period.appeal_until and period.appeal_until < final:
        actions.close_month(period, by=cast.actor(cast.office, final), now=final)
    elif period.appeal_until and period.appeal_until + timedelta(days=1) <= now:
        late = period.appeal_until + timedelta(days=1)
        actions.close_month(period, by=cast.actor(cast.office, late), now=late)


def _score(period: Period, cast: Cast, now: datetime) -> None:
    """Every department that has a head scores itself, a little kinder than the records."""
    for number, sheet in enumerate(_sheets(period)):
        heads = holders_of_right(SCORE, sheet.unit, on=timezone.localdate(now))
        if heads:
            scores = {
                one["item"]: min(Decimal(one["weight"]), Decimal(one["score"]) + number % 3)
                for one in sheet.items
                if one["weight"] is not None
            }
            by = cast.actor(heads[0], now)
            actions.score_self(sheet, scores=scores, note=NOTES[number % 3], by=by, now=now)


def _appeal(period: Period, cast: Cast, appealed: datetime, answered: datetime) -> None:
    """The department with most broken promises appeals; one line falls."""
    lines = Line.objects.filter(sheet__period=period, record="broken_promise")
    line = lines.select_related("sheet").order_by("sheet__score", "at", "id").first()
    if line is None:
        return
    sheet = _sheets(period).get(pk=line.sheet_id)
    heads = holders_of_right(SCORE, sheet.unit, on=timezone.localdate(appealed))
    if not heads:
        return
    appeal = f"{line.source_number}：{APPEAL}"
    actions.appeal_sheet(sheet, appeal=appeal, by=cast.actor(heads[0], appealed), now=appealed)
    actions.answer_appeal(
        _sheets(period).get(pk=line.sheet_id), answer=ANSWER, strike=[line.pk],
        by=cast.actor(cast.judge, answered), now=answered,
    )  # fmt: skip


def _sheets(period: Period) -> QuerySet[Sheet]:
    return (
        Sheet.objects.departments().filter(period=period).select_related("unit", "period__company")
    )
