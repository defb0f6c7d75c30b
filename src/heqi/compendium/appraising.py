"""What a draft does to the appraisal of a period: points of broken promises, scores and grades."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from heqi.appraisal.facts import BESIDE, GRADE, WEIGHTS, item_score, month_score
from heqi.appraisal.models import Line, Sheet
from heqi.appraisal.reading.facts import POINTS
from heqi.appraisal.reading.promises import PROMISES
from heqi.clocks.measures import BROKEN as BROKEN_CLOCKS
from heqi.clocks.models import Clock, ClockState, Timeline
from heqi.clocks.replay import Replay
from heqi.clocks.replay.report import Broken
from heqi.compendium.replaying import figure_of
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.models import Decision
from heqi.policies.packs import current_pack
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.rulebook.values import FactError

BROKEN = "broken_promise"


class Prices:
    """How a pack counts records on a day: points and item of each kind, weights, grades."""

    def __init__(self, pack: Pack, day: date) -> None:
        self.pack, self.day = pack, day
        self._records: dict[str, tuple[str, Decimal]] = {}
        self.weights = {
            code: figure_of(answer.get("weight")) or Decimal(0)
            for code in pack.question(WEIGHTS).facts["line"].options
            if (answer := self._ask(WEIGHTS, line=code)).get("item")
        }
        self.beside = {
            code
            for code in pack.question(BESIDE).facts["beside"].options
            if self._ask(BESIDE, beside=code).get("added")
        }

    def _ask(self, question: str, **facts: Any) -> dict[str, Any]:
        try:
            return decide(self.pack, question, facts, self.day).as_json()["answer"] or {}
        except (FactError, LookupError):
            return {}

    def record(self, kind: str) -> tuple[str, Decimal]:
        """The item of a kind of record, and what one costs."""
        if kind not in self._records:
            answer = self._ask(POINTS, record=kind)
            points = figure_of(answer.get("points")) or Decimal(0)
            self._records[kind] = (str(answer.get("item") or ""), points)
        return self._records[kind]

    def score(self, off: dict[str, Decimal]) -> Decimal:
        """The score of a month: no item below zero or above its weight, the rest beside them."""
        none = Decimal(0)
        scores = (item_score(most, off.get(item, none)) for item, most in self.weights.items())
        beside = (off.get(item, none) for item in self.beside)
        return month_score(sum(scores, none), sum(beside, none))

    def grade(self, score: Decimal, *, forced: bool) -> str:
        """The grade of a score."""
        return str(self._ask(GRADE, score=score, forced_c=forced).get("grade") or "")


def appraised(
    draft: Pack, report: Replay, since: date, until: date, company: Unit
) -> dict[str, Any]:
    """Points of broken promises by department, and every sheet whose score or grade differs."""
    more = _more_broken(report)
    return {
        "appraisal": _promises(draft, more, since, until, company),
        "sheets": _sheets(draft, more, since, until, company),
    }


def _more_broken(report: Replay) -> Counter[Broken]:
    """How many promises more, or fewer, each department breaks in a month."""
    more: Counter[Broken] = Counter()
    for question, misses in report.misses.items():
        asked = Decision.objects.filter(question=question).order_by().values("pk")
        of = Timeline.objects.filter(decision__in=asked, subject_type__in=PROMISES)
        if misses and of.exists():
            more.update(misses)
    return more


def _promises(
    draft: Pack, more: Counter[Broken], since: date, until: date, company: Unit
) -> list[dict[str, str]]:
    was, will = (
        Prices(pack, since).record(BROKEN)[1] for pack in (current_pack(company.pk), draft)
    )
    broken, others = _broken(since, until, company), Counter[str]()
    for (department, _month), number in more.items():
        others[department] += number
    names = sorted({*broken, *others})
    lines = [(n, broken[n] * was, max(broken[n] + others[n], 0) * will) for n in names]
    return [
        {"department": name, "was": str(-before), "will": str(-after)}
        for name, before, after in lines
        if before != after
    ]


def _broken(since: date, until: date, company: Unit) -> Counter[str]:
    """Promises broken in the period, as the monthly appraisal counts them."""
    first, last = midnight(since), midnight(until)
    # By their state, of which few are broken, and not by their day, of which all are the period's.
    rows = Clock.objects.filter(
        BROKEN_CLOCKS,
        company=company,
        state__in=[ClockState.MISSED, ClockState.OVERDUE, ClockState.CANCELLED],
        timeline__subject_type__in=PROMISES,
    ).order_by()
    pks = Counter(
        unit
        for unit, decided in rows.values_list("unit", "decided_at")
        if decided and first <= decided < last
    )
    units = Unit.objects.select_related("parent").in_bulk(pks)
    found: Counter[str] = Counter()
    for pk, number in pks.items():
        found[str(department_of(units[pk]))] += number
    return found


def _sheets(
    draft: Pack, more: Counter[Broken], since: date, until: date, company: Unit
) -> list[dict[str, Any]]:
    """Sheets of the period added up anew, and those of later months in which a promise of the
    period falls due: what is broken more or fewer counts in its own month."""
    reached = [month for (_name, month), number in more.items() if number and month]
    last = max([until - timedelta(days=1), *reached])
    sheets = Sheet.objects.filter(
        company=company, period__month__gte=since.replace(day=1), period__month__lte=last
    ).select_related("period", "unit__parent")
    lines = _lines(sheets)
    prices: dict[date, tuple[Prices, Prices]] = {}
    found = []
    for sheet in sheets.order_by("period__month", "unit__path"):
        month = sheet.period.month
        if month not in prices:
            prices[month] = (
                Prices(current_pack(company.pk), month),
                Prices(draft, max(month, since)),
            )
        before, after = prices[month]
        was: dict[str, Decimal] = defaultdict(Decimal)
        will: dict[str, Decimal] = defaultdict(Decimal)
        for item, record, points, number, by_kind in lines[sheet.pk]:
            was[item] += points * number
            price, (new_item, new_price) = before.record(record)[1], after.record(record)
            if by_kind and points == -price:
                will[new_item] -= new_price * number
            else:
                will[item] += points * number
        item, price = after.record(BROKEN)
        will[item] -= price * more[str(department_of(sheet.unit)), month]
        old, new = before.score(was), after.score(will)
        grades = [
            before.grade(old, forced=sheet.forced),
            after.grade(new, forced=sheet.forced),
        ]
        if old != new or grades[0] != grades[1]:
            found.append(
                {
                    "sheet": sheet.pk,
                    "department": str(sheet.unit),
                    "month": f"{month:%Y-%m}",
                    "was": str(old),
                    "will": str(new),
                    "grades": grades,
                }
            )
    return found


def _lines(sheets: Any) -> dict[int, list[tuple[str, str, Decimal, int, bool]]]:
    """Lines that count, alike ones together; whether the policy's price of the kind made them, and
    no range, correction or review."""
    kind = Q(corrects=None, set_at=None, least=None)
    rows = Line.objects.filter(sheet__in=sheets.order_by().values("pk"), struck_at=None)
    found: dict[int, list[tuple[str, str, Decimal, int, bool]]] = defaultdict(list)
    for by_kind, chosen in ((True, rows.filter(kind)), (False, rows.exclude(kind))):
        counted = chosen.order_by().values_list("sheet", "item", "record", "points")
        for sheet, item, record, points, number in counted.annotate(n=Count("pk")):
            found[sheet].append((item, record, points, number, by_kind))
    return found
