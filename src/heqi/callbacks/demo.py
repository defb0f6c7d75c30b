"""The demo of callbacks: opinions and reviews, ratings by SMS, what the national centre heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from heqi.callbacks.actions import (
    ask_some,
    contact_customer,
    draw_reviews,
    hand_back,
    open_opinion,
    record_rating,
    route_opinion,
    score_review,
    solve_opinion,
    take_result,
)
from heqi.callbacks.catalogue import score_sheet
from heqi.callbacks.centre.results import Heard
from heqi.callbacks.models import CallbackTask, Drawing, Opinion, Rating, Review
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
# What the national centre heard, and how far its handling is.
HEARD = (
    (5, "", ""),
    (2, "上门前没有提前联系，等了一上午。", "back"),
    (1, "更换的软管接头又松了，打热线没人回。", "route"),
    (4, "", ""),
    (3, "维修费用没有说清楚。", ""),
)
# What customers answered by SMS; None has not answered yet.
RATED = (5, 5, None, 4, 2, None, 5, 1, 4, None)
# Where the messages say that they are answered.
SITE = "https://service.heqi.example"
POOR = "师傅走后灶具还是打不着火。"


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
        said: dict[str, object] = {"opinion": kind, "opinion_text": text}
        if kind == "dissatisfied":
            said |= {"score": 2, "result": "opinion"}
        CallbackTask.objects.filter(pk=task.pk).update(**said)
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


def build_national(company: Unit, players: Players, *, now: datetime) -> int:
    """Results of the national centre: satisfied, to be handled, handed back; returns how many."""
    told = CallbackTask.objects.filter(
        company=company, round="first", status="done", subject__startswith="order:"
    ).order_by("done_at", "id")
    rows = list(told.reverse()[20 : 20 + len(HEARD)])
    for place, (task, (score, text, far)) in enumerate(zip(rows, HEARD, strict=False)):
        at = now - timedelta(hours=3 + 9 * place)
        heard = Heard(
            reference=f"QG{at:%Y%m%d}{place + 1:03d}",
            subject=task.subject,
            label=task.label,
            called_at=at - timedelta(hours=2),
            score=score,
            text=text,
        )
        result = take_result(company, heard, by=players.office, now=at)
        if far:
            opinion = Opinion.objects.select_related("task", "company", "unit").get(
                task=result.task
            )
            steps = _steps("solve" if far == "back" else far, players)
            for step in steps:
                step(opinion, at + timedelta(minutes=50))
        if far == "back":
            hand_back(result, handling=ANSWERS[1], by=players.office, now=at + timedelta(hours=2))
    return len(rows)


def build_ratings(company: Unit, players: Players, *, now: datetime) -> int:
    """The last day's ratings by SMS, answered or not; returns how many were asked."""
    drawing = Drawing.objects.filter(company=company, at__lt=now).order_by("-day").first()
    if drawing is None:
        return 0
    at = max(drawing.at, now - timedelta(hours=5))
    asked = ask_some(drawing, site=SITE, now=at)
    rows = Rating.objects.filter(draw__drawing=drawing).select_related(
        "draw", "decision", "company"
    )
    for row, score in zip(rows.order_by("pk"), RATED, strict=False):
        if score:
            text = POOR if score == 1 else ""
            record_rating(row, score=score, text=text, now=min(at + timedelta(hours=1), now))
    return asked
