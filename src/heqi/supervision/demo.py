"""The supervision network of the demo: members, opinions in every state, meetings, a rating."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml
from django.utils import timezone

from heqi.customers.models import Criterion, Party
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.supervision import actions
from heqi.supervision.actions.gatherings import Task
from heqi.supervision.catalogue import choices
from heqi.supervision.models import Link, Opinion, Supervisor

DONE_AFTER = timedelta(days=20)
STEPS = ("received", "assigned", "answered", "judged", "closed")


def build_supervision(
    company: Unit,
    *,
    office: Staff,
    judge: Staff,
    head: Staff,
    leader: Staff,
    actor: Callable[[Staff, datetime], Actor],
    now: datetime,
) -> None:
    """Members since last year, what they said and what became of it, two meetings, a rating."""
    by = actor(office, now)
    text = files("heqi.supervision").joinpath("data", "demo.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    links = _members(company, data["people"], by, now)
    for row in data["said"]:
        _say(links[row["who"]], row, head=actor(head, now), by=by, judge=actor(judge, now), now=now)
    _meetings(company, links, head=head, leader=leader, by=by, answers=actor(head, now), now=now)
    _rate(company, links, by=by, now=now)


def _members(company: Unit, people: list[list[Any]], by: Actor, now: datetime) -> list[Link]:
    """The register; some are customers whose tier is known already."""
    parties = Party.objects.filter(
        company=company, tier_criterion=Criterion.SUPERVISORS, state="active"
    )
    known = list(parties.select_related("company", "unit").order_by("id")[:2])
    links = []
    for n, (name, group, organisation, position, ago) in enumerate(people):
        at = now - timedelta(days=ago + 10)
        party = known[n - 8] if 8 <= n < 8 + len(known) else None
        row = actions.nominate_supervisor(
            company,
            actions.Person(
                name=name, group=group, phone=f"1390571{8000 + 37 * n:04d}",
                organisation=organisation, position=position, recommended_by="服务管理办公室",
                party=party,
            ),
            by=by,
            now=at,
        )  # fmt: skip
        if not ago:
            continue
        at += timedelta(days=10)
        day = timezone.localdate(at)
        actions.appoint_supervisor(row, since=day, confidential_on=day, by=by, now=at)
        links.append(actions.issue_link(row, by=by, now=at))
    return links


def _praised(opinion: Opinion) -> Staff | None:
    """Somebody without an office in the department that answered."""
    rows = Staff.objects.filter(unit__path__startswith=opinion.unit.path, left_on__isnull=True)
    return rows.order_by("-post__rank", "number").select_related("unit").first()


def _say(
    link: Link, row: dict[str, Any], *, head: Actor, by: Actor, judge: Actor, now: datetime
) -> Opinion:
    at = now - timedelta(days=row["ago"], hours=3)
    step = min(timedelta(days=1), (now - at) / 6)
    said = actions.Said(
        row["area"], row["title"], row["text"], row["place"], timezone.localdate(at)
    )
    opinion = actions.submit_opinion(link, said, now=at)
    reach = STEPS.index(row["to"])
    if reach >= 1:
        unit = Unit.objects.get(pk=head.unit_id or 0)
        actions.assign_opinion(
            opinion, unit=unit, instruction="请现场核实后答复", by=by, now=at + step
        )
    if reach >= 2:
        answer = "感谢您的监督。我们已到现场核实，情况属实的部分正在落实改进，责任到人。"
        actions.answer_opinion(opinion, answer=answer, by=head, now=at + step * 2)
    if reach >= 3:
        verdict, outcome, result, satisfied = row["become"]
        actions.judge_opinion(
            opinion, verdict=verdict, outcome=outcome,
            requirement="制定措施并在一个月内落实" if outcome == "rectify" else "",
            concerned=_praised(opinion) if verdict == "praise" else None,
            by=judge, now=at + step * 3,
        )  # fmt: skip
        if reach >= 4:
            actions.feed_back(
                opinion, result=result, told_by="phone" if satisfied is not None else "link",
                satisfied=satisfied or None, by=by, now=at + step * 4,
            )  # fmt: skip
    return opinion


def _meetings(
    company: Unit,
    links: list[Link],
    *,
    head: Staff,
    leader: Staff,
    by: Actor,
    answers: Actor,
    now: datetime,
) -> None:
    """The last half-year's meeting with its items, a visit, and the one ahead."""
    guests = [link.supervisor for link in links]
    for ago, kind, title, place in (
        (150, "meeting", "上半年社会监督员座谈会", "公司三楼会议室"),
        (60, "visit", "走访门站与调度中心", "城北门站"),
        (-9, "meeting", "下半年社会监督员座谈会", "公司三楼会议室"),
    ):
        at = timezone.localtime(now - timedelta(days=ago)).replace(
            hour=14, minute=0, second=0, microsecond=0
        )
        sent = min(now, at) - timedelta(days=10 if ago > 0 else 1)
        there = [one for one in guests if _served(one, sent)]
        row = actions.plan_gathering(
            company, kind=kind, title=title, at=at, place=place, invited=there,
            agenda="通报服务工作\n反馈上次意见办理情况\n听取监督员意见", by=by, now=sent,
        )  # fmt: skip
        for n, link in enumerate(links[:8]):
            if link.supervisor in there:
                actions.answer_invitation(link, row, coming=n % 4 != 3, now=sent)
        if ago < 0:
            continue
        done = at + timedelta(hours=3)
        came = [one for n, one in enumerate(there) if n % 4 != 3]
        actions.hold_gathering(
            row, came=came, chaired_by=leader.name, hosts=f"{by.name}、{head.name}", by=by, now=done
        )
        due = timezone.localdate(at)
        tasks = [
            Task("停气公告同步发送社区群", head.unit, due + timedelta(days=30), head),
            Task("营业厅增设意见簿与二维码", head.unit, due + timedelta(days=75), head),
        ]
        actions.keep_minutes(
            row, minutes="监督员肯定了安检和维修服务，建议加强停气信息公开、缩短预约时段。",
            tasks=tasks if kind == "meeting" else tasks[1:], by=by, now=done + timedelta(hours=1),
        )  # fmt: skip
        first = row.items.select_related("unit", "company").first()
        if kind == "meeting" and first is not None:
            actions.finish_item(
                first, result="已建立 16 个社区联络群", by=answers, now=at + DONE_AFTER
            )


def _served(supervisor: Supervisor, at: datetime) -> bool:
    return supervisor.terms.filter(since__lte=timezone.localdate(at)).exists()


def _rate(company: Unit, links: list[Link], *, by: Actor, now: datetime) -> None:
    """This year's rating, half of it given."""
    at = now - timedelta(days=6)
    row = actions.open_round(company, year=timezone.localdate(at).year, by=by, now=at)
    words = {1: "安检服务明显进步，停气公告还可以更及时。", 4: "意见反馈快，有结果。"}
    for n, link in enumerate(links[:9]):
        marks = {
            code: 5 - (n * (place + 2) + place) % (2 + place % 2)
            for place, (code, _label) in enumerate(choices("aspects"))
        }
        actions.rate(
            link, row, marks=marks, words=words.get(n, ""), now=at + timedelta(hours=n + 1)
        )
