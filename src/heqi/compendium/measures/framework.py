"""How the framework is filled: required policies in place, their contents bound to clauses, what
evaluations suggested carried out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.compendium.access import VIEW
from heqi.compendium.models import Covering, Draft, Evaluation, PlanItem, PolicySort
from heqi.compendium.states import DraftStatus
from heqi.compendium.terms import points_clause, points_of
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span
from heqi.policies.measures.reading import measured_at
from heqi.policies.models import VersionState
from heqi.policies.queries import versions_for

PLAN, CONTENTS, CARRIED = "required", "contents", "carried_out"
REQUIRED = ("framework/5.2.1.1", PLAN, "必备制度按计划到位", "Required policies in place")
COVERED = (CONTENTS, "应有内容已有条款承接", "Required content bound to clauses")
FOLLOWS = {
    Evaluation.Outcome.REVISE: (
        "framework/5.2.1.6", CARRIED, "评估提出的修订已着手", "Revisions asked for begun",
    ),
    Evaluation.Outcome.APPRAISE: (
        "framework/5.2.2.2", CARRIED, "考核建议已落实", "Suggested appraisals carried out",
    ),
}  # fmt: skip
NO_TEXT = (VersionState.DRAFT, VersionState.ABSENT)
SORTS = [sort for sort in PolicySort.values if sort]


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """As the framework stands at the end of the month, or today while it runs."""
    end = _end(month, now)
    yield from _required(company, end)
    yield from _contents(company, end)
    yield from _carried_out(company, month)


def _end(month: date, now: datetime) -> datetime:
    """The last instant of the month, or now."""
    return min(month_span(month)[1] - timedelta(microseconds=1), now)


def _required(company: Unit, end: datetime) -> Iterable[Figure]:
    """Whose text holds; what is planned for a later day, or for none, is open."""
    held, late = _held(company, end), set(_late(company, end).values_list("sort", flat=True))
    plans = PlanItem.objects.filter(unit=company).values_list("sort", "department")
    departments: dict[str, int] = dict(plans)
    found: dict[int, Counter[str]] = {}
    for sort in SORTS:
        state = "kept" if sort in held else "missed" if sort in late else "open"
        found.setdefault(departments.get(sort, company.pk), Counter())[state] += 1
    for unit, told in found.items():
        yield Figure(*REQUIRED, unit, told["kept"], told["missed"], open=told["open"])


def _held(company: Unit, end: datetime) -> set[str]:
    """Required policies whose text holds."""
    texts = {
        key
        for key, version in versions_for(company, on=timezone.localdate(end)).items()
        if version.state not in NO_TEXT
    }
    named = _drafts(company, end).filter(key__in=texts).values_list("sort", flat=True)
    return {sort for sort in SORTS if sort.replace("_", "-") in texts} | set(named)


def _late(company: Unit, end: datetime) -> models.QuerySet[PlanItem]:
    """Plans of a day that is over, of policies without a text."""
    rows = PlanItem.objects.filter(unit=company, planned_on__lt=timezone.localdate(end))
    return rows.exclude(sort__in=_held(company, end))


def _drafts(company: Unit, end: datetime) -> models.QuerySet[Draft]:
    ids = [int(part) for part in company.path.split(".") if part]
    rows = Draft.objects.filter(unit_id__in=ids, created_at__lte=end)
    return rows.exclude(Q(sort="") | Q(status=DraftStatus.DROPPED) | Q(kind="repeal"))


def _contents(company: Unit, end: datetime) -> Iterable[Figure]:
    """Of the latest draft of each required policy; a text that was imported has no bindings of
    content, so nothing is counted for it."""
    latest = {draft.sort: draft for draft in _drafts(company, end).order_by("created_at", "pk")}
    covered: dict[int, set[str]] = {}
    rows = Covering.objects.filter(draft__in=latest.values())
    for pk, point in rows.values_list("draft", "point"):
        covered.setdefault(pk, set()).add(point)
    for sort, draft in latest.items():
        points = set(points_of(sort, timezone.localdate(end), company))
        bound = len(points & covered.get(draft.pk, set()))
        clause = points_clause(sort)
        yield Figure(clause, *COVERED, draft.department_id, bound, 0, open=len(points) - bound)


def _carried_out(company: Unit, month: date) -> Iterable[Figure]:
    """In the month in which it was carried out; open until then."""
    since, until = month_span(month)
    rows = Evaluation.objects.filter(company=company, outcome__in=FOLLOWS, at__lt=until)
    for outcome, line in FOLLOWS.items():
        told: dict[int, Counter[str]] = {}
        for unit, done in rows.filter(outcome=outcome).values_list("unit", "carried_out_at"):
            if done is None or done >= until:
                told.setdefault(unit, Counter())["open"] += 1
            elif done >= since:
                told.setdefault(unit, Counter())["kept"] += 1
        for unit, states in told.items():
            yield Figure(*line, unit, states["kept"], 0, open=states["open"])


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[PlanItem]:
    """Required policies that are not there though their day is over."""
    if name != PLAN:
        return PlanItem.objects.none()
    end = _end(month, measured_at(company, month))
    return _late(company, end).select_related("department").order_by("planned_on", "pk")


def tell(rows: Sequence[PlanItem]) -> list[Miss]:
    """Which policy, who is responsible, since when."""
    return [
        Miss(
            str(row.get_sort_display()),
            reverse("compendium:register"),
            str(row.department),
            _("no text in force"),
            due_at=midnight(row.planned_on) if row.planned_on else None,
        )
        for row in rows
    ]


measured_by(Source(code="framework", right=VIEW, count=count, missed=missed, tell=tell,
                   unit="department", company="unit"))  # fmt: skip
