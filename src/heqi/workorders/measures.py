"""What clauses ask for at the door beside the minutes: who came, and the card formalities."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.people.models import Post, Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span
from heqi.workorders.access import VIEW
from heqi.workorders.models import Attendance, CardFormality, CardResult, Outcome

CARD = ("证卡手续由指定人员办理", "Card formalities seen to by whom the clause names")


def _coming() -> models.QuerySet[Attendance]:
    """Attendance without a limit of minutes: where there is one, its clock counts it.

    The limit is the order's own, or that of the call which brought the post.
    """
    return Attendance.objects.filter(timed=False).exclude(
        order__decision__answer__has_key="attended"
    )


def count_coming(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Posts that came, did not, or did not have to any more; by clause and post."""
    since, until = month_span(month)
    settled = Q(settled_at__gte=since, settled_at__lt=until)
    wanted = settled | Q(settled_at=None, order__is_open=True) if now < until else settled
    posts = {post.pk: post for post in Post.objects.all()}
    rows = (
        _coming()
        .filter(wanted, order__company=company)
        .order_by()
        .values_list("clause", "post", "order__unit_id")
        .annotate(
            kept=Count("pk", filter=Q(outcome=Outcome.CAME)),
            missed=Count("pk", filter=Q(outcome=Outcome.ABSENT)),
            excepted=Count("pk", filter=Q(outcome=Outcome.EXCEPTED)),
            open=Count("pk", filter=Q(settled_at=None)),
        )
    )
    for clause, code, unit, kept, missed, excepted, still_open in rows:
        post = posts.get(code)
        zh, en = (post.name, post.name_en) if post else (code, code)
        yield Figure(
            clause, code, f"{zh}到场", f"{en} on the spot", unit, kept, missed, excepted, still_open
        )


def missed_coming(
    company: Unit, month: date, clause: str, name: str
) -> models.QuerySet[Attendance]:
    """Who did not come."""
    since, until = month_span(month)
    rows = _coming().filter(
        order__company=company,
        clause=clause,
        post=name,
        outcome=Outcome.ABSENT,
        settled_at__gte=since,
        settled_at__lt=until,
    )
    return rows.select_related("order__unit").order_by("-settled_at", "-pk")


def tell_coming(rows: Sequence[Attendance]) -> list[Miss]:
    """The order and the reason that was given."""
    return [
        Miss(
            label=row.order.number,
            href=reverse("workorders:order", args=[row.order.number]),
            unit=str(row.order.unit),
            why=row.reason or _("did not come"),
            ended_at=row.settled_at,
        )
        for row in rows
    ]


KEPT_CARD = Q(by_post=True) & ~Q(result=CardResult.MISSED)


def count_cards(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Card formalities seen to by whom the clause names, of all that were to be."""
    since, until = month_span(month)
    rows = (
        CardFormality.objects.filter(order__company=company, at__gte=since, at__lt=until)
        .order_by()
        .values_list("clause", "order__unit_id")
        .annotate(kept=Count("pk", filter=KEPT_CARD), whole=Count("pk"))
    )
    for clause, unit, kept, whole in rows:
        yield Figure(clause, "card", *CARD, unit, kept, whole - kept)


def missed_cards(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Any]:
    """Not seen to, or by somebody else."""
    since, until = month_span(month)
    rows = CardFormality.objects.filter(
        order__company=company, clause=clause, at__gte=since, at__lt=until
    ).exclude(KEPT_CARD)
    return rows.select_related("order__unit").order_by("-at", "-pk")


def tell_cards(rows: Sequence[CardFormality]) -> list[Miss]:
    """The order, and who did it instead."""
    return [
        Miss(
            label=row.order.number,
            href=reverse("workorders:order", args=[row.order.number]),
            unit=str(row.order.unit),
            why=_("not seen to")
            if row.result == CardResult.MISSED
            else _("seen to by {name}").format(name=row.by_name),
            ended_at=row.at,
        )
        for row in rows
    ]


for _code, _count, _missed, _tell in (
    ("attendance", count_coming, missed_coming, tell_coming),
    ("cards", count_cards, missed_cards, tell_cards),
):
    measured_by(
        Source(
            code=_code,
            right=VIEW,
            count=_count,
            missed=_missed,
            tell=_tell,
            unit="order__unit",
            company="order__company",
        )
    )
