"""What the callbacks of a month say: the indicators of the policy with their targets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from heqi.callbacks.facts import attempt_answer
from heqi.callbacks.models import CallbackTask, Opinion
from heqi.callbacks.states import OpinionStatus, Result, Round, Status
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.policies.measures import month_span
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken

RESULTS = "callbacks.results"


@dataclass(frozen=True, slots=True)
class Indicator:
    """``kept`` of ``total``; ``target`` between 0 and 1 with the clause that sets it."""

    code: str
    label: str
    kept: int
    total: int
    target: Decimal
    clause: str

    @property
    def percent(self) -> str:
        """The target in words."""
        return f"{(self.target * 100).normalize():f}%"

    @property
    def below(self) -> bool:
        """Whether the target is missed; nothing counted misses nothing."""
        return self.total > 0 and Decimal(self.kept) < self.target * self.total


def months_figures(company: Unit, month: date, *, now: datetime) -> list[Indicator]:
    """The indicators of one company and month; what is not due yet does not count."""
    since, until = month_span(month)
    ended = Q(status__in=[Status.DONE, Status.UNREACHABLE])
    same = CallbackTask.objects.filter(subject=OuterRef("subject"), follows=None)
    anew = same.filter(planned_at__gt=OuterRef("planned_at"))
    expired = same.filter(planned_at__lt=OuterRef("planned_at"), status=Status.EXPIRED)
    # What expired and was planned anew is one callback: made, though not in time.
    due = (
        CallbackTask.objects.exclude(status=Status.DROPPED)
        .exclude(Q(status=Status.EXPIRED) & Exists(anew))
        .filter(company=company, due_at__gte=since, due_at__lt=min(until, now))
        .aggregate(
            total=Count("pk"),
            completion=Count("pk", filter=ended),
            timeliness=Count(
                "pk", filter=ended & Q(done_at__lte=F("due_at")) & ~Q(Exists(expired))
            ),
        )
    )
    ours = CallbackTask.objects.exclude(round=Round.NATIONAL)
    answered = attempt_answer(company_id=company.pk, now=min(until, now))
    contacted = Q(status=Status.DONE) | Q(result__in=answered.get("contacted") or [])
    called = ours.filter(
        ended, company=company, is_open=False, done_at__gte=since, done_at__lt=until
    ).aggregate(
        total=Count("pk"),
        contact=Count("pk", filter=contacted),
        satisfaction=Count("pk", filter=Q(result="satisfied")),
        scored=Count("pk", filter=Q(score__isnull=False)),
    )
    said = Opinion.objects.filter(company=company, recorded_at__gte=since, recorded_at__lt=until)
    # What nobody asked the customer about in time is not closed: it was to be confirmed with him.
    asked = said.filter(is_open=False).exclude(
        status=OpinionStatus.UNASKED,
        pk__in=CallbackTask.objects.filter(
            company=company, follows__isnull=False, result=Result.EXPIRED
        ).values("follows"),
    )
    counted = {
        "completion": (due["completion"], due["total"]),
        "timeliness": (due["timeliness"], due["total"]),
        "contact": (called["contact"], called["total"]),
        "satisfaction": (called["satisfaction"], called["scored"]),
        "opinions_closed": (asked.count(), said.count()),
    }
    return list(_with_targets(counted, month, company_id=company.pk))


def months_results(company: Unit, month: date) -> list[tuple[str, int]]:
    """How many callbacks of a month came to each result, those that are no answers apart."""
    since, until = month_span(month)
    rows = CallbackTask.objects.exclude(round=Round.NATIONAL).filter(
        company=company, is_open=False, done_at__gte=since, done_at__lt=until
    )
    found = dict(rows.order_by().values_list("result").annotate(n=Count("pk")))
    return [(str(result.label), found.get(result.value, 0)) for result in Result]


def _with_targets(
    counted: dict[str, tuple[int, int]], month: date, *, company_id: int | None
) -> Iterator[Indicator]:
    fact = common_pack().question(RESULTS).facts["indicator"]
    for code in fact.options:
        decision = rule_on(RESULTS, {"indicator": code}, on=month, company_id=company_id)
        answer: dict[str, Any] = dict(decision.answer or {})
        kept, total = counted[code]
        yield Indicator(
            code=code,
            label=spoken(fact.words[code]),
            kept=kept,
            total=total,
            target=Decimal(str(answer["at_least"])),
            clause=next(iter(decision.clauses), ""),
        )
