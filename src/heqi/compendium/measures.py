"""How the policies' own clauses are kept in a month: opinions, questions, acknowledgements."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.facts import calendar_for
from heqi.compendium.access import VIEW
from heqi.compendium.models import Acknowledgement, Review
from heqi.compendium.states import Opinion
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.deciding import rule_on
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_after, month_span
from heqi.policies.models import MeasuredMonth, PolicyQuery
from heqi.rulebook.due import due_at

OPINION, READ, ANSWERED = "opinion", "read", "answered"
LINES = {
    OPINION: ("framework/5.2.1.2", "部门按期反馈评审意见", "Departments' opinions in time"),
    READ: ("framework/5.2.1.4", "按期阅读确认并测验合格", "Read, confirmed and passed in time"),
    ANSWERED: ("framework/5.2.1.5", "制度疑义按期答复", "Policy queries answered in time"),
}
# Queries asked so long before a month may still come due in it.
BEFORE = timedelta(days=60)


def _opinions(company: Unit, month: date) -> models.QuerySet[Review]:
    """Asked for by a day of the month, in the latest round of a draft or an earlier one."""
    return Review.objects.filter(
        unit__path__startswith=company.path, due_on__gte=month, due_on__lt=month_after(month)
    )


def _readers(company: Unit, month: date) -> models.QuerySet[Acknowledgement]:
    return Acknowledgement.objects.filter(
        campaign__company=company,
        campaign__due_on__gte=month,
        campaign__due_on__lt=month_after(month),
    )


def _days(today: date) -> dict[str, tuple[Q, Q]]:
    """What was done in time, and what was not; the rest is open."""
    given = ~Q(opinion=Opinion.ASKED)
    opinion = given & Q(given_at__date__lte=F("due_on"))
    read = Q(passed_at__date__lte=F("campaign__due_on"))
    return {
        OPINION: (opinion, ~opinion & (given | Q(due_on__lt=today))),
        READ: (read, ~read & Q(campaign__due_on__lt=today)),
    }


def _queries(company: Unit, month: date, now: datetime) -> Iterable[tuple[PolicyQuery, str]]:
    """Queries of the company that were asked, each with what it counts as in the month."""
    since, until = month_span(month)
    calendar = calendar_for(company)
    rows = PolicyQuery.objects.filter(
        unit=company, raised_at__gte=since - BEFORE, raised_at__lt=until
    )
    for row in rows.order_by("-raised_at", "-pk"):
        due = _due(row, calendar)
        done = row.answered_at
        if due is not None and done is not None and done <= due:
            if since <= done < until:
                yield row, "kept"
        elif due is not None and (due <= now or done is not None):
            if since <= due < until:
                yield row, "missed"
        elif done is None or done >= until:
            yield row, "open"


def _due(row: PolicyQuery, calendar: Any) -> datetime | None:
    on = timezone.localdate(row.raised_at)
    answer = (
        rule_on("policies.queries", {}, on=on, company_id=row.unit_id).as_json()["answer"] or {}
    )
    limits = [one["limit"] if isinstance(one, dict) else one for one in answer.get("reply", ())]
    found = [due_at(limit, row.raised_at, calendar).at for limit in limits]
    return min((at for at in found if at is not None), default=None)


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """By unit; queries count for the company, whose service office answers them."""
    first = month.replace(day=1)
    ways = _days(timezone.localdate(now))
    for name, rows in ((OPINION, _opinions(company, first)), (READ, _readers(company, first))):
        kept, late = ways[name]
        counted = rows.order_by().values_list("unit_id").annotate(
            n=Count("pk"), kept=Count("pk", filter=kept), late=Count("pk", filter=late)
        )  # fmt: skip
        for unit, all_, well, badly in counted:
            yield Figure(*_line(name), unit, well, badly, open=all_ - well - badly)
    told = Counter(state for _row, state in _queries(company, first, now))
    if told:
        yield Figure(
            *_line(ANSWERED), company.pk, told["kept"], told["missed"], open=told["open"],
            mark="company_set",
        )  # fmt: skip


def _line(name: str) -> tuple[str, str, str, str]:
    clause, zh, en = LINES[name]
    return clause, name, zh, en


def _measured_at(company: Unit, month: date) -> datetime:
    """When a month was counted, so that its page tells what was counted; else when it is over."""
    rows = MeasuredMonth.objects.filter(company=company, month=month)
    taken: datetime | None = rows.values_list("taken_at", flat=True).first()
    return taken or month_span(month)[1]


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Any]:
    """Opinions, acknowledgements or answers that came late or not at all."""
    first = month.replace(day=1)
    now = _measured_at(company, first)
    if name == ANSWERED:
        late = [row.pk for row, state in _queries(company, first, now) if state == "missed"]
        found = PolicyQuery.objects.filter(pk__in=late).select_related("unit")
        return found.annotate(of_company_id=Value(company.pk))
    rows: models.QuerySet[Any] = (
        _opinions(company, first).select_related("draft", "unit")
        if name == OPINION
        else _readers(company, first).select_related("campaign", "staff", "unit")
    )
    rows = rows.filter(_days(timezone.localdate(now))[name][1]).order_by("-pk")
    return rows.annotate(of_company_id=Value(company.pk))


def tell(rows: Sequence[Any]) -> list[Miss]:
    """Whose opinion, whose reading, which question."""
    return [_told(row) for row in rows]


def _told(row: Any) -> Miss:
    if isinstance(row, Review):
        href, label = row.draft.get_absolute_url(), str(row.draft)
        due, done = row.due_on, row.given_at
    elif isinstance(row, Acknowledgement):
        href = reverse("compendium:campaign", args=[row.campaign_id])
        label, due, done = f"{row.campaign} {row.staff.name}", row.campaign.due_on, row.passed_at
    else:
        href, label = reverse("policies:queries"), row.text_zh
        why = _("answered late") if row.answered_at else _("not answered in time")
        return Miss(label, href, str(row.unit), why, ended_at=row.answered_at)
    end = midnight(due + timedelta(days=1))
    return Miss(label, href, str(row.unit), "", due_at=end, ended_at=done)


measured_by(Source(code="compendium", right=VIEW, count=count, missed=missed, tell=tell,
                   company="of_company"))  # fmt: skip
