"""What is drawn: at once what must be called, the rest by the draw of the day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from heqi.callbacks.actions.planning import plan_drawn
from heqi.callbacks.drawing import (
    candidate,
    conditions,
    draw_rows,
    late_since,
    newly_finished,
    seed_of,
    span_of,
    strata_of,
    wait_at_rest,
    waiting_rows,
    words_of,
)
from heqi.callbacks.facts import PLAN, attempt_rules, plan_facts
from heqi.callbacks.models import CallbackTask, Draw, Drawing, Reason
from heqi.callbacks.works import Source, Work, source_of, subject_of
from heqi.clocks.facts import calendar_for
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.people.models import Unit, UnitKind
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.rulebook.sampling import Pick

FIELDS = [
    "drawing", "seed", "reason", "drawn", "place", "wanted", "size", "because_zh", "because_en",
    "at",
]  # fmt: skip


@transaction.atomic
def take_up(source: Source, work: Work, company: Unit, *, now: datetime) -> Draw | None:
    """Finished work takes part in the draw of its day; what must be called is planned at once.

    Work of no business of the policy is nothing to call about (``None``). Raises
    ``NoSingleAnswer`` for a fault of the policy.
    """
    if not work.business:
        return None
    subject = subject_of(source, work.pk)
    known = Draw.objects.filter(subject=subject).first()
    return known or _keep([(source, work)], company, now=now)[0]


def _keep(found: Iterable[tuple[Source, Work]], company: Unit, *, now: datetime) -> list[Draw]:
    """Store candidates, and plan what must be called."""
    calendar = calendar_for(company)
    decisions: dict[tuple[Any, ...], Decision] = {}
    rows = []
    for source, work in found:
        day = timezone.localdate(work.finished_at)
        facts = plan_facts(
            work.business, work.tier, unit=company, at=work.finished_at, calendar=calendar
        )
        key = (day, *facts.values())
        if key not in decisions:
            decisions[key] = ask(PLAN, facts, on=day, company_id=company.pk)
        decision = decisions[key]
        row = candidate(company, source, work, decision.answer or {}, now=now)
        row.decision, row.clause = decision, clause_of(decision)
        rows.append(row)
    plans = [(row, row.decision.answer or {}) for row in rows]
    wait_at_rest(company, plans, calendar, on=timezone.localdate(now))
    Draw.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        if row.reason == Reason.ALWAYS:
            plan_drawn(row, now=now)
    return rows


def clause_of(decision: Decision) -> str:
    """The clause that asks for the share of a business."""
    grants = (decision.trace.get("sources") or {}).get("ratio") or []
    return str(grants[0]["clause"]) if grants else next(iter(decision.clauses), "")


@transaction.atomic
def draw_day(company: Unit, *, day: date, now: datetime) -> Drawing | None:
    """Draw a company's finished work of a day: stratified, from a seed, and kept with its reasons.

    ``None`` where the day was drawn already. What is not drawn is over.
    """
    since, until = span_of(company, day)
    rules = attempt_rules(now=until - timedelta(seconds=1), company_id=company.pk)
    try:
        with transaction.atomic():
            drawing: Drawing = Drawing.objects.create(
                company=company,
                day=day,
                since=since,
                until=until,
                seed=seed_of(company, day),
                rules=rules,
                at=now,
            )
    except IntegrityError:
        return None
    calendar = calendar_for(company)
    late = late_since(since, rules.answer or {}, calendar)
    _keep(newly_finished(company, late, until), company, now=now)
    rows = waiting_rows(company, until)
    given = conditions(company, day, rows, rules.answer or {}, calendar)
    found = draw_rows(rows, given)
    for pick in found.picks:
        _settle(pick, drawing, given.least, now=now)
    Draw.objects.bulk_update(rows, FIELDS, batch_size=200)
    drawing.population, drawing.drawn = len(rows), len(found.drawn)
    drawing.strata = strata_of(found)
    drawing.had = {str(worker): n for worker, n in given.had.items()}
    drawing.save(update_fields=["population", "drawn", "strata", "had"])
    audit(
        drawing,
        "callbacks.draw",
        by=SYSTEM,
        now=now,
        changes={"seed": drawing.seed, "of": drawing.population, "drawn": drawing.drawn},
        decision=rules.pk,
    )
    planned = set(
        CallbackTask.objects.filter(draw__drawing=drawing).values_list("draw_id", flat=True)
    )
    for row in rows:
        if row.drawn and row.pk not in planned:
            plan_drawn(row, now=now)
        elif not row.drawn:
            source, pk = source_of(row.subject)
            source.over(pk, now)
    return drawing


def _settle(pick: Pick[Draw], drawing: Drawing, least: int, *, now: datetime) -> None:
    row, words = pick.item, words_of(pick, least)
    row.drawing, row.seed = drawing, drawing.seed
    row.place, row.wanted, row.size = pick.place, pick.wanted, pick.size
    row.reason, row.drawn = pick.reason, pick.drawn
    if row.reason == Reason.EXCLUDED:
        row.because_zh, row.because_en = pick.because.zh[:200], pick.because.en[:300]
    elif row.reason != Reason.ALWAYS:
        row.because_zh, row.because_en = words.zh[:200], words.en[:300]
        row.at = now


def draw_days(*, now: datetime, batch: int = 20) -> int:
    """The loop's task: after midnight each company's finished work of the day before is drawn."""
    day = timezone.localdate(now) - timedelta(days=1)
    done = Drawing.objects.filter(day__gte=day).values("company")
    companies = Unit.objects.filter(kind=UnitKind.COMPANY, closed_on__isnull=True)
    made = 0
    for company in companies.exclude(pk__in=done).order_by("path")[:batch]:
        made += draw_day(company, day=day, now=now) is not None
    return made
