"""Opinions and reviews of the demo: what the last weeks' callbacks brought, step by step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from heqi.callbacks.actions import (
    contact_customer,
    draw_reviews,
    open_opinion,
    route_opinion,
    score_review,
    solve_opinion,
)
from heqi.callbacks.catalogue import score_sheet
from heqi.callbacks.models import CallbackTask, Opinion, Review
from heqi.ledger.actors import Actor
from heqi.people.models import Unit

# What a customer said, the sensitive subject, and how far it has come.
SAID = (
    ("dissatisfied", "师傅来晚了半天，也没有提前打电话。", "", "solve"),
    ("suggestion", "建议提前发短信告诉上门时间。", "", "contact"),
    ("need", "想再加装一个燃气报警器，问多少钱。", "", "route"),
    ("dissatisfied", "收了 50 元，没有给票据。", "money", "sensitive"),
    ("enquiry", "问明年什么时候安检。", "", "solve"),
    ("praise", "师傅很细心，还帮忙检查了软管。", "", ""),
    ("dissatisfied", "换的阀门第二天又松了。", "", "route"),
    ("suggestion", "希望营业厅中午不要休息。", "", ""),
)
ANSWERS = ("已致电客户说明情况并道歉。", "已上门处理，客户当场确认。")
REVIEWED = 4


@dataclass(frozen=True, slots=True)
class Players:
    """Who routes, who answers, who reviews."""

    office: Actor
    head: Actor
    reviewer: Actor
    service: Unit
    smo: Unit


def build_opinions(company: Unit, players: Players, *, now: datetime) -> int:
    """Opinions in every state from the latest callbacks; returns how many."""
    tasks = CallbackTask.objects.filter(
        company=company, status="done", opinion_row__isnull=True, team__isnull=False
    ).select_related("team", "company", "unit", "party", "service_point")
    made = 0
    for task, (kind, text, sensitive, far) in zip(
        tasks.order_by("-done_at", "-id")[: len(SAID)], SAID, strict=False
    ):
        at = task.done_at or now
        row = open_opinion(
            task, kind=kind, text=text, sensitive=sensitive, by=players.office, now=at
        )
        CallbackTask.objects.filter(pk=task.pk).update(opinion=kind, opinion_text=text)
        steps = _steps(far, players)
        for hours, step in enumerate(steps, start=1):
            when = min(at + timedelta(minutes=40 * hours), now)
            step(row, when)
        made += 1
    return made


def _steps(far: str, players: Players) -> Sequence[Callable[[Opinion, datetime], object]]:
    def route(row: Opinion, at: datetime) -> object:
        unit = players.smo if far == "sensitive" else players.service
        return route_opinion(row, unit=unit, by=players.office, now=at)

    def contact(row: Opinion, at: datetime) -> object:
        return contact_customer(row, note=ANSWERS[0], by=players.head, now=at)

    def solve(row: Opinion, at: datetime) -> object:
        return solve_opinion(row, note=ANSWERS[1], by=players.head, now=at)

    known = {
        "route": [route],
        "sensitive": [route],
        "contact": [route, contact],
        "solve": [route, contact, solve],
    }
    return known.get(far, [])


def build_reviews(company: Unit, players: Players, *, now: datetime) -> int:
    """Last month's calls drawn for review, the first of them scored; returns how many."""
    month = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    drawn = draw_reviews(company, month=month, by=players.reviewer, now=now)
    rows = Review.objects.filter(company=company, month=month).select_related("decision", "task")
    for place, row in enumerate(rows.exclude(caller=players.reviewer.id).order_by("pk")[:REVIEWED]):
        marks = {item.code: item.marks for item in score_sheet()}
        marks["record"] -= Decimal(5 * place)
        score_review(row, marks=marks, by=players.reviewer, now=now)
    return drawn
