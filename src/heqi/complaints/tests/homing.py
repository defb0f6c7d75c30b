"""Bringing a complaint to its end by those whose work it is: no history may leave a dead end."""

from datetime import timedelta
from typing import TYPE_CHECKING

from heqi.complaints import actions
from heqi.complaints.actions.answering import reply_posts
from heqi.complaints.actions.deciders import concerned, is_stuck, may_decide
from heqi.complaints.models import Appeal, Complaint
from heqi.complaints.states import Verdict
from heqi.complaints.tests.scenes import fresh
from heqi.people.actions import appoint_stand_in

if TYPE_CHECKING:
    from heqi.complaints.tests.histories import Histories

MOST = 30


def go_home(walk: "Histories", pk: int) -> None:
    """Appeals are decided, then the case goes the way of the process to its closing."""
    for _ in range(MOST):
        walk.now += timedelta(minutes=30)
        complaint = fresh(Complaint(pk=pk))
        appeal = complaint.appeals.filter(status="filed").order_by("id").first()
        if appeal is not None:
            appeal.complaint = complaint
            people = [walk.actor(walk.cast.staff[name]) for name in walk.cast.names()]
            by = next((one for one in people if may_decide(one, appeal, now=walk.now)), None)
            if by is None:
                _stand_in(walk, appeal)
                continue
            actions.decide_appeal(appeal, changed=False, reasons="维持", by=by, now=walk.now)
            continue
        if not complaint.is_open:
            return
        _go_on(walk, complaint)
    complaint = fresh(Complaint(pk=pk))
    assert not complaint.is_open, (pk, complaint.status)


def _stand_in(walk: "Histories", appeal: Appeal) -> None:
    """Where everybody who may decide took part, the page asks for a stand-in: one is appointed."""
    assert is_stuck(appeal, now=walk.now), ("nobody decides", appeal.decided_by_posts)
    out = concerned(appeal.complaint, appeal.appellant, appeal.staff_id, instance=appeal.instance)
    everybody = [walk.cast.staff[name] for name in walk.cast.names()]
    free = next(one for one in everybody if one.pk not in out)
    appoint_stand_in(
        absent=walk.cast.staff["zhoujm"],
        deputy=free,
        since=walk.now.date(),
        until=walk.now.date() + timedelta(days=2),
        reason="leave",
        by=walk.cast.zhoujm,
        now=walk.now,
    )


def _go_on(walk: "Histories", c: Complaint) -> None:
    now, cast = walk.now, walk.cast
    he, han = cast.he, cast.han
    if c.status == "received":
        actions.grade_complaint(c, category=c.category or "other", signs=c.signs, by=he, now=now)
    elif c.status == "graded":
        actions.assign_complaint(
            c,
            unit=cast.units["service"],
            handler=cast.staff["han"],
            investigator=walk.more["qian"],
            by=he,
            now=now,
        )
    elif c.status == "assigned":
        look = c.investigations.latest("round")
        look.complaint = c
        by = walk.actor(look.investigator)
        actions.add_evidence(look, kind="order", text="记录", by=by, now=now)
        actions.report_investigation(
            look,
            facts="事实",
            cause="process",
            conclusion="结论",
            proposal="改进",
            by=by,
            now=now,
        )
    elif c.verdict == Verdict.OPEN:
        actions.judge_complaint(
            c,
            verdict="not_upheld",
            responsibility="customer",
            reason="依据调查",
            by=he,
            now=now,
        )
    elif c.status in ("investigated", "declined"):
        actions.offer_solution(c, text="上门维修", by=he, now=now)
    elif c.status == "offered":
        actions.answer_solution(c, accepted=True, answer="同意", by=he, now=now)
    elif c.status == "agreed":
        posts, _clause = reply_posts(c)
        actions.reply(c, text="已处理", by=cast.zhoujm if posts else han, now=now)
    elif c.is_group:
        _end_group(walk, c)
    elif c.called_at is None or (c.finished_at and c.called_at < c.finished_at):
        actions.call_back(c, score=5, off_hours="客户约定", by=cast.lin, now=now)
    else:
        actions.close_complaint(c, result="已处理", corrective_action="培训", by=he, now=now)


def _end_group(walk: "Histories", c: Complaint) -> None:
    """Its households have ended before it."""
    if c.children.filter(called_at__isnull=False).exists():
        actions.close_complaint(
            c, result="已处理", corrective_action="培训", by=walk.cast.he, now=walk.now
        )
    else:
        actions.end_service(c, reason="无人可回访", by=walk.cast.he, now=walk.now)
