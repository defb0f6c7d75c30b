"""Opening a month, reckoning its sheets, review, publication, closing."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.appraisal.access import REVIEW, SCORE
from heqi.appraisal.models import Line, Period, Sheet
from heqi.appraisal.reading import CONDUCT, Fact, facts_of, forcing
from heqi.appraisal.states import FLOW, Status
from heqi.complaints.facts import instant_of, limit_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import require
from heqi.people.models import Unit, UnitKind
from heqi.policies.deciding import ask, rule_on
from heqi.policies.measures import month_before
from heqi.policies.packs import current_pack

WEIGHTS, GRADE, CALENDAR = "appraisal.weights", "appraisal.grade", "appraisal.calendar"
FULL = Decimal(100)
CENT = Decimal("0.01")


def weights(on: date) -> dict[str, Decimal]:
    """The items of a month and what each is worth, in the order of the policy."""
    found = {}
    for item in current_pack().question(WEIGHTS).facts["line"].options:
        answer = rule_on(WEIGHTS, {"line": item}, on=on).as_json()["answer"] or {}
        if answer.get("item"):
            found[str(item)] = Decimal(str(answer["weight"]))
    return found


@transaction.atomic
def open_month(company: Unit, month: date, *, by: Actor, now: datetime) -> Period:
    """The month of a company with a sheet for each department; the same one when it is there."""
    require(by, REVIEW, company)
    period, made = Period.objects.get_or_create(
        company=company, month=month.replace(day=1), defaults={"opened_at": now}
    )
    if made:
        departments = Unit.objects.filter(
            parent=company, kind=UnitKind.DEPARTMENT, closed_on__isnull=True
        )
        Sheet.objects.bulk_create(
            Sheet(period=period, company=company, unit=unit) for unit in departments
        )
        audit(period, "appraisal.open", by=by, now=now, changes={"month": period.month})
    if period.status == Status.OPEN:
        reckon(period, now=now)
    return period


@transaction.atomic
def reckon(period: Period, *, now: datetime) -> None:
    """Add the month up anew from the records: the same records give the same sheets.

    Only while it is open. What comes to light about a closed month goes into this one, with the
    month it puts right.
    """
    if period.status != Status.OPEN:
        raise IllegalMove(_("This month is reviewed: it is no longer added up."))
    sheets = {sheet.unit_id: sheet for sheet in period.sheets.select_related("unit")}
    Line.objects.filter(sheet__in=sheets.values()).delete()
    rows = [_line(sheets[f.unit.pk], f) for f in _facts(period) if f.unit.pk in sheets]
    rows += _corrections(period, sheets)
    Line.objects.bulk_create(rows)
    for sheet in sheets.values():
        add_up(sheet, period, now=now)


def _facts(period: Period) -> list[Fact]:
    return facts_of(period.company, period.month)


def _line(sheet: Sheet, fact: Fact, corrects: date | None = None) -> Line:
    return Line(
        sheet=sheet,
        item=fact.item,
        points=fact.points,
        title=fact.title[:200],
        clause=fact.clause,
        mark=fact.mark,
        source_type=fact.source_type,
        source_id=fact.source_id,
        source_number=fact.number[:40],
        staff_id=fact.staff_id,
        at=fact.at,
        corrects=corrects,
    )


def _corrections(period: Period, sheets: dict[int, Sheet]) -> list[Line]:
    """What the records of the last closed month now say otherwise than its sheet."""
    earlier = Period.objects.filter(
        company=period.company, month=month_before(period.month), status=Status.CLOSED
    ).first()
    if earlier is None:
        return []
    stored = {
        (line.sheet.unit_id, line.item, line.source_type, line.source_id): line
        for line in Line.objects.filter(
            sheet__period=earlier, corrects__isnull=True
        ).select_related("sheet")
    }
    present = {(f.unit.pk, f.item, f.source_type, f.source_id): f for f in _facts(earlier)}
    rows = [
        _line(sheets[key[0]], fact, corrects=earlier.month)
        for key, fact in present.items()
        if key not in stored and key[0] in sheets
    ]
    for key, line in stored.items():
        fact = present.get(key)
        counted = Decimal(0) if line.struck_at else line.points
        now_counts = Decimal(0) if line.struck_at else (fact.points if fact else Decimal(0))
        if now_counts != counted and key[0] in sheets:
            rows.append(
                Line(
                    sheet=sheets[key[0]],
                    item=line.item,
                    points=now_counts - counted,
                    title=line.title,
                    clause=line.clause,
                    mark=line.mark,
                    source_type=line.source_type,
                    source_id=line.source_id,
                    source_number=line.source_number,
                    staff_id=line.staff_id,
                    at=line.at,
                    corrects=earlier.month,
                )
            )
    return rows


def add_up(sheet: Sheet, period: Period, *, now: datetime) -> None:
    """Items cannot fall below zero; conduct adds and takes beside them; the rule grades."""
    off: dict[str, Decimal] = defaultdict(Decimal)
    for line in sheet.lines.filter(struck_at__isnull=True):
        off[line.item] += line.points
    items: list[dict[str, Any]] = []
    total = Decimal(0)
    for item, weight in weights(period.month).items():
        score = min(weight, max(Decimal(0), weight + off[item]))
        items.append(
            {"item": item, "weight": str(weight), "points": str(off[item]), "score": str(score)}
        )
        total += score
    conduct = off[CONDUCT]
    score = max(Decimal(0), total + conduct).quantize(CENT)
    force = forcing(sheet.unit, period.company, period.month)
    decision = ask(GRADE, {"score": score, "forced_c": force is not None}, on=period.month)
    answer = decision.answer or {}
    values: dict[str, Any] = {
        "items": items,
        "conduct_points": conduct,
        "score": score,
        "grade": str(answer["grade"]),
        "factor": Decimal(str(answer["factor"])),
        "forced": force is not None,
        "decision": decision,
    }
    Sheet.objects.filter(pk=sheet.pk).update(**values)
    for name, value in values.items():
        setattr(sheet, name, value)


@transaction.atomic
def score_self(sheet: Sheet, *, score: Decimal, note: str = "", by: Actor, now: datetime) -> None:
    """The department scores its own month before it is reviewed."""
    require(by, SCORE, sheet)
    if sheet.period.status != Status.OPEN:
        raise IllegalMove(_("This month is reviewed: the self-score is over."))
    if not 0 <= score <= FULL:
        raise ValidationError({"score": _("From 0 to 100.")})
    values = {
        "self_score": score, "self_note": note.strip(), "self_scored_at": now,
        "self_scored_by": by.name,
    }  # fmt: skip
    Sheet.objects.filter(pk=sheet.pk).update(**values)
    audit(sheet, "appraisal.score_self", by=by, now=now, changes={"score": score})


@transaction.atomic
def review_month(period: Period, *, by: Actor, now: datetime) -> None:
    """The office has gone through the lines; from here on the sheets stand."""
    require(by, REVIEW, period)
    reckon(period, now=now)
    move(period, FLOW, "review", code="appraisal.review", by=by, now=now, reviewed_at=now)


@transaction.atomic
def publish_month(period: Period, *, by: Actor, now: datetime) -> None:
    """Everybody concerned may read it and appeal, inside the policy's time."""
    require(by, REVIEW, period)
    answer = rule_on(CALENDAR, {}, on=period.month).as_json()["answer"] or {}
    until = instant_of(limit_of(answer, "appeal"), now, period.company)
    move(
        period, FLOW, "publish", code="appraisal.publish", by=by, now=now, published_at=now,
        appeal_until=until,
    )  # fmt: skip


@transaction.atomic
def close_month(period: Period, *, by: Actor, now: datetime) -> None:
    """Final: it never changes again. Not before the time to appeal is over."""
    require(by, REVIEW, period)
    if period.appeal_until and now <= period.appeal_until:
        raise ValidationError(_("The time to appeal is not over yet."))
    if period.sheets.filter(appealed_at__isnull=False, answered_at__isnull=True).exists():
        raise ValidationError(_("An appeal is not decided yet."))
    move(period, FLOW, "close", code="appraisal.close", by=by, now=now, closed_at=now)
