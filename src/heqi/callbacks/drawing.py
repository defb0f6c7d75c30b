"""The draw of a day: what is drawn together, what rests, how much of it, and whether it repeats.

Nothing here writes. A stratum is one business, tier and ratio, one team and one worker; the ratio
holds over the month, so that a worker with one order a day is not called about every day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from heqi.callbacks.facts import PLAN, least_per_worker, limit_on, plan_facts, ratio_of
from heqi.callbacks.models import CallbackTask, Draw, Drawing, Reason
from heqi.callbacks.works import Source, Work, sources, subject_of
from heqi.clocks.facts import calendar_for
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.policies.measures import month_span
from heqi.rulebook import sampling
from heqi.rulebook.calendars import Calendar
from heqi.rulebook.values import Words

# Work that comes in late (a phone without network) still takes part so long afterwards.
LATE = timedelta(days=3)
# Callbacks further back never keep a customer at rest.
LOOK_BACK = timedelta(days=92)
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
        reason=Reason.ALWAYS if answer.get("mandatory") else Reason.WAITING,
        drawn=bool(answer.get("mandatory")),
        because_zh="必须回访" if answer.get("mandatory") else "待当日抽样",
        because_en="must be called" if answer.get("mandatory") else "waits for the day's draw",
        finished_at=work.finished_at,
        at=now,
    )


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
    found.resting = _resting(company, day, rows, answer, calendar)
    return found


def _resting(
    company: Unit, day: date, rows: Sequence[Draw], answer: Mapping[str, Any], calendar: Calendar
) -> dict[str, Words]:
    """Work whose customer was called lately, or takes part with another piece of work already."""
    waiting = [row for row in rows if row.reason != Reason.ALWAYS and row.party_id]
    until = midnight(day + timedelta(days=1))
    tasks = CallbackTask.objects.filter(
        company=company, party__isnull=False, planned_at__gte=until - LOOK_BACK
    )
    own = {row.subject for row in rows}
    last: dict[int, tuple[datetime, str, str]] = {}
    wanted = {row.party_id for row in waiting}
    for party, at, number, subject in tasks.order_by("planned_at", "pk").values_list(
        "party_id", "planned_at", "number", "subject"
    ):
        if party in wanted and at < until + LATE:
            last[party] = (at, number, subject)
    rest: dict[date, datetime] = {}
    found: dict[str, Words] = {}
    groups: dict[int, list[Draw]] = defaultdict(list)
    for row in waiting:
        assert row.party_id is not None
        called = last.get(row.party_id)
        if called is not None and called[2] != row.subject:
            at, number, subject = called
            planned = timezone.localdate(at)
            if planned not in rest:
                rest[planned] = limit_on(dict(answer), "rest", calendar, at)
            if rest[planned] >= row.finished_at or subject in own:
                found[row.subject] = Words(
                    f"该客户 {planned:%Y-%m-%d} 已安排回访 {number}，间隔期内不再抽取",
                    f"the customer was put down for {number} on {planned:%Y-%m-%d} and rests",
                )
                continue
        groups[row.party_id].append(row)
    seed = seed_of(company, day)
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=lambda row: (sampling.rank(seed, row.subject), row.subject))
            for row in group[1:]:
                found[row.subject] = Words(
                    f"同一客户当日由 {group[0].label} 参加抽样",
                    f"{group[0].label} of the same customer takes part",
                )
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
    for source, work in newly_finished(company, since - LATE, now):
        facts = plan_facts(
            work.business, work.tier, unit=company, at=work.finished_at, calendar=calendar
        )
        answer = (
            rule_on(
                PLAN, facts, on=timezone.localdate(work.finished_at), company_id=company.pk
            ).answer
            or {}
        )
        rows.append(candidate(company, source, work, answer, now=now))
    answer = (
        rule_on("callbacks.attempts", {"subject": "other"}, on=day, company_id=company.pk).answer
        or {}
    )
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
