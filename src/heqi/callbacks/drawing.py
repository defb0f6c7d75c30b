"""The draw of a day: what is drawn together, what rests, how much of it, and whether it repeats.

Nothing here writes. A stratum is one business, tier and ratio, one team and one worker; the ratio
holds over the month, so that a worker with one order a day is not called about every day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from heqi.callbacks.facts import ATTEMPTS, PLAN, least_per_worker, limit_on, plan_facts, ratio_of
from heqi.callbacks.models import Draw, Drawing, Reason
from heqi.callbacks.resting import at_rest, resting
from heqi.callbacks.works import Source, Work, sources, subject_of
from heqi.clocks.facts import calendar_for
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.policies.measures import month_span
from heqi.rulebook import sampling
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.values import Words

COUNTED = (Reason.RATIO, Reason.AT_LEAST, Reason.NOT_DRAWN)

Stratum = tuple[Any, ...]
Before = dict[Stratum, tuple[int, int]]


def seed_of(company: Unit, day: date) -> str:
    """The seed of a company's draw of a day."""
    return f"callbacks:{company.pk}:{day:%Y-%m-%d}"


def candidate(
    company: Unit, source: Source, work: Work, answer: Mapping[str, Any], *, now: datetime
) -> Draw:
    """Work that takes part in a draw, not yet stored; who stores it sets the decision."""
    must = bool(answer.get("mandatory"))
    return Draw(
        subject=subject_of(source, work.pk),
        label=work.label[:60],
        order_id=work.order_id,
        company=company,
        unit_id=work.unit_id,
        worker_id=work.worker_id,
        party_id=work.party_id,
        business=work.business,
        tier=work.tier,
        ratio=ratio_of(dict(answer)),
        reason=Reason.ALWAYS if must else Reason.WAITING,
        drawn=must,
        because_zh="必须回访" if must else "待当日抽样",
        because_en="must be called" if must else "waits for the day's draw",
        finished_at=work.finished_at,
        at=now,
    )


def rules_of_rest(company: Unit, on: date) -> Mapping[str, Any]:
    """How long customers rest, and how late work may come in."""
    found = rule_on(ATTEMPTS, {"subject": "other"}, on=on, company_id=company.pk).answer
    return found or {}


def wait_at_rest(
    company: Unit, found: Sequence[tuple[Draw, Mapping[str, Any]]], calendar: Calendar, *, on: date
) -> None:
    """What must be called waits for the draw where its customer is at rest, unless the policy
    exempts it; ``found`` are candidates, each with its answer of the plan."""
    must = [one for one in found if one[0].reason == Reason.ALWAYS and one[0].party_id]
    rows = [row for row, answer in must if not answer.get("exempt")]
    if not rows:
        return
    called = at_rest(company, rows, rules_of_rest(company, on), calendar)
    seen = {row.party_id for row, answer in must if answer.get("exempt")}
    for row in rows:
        if row.subject in called or row.party_id in seen:
            row.reason, row.drawn = Reason.WAITING, False
            row.because_zh = "必须回访，但客户在回访间隔期内，待当日抽样"
            row.because_en = "must be called, but its customer rests: waits for the day's draw"
        seen.add(row.party_id)


def late_since(since: datetime, rules: Mapping[str, Any], calendar: Calendar) -> datetime:
    """From where work takes part that comes in late (a phone without network)."""
    return since - (limit_on(dict(rules), "late_work", calendar, since) - since)


def newly_finished(
    company: Unit, since: datetime, until: datetime
) -> Iterable[tuple[Source, Work]]:
    """Work of every source that was finished in a span and is in no draw yet."""
    for source in sources():
        rows = [row for row in source.finished(company, since, until) if row.business]
        names = [subject_of(source, row.pk) for row in rows]
        known: set[str] = set()
        for first in range(0, len(names), 500):
            found = Draw.objects.filter(subject__in=names[first : first + 500])
            known.update(found.values_list("subject", flat=True))
        for row, name in zip(rows, names, strict=True):
            if name not in known:
                yield source, row


@dataclass(slots=True)
class Conditions:
    """What a draw depends on beside the work itself."""

    seed: str
    least: int
    before: Before = field(default_factory=dict)
    had: dict[int, int] = field(default_factory=dict)
    resting: dict[str, Words] = field(default_factory=dict)


def conditions(
    company: Unit, day: date, rows: Sequence[Draw], answer: Mapping[str, Any], calendar: Calendar
) -> Conditions:
    """What the month has brought before, and which customers rest."""
    since, _until = month_span(day)
    earlier = Draw.objects.filter(
        company=company, drawing__day__gte=since.date(), drawing__day__lt=day
    )
    found = Conditions(seed_of(company, day), least_per_worker(dict(answer)))
    counted = earlier.filter(reason__in=COUNTED).order_by()
    keys = ("business", "tier", "ratio", "unit_id", "worker_id")
    for *key, held, gave in counted.values_list(*keys).annotate(
        held=Count("pk"), gave=Count("pk", filter=Q(drawn=True))
    ):
        business, tier, ratio, unit, worker = key
        name = (business, tier, f"{ratio.normalize():f}", unit or 0, worker or 0)
        found.before[name] = (held, gave)
    had = earlier.filter(drawn=True, worker__isnull=False).order_by().values_list("worker_id")
    found.had = dict(had.annotate(n=Count("pk")))
    until = midnight(day + timedelta(days=1))
    found.resting = resting(company, found.seed, until, rows, answer, calendar)
    return found


def draw_rows(rows: Sequence[Draw], given: Conditions) -> sampling.Draw[Draw]:
    """The draw itself: the same rows and conditions always give the same."""
    ratios: dict[Stratum, Any] = {row.stratum: row.ratio for row in rows}
    return sampling.draw(
        rows,
        lambda stratum: ratios[stratum],
        given.seed,
        key=lambda row: row.subject,
        strata=lambda row: row.stratum,
        at_least_per={lambda row: row.worker_id: given.least},
        always=lambda row: row.reason == Reason.ALWAYS,
        exclude=lambda row: given.resting.get(row.subject),
        before=given.before,
        had={worker: n for worker, n in given.had.items()},  # noqa: C416
    )


def strata_of(found: sampling.Draw[Draw]) -> list[dict[str, Any]]:
    """The strata of a draw as they are kept: what each held, had given before, and gave."""
    lines: dict[Stratum, dict[str, Any]] = {}
    for pick in found.picks:
        business, tier, ratio, unit, worker = pick.stratum
        line = lines.setdefault(
            pick.stratum,
            {
                "business": business, "tier": tier, "ratio": ratio, "unit": unit, "worker": worker,
                "before": [0, 0], "size": 0, "wanted": 0, "drawn": 0, "always": 0, "excluded": 0,
            },
        )  # fmt: skip
        if pick.reason == sampling.ALWAYS:
            line["always"] += 1
        elif pick.reason == sampling.EXCLUDED:
            line["excluded"] += 1
        else:
            line["before"] = list(pick.before or (0, 0))
            line["size"], line["wanted"] = pick.size, pick.wanted
            line["drawn"] += pick.drawn
    return [lines[key] for key in sorted(lines, key=str)]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draw would give if the day ended now."""

    day: date
    picks: Sequence[sampling.Pick[Draw]]
    strata: list[dict[str, Any]]
    reasons: Counter[str]

    @property
    def drawn(self) -> int:
        """How many would be called."""
        return sum(pick.drawn for pick in self.picks)


def waiting_rows(company: Unit, until: datetime) -> list[Draw]:
    """What is in no drawing yet, that which was drawn at once included."""
    rows = Draw.objects.filter(
        company=company,
        drawing__isnull=True,
        finished_at__lt=until,
        reason__in=[Reason.WAITING, Reason.ALWAYS],
    )
    return list(rows.select_related("unit", "worker").order_by("pk"))


def span_of(company: Unit, day: date) -> tuple[datetime, datetime]:
    """From where the last drawing ended to the end of the day."""
    until = midnight(day + timedelta(days=1))
    last = Drawing.objects.filter(company=company, day__lt=day).order_by("-day").first()
    since = until - timedelta(days=1)
    return (min(last.until, since) if last else since), until


def preview(company: Unit, *, now: datetime) -> Preview:
    """What the draw of today would give by now; nothing is kept."""
    day = timezone.localdate(now)
    since, _until = span_of(company, day)
    calendar = calendar_for(company)
    rows = waiting_rows(company, now)
    answer = rules_of_rest(company, day)
    fresh = []
    for source, work in newly_finished(company, late_since(since, answer, calendar), now):
        facts = plan_facts(
            work.business, work.tier, unit=company, at=work.finished_at, calendar=calendar
        )
        finished_on = timezone.localdate(work.finished_at)
        plan = rule_on(PLAN, facts, on=finished_on, company_id=company.pk).answer or {}
        fresh.append((candidate(company, source, work, plan, now=now), plan))
    wait_at_rest(company, fresh, calendar, on=day)
    rows += [row for row, _plan in fresh]
    given = conditions(company, day, rows, answer, calendar)
    found = draw_rows(rows, given)
    return Preview(day, found.picks, strata_of(found), Counter(p.reason for p in found.picks))


def repeat(drawing: Drawing) -> list[str]:
    """Draw again from what was kept; the numbers of work that would come out otherwise."""
    rows = list(drawing.draws.order_by("pk"))
    kept = {row.subject: row for row in rows}
    given = Conditions(
        drawing.seed,
        least_per_worker(dict(drawing.rules.answer or {})),
        before={
            (s["business"], s["tier"], s["ratio"], s["unit"], s["worker"]): tuple(s["before"])
            for s in drawing.strata
        },
        had={int(worker): n for worker, n in drawing.had.items()},
        resting={
            row.subject: Words(row.because_zh, row.because_en)
            for row in rows
            if row.reason == Reason.EXCLUDED
        },
    )
    found = draw_rows(rows, given)
    return [
        pick.item.label
        for pick in found.picks
        if (pick.reason, pick.place) != (kept[pick.key].reason, kept[pick.key].place)
    ]


def words_of(pick: sampling.Pick[Draw], least: int) -> Words:
    """Why a piece of work was or was not drawn, in both languages."""
    if pick.reason == sampling.AT_LEAST:
        return Words(
            f"该员工本月尚未满 {least} 件，按每名员工每月至少 {least} 件抽取。",
            f"The worker had fewer than {least} this month: at least {least} per worker and month.",
        )
    return pick.words()
