"""Governance of the demo: a committee with a sitting behind it, improvements, trainings, ideas."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils import timezone

from heqi.governance import actions
from heqi.governance.models import ServicePlan
from heqi.governance.states import PlanStatus
from heqi.inspections.periods import first_day
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit

# Headline, words, days ago, whether it was adopted and what it brought.
IDEAS = (
    ("回单照片统一模板", "按工序给出拍照模板，减少返工。", 40, True, "退单减少三成"),
    ("安检前短信附工作证编号", "客户可以核对上门人员。", 12, True, ""),
    ("取消纸质派单", "手机已能接单，纸单重复。", 8, False, ""),
    ("营业厅设老年专窗", "高峰时段老人排队困难。", 1, None, ""),
)
# The plans of the year and of the quarter: aims and measures.
PLANS = (
    ("year", "有效投诉万户率低于 5 件，投诉按时办结率 95% 以上，客户满意度 95% 以上。",
     "每季度一次服务专项检查；全员服务制度培训；预约时段、停气告知两项改进；VIP 客户走访。"),
    ("quarter", "投诉按时办结率、预约守时率达标。",
     "专项检查一次；上门规范培训两期；完成停气告知改进。"),
)  # fmt: skip


def build_governance(
    company: Unit,
    *,
    office: Staff,
    heads: list[Staff],
    leaders: list[Staff],
    worker: Staff,
    actor: Callable[[Staff, datetime], Actor],
    now: datetime,
) -> None:
    """The first head's department has improvements and trainings of the last weeks."""
    by, head = actor(office, now), heads[0]
    offices = ("chair", *["member"] * (len(leaders) + len(heads) - 1), "secretary")
    members = [*leaders, *heads, office]
    for staff, seat in zip(members, offices, strict=True):
        since = now - timedelta(days=200)
        actions.name_member(company, staff=staff, office=seat, by=by, now=since)
    _sit(company, head.unit, members, by=by, now=now)
    answers = actor(head, now)
    day = timezone.localdate(now)
    for title, gap, measures, ago, due, percent in (
        ("预约时段过宽", "客户等候半天", "缩短到两小时并提前电话", 40, 20, 100),
        ("停气告知覆盖不足", "老人收不到短信", "同步社区群和楼栋公告", 25, 15, 60),
        ("窗口高峰排队", "周一上午排队一小时", "高峰全开窗口、增设引导", 10, 30, 20),
    ):
        at = now - timedelta(days=ago)
        row = actions.make_improvement(
            unit=head.unit, title=title, gap=gap, measures=measures, owner=head.name,
            due_on=day + timedelta(days=due - ago if percent == 100 else due), by=answers, now=at,
        )  # fmt: skip
        if percent == 100:
            done = now - timedelta(days=22)
            actions.finish_improvement(row, effect="等候降到一小时以内", by=answers, now=done)
        else:
            actions.report_progress(
                row, percent=percent, note="按计划推进", by=answers, now=now - timedelta(days=2)
            )
    for kind, subject, ago in (
        ("training", "上门服务规范", 30),
        ("meeting", "服务例会", 17),
        ("training", "投诉首问处理", 9),
    ):
        actions.record_session(
            unit=head.unit, kind=kind, subject=subject, held_on=day - timedelta(days=ago),
            led_by=head.name, content="讲解要求，分析案例，明确措施。",
            present=_came(head.unit, ago), by=answers, now=now - timedelta(days=ago - 1),
        )  # fmt: skip
    actions.record_session(
        unit=head.unit, kind="training", subject="停气告知话术", held_on=day - timedelta(days=2),
        led_by=head.name, content="告知时限、告知方式和解释口径。", present=[], by=answers,
        now=now - timedelta(days=6),
    )  # fmt: skip
    for title, text, ago, adopt, effect in IDEAS:
        at = now - timedelta(days=ago)
        idea = actions.file_idea(title=title, text=text, by=actor(worker, now), now=at)
        if adopt is None:
            continue
        answer = "采纳，纳入下月计划。" if adopt else "断网时仍需纸单，暂不采纳。"
        later = at + timedelta(hours=20)
        actions.answer_idea(idea, adopt=adopt, answer=answer, by=by, now=later)
        if effect:
            actions.carry_out_idea(idea, effect=effect, by=by, now=now - timedelta(days=3))
    for period, aims, measures in PLANS:
        start = first_day(period, day)
        at = min(timezone.make_aware(datetime.combine(start, time(9))) + timedelta(days=5), now)
        actions.write_plan(
            company, period=period, day=day, aims=aims, measures=measures, by=by, now=at
        )


def _came(unit: Unit, n: int) -> list[Staff]:
    """Nearly everybody of a department; who is missing differs from one session to the next."""
    people = Staff.objects.filter(unit__path__startswith=unit.path, left_on__isnull=True)
    return [one for at, one in enumerate(people.order_by("number")) if (at + n) % 8]


def _sit(company: Unit, unit: Unit, members: list[Staff], *, by: Actor, now: datetime) -> None:
    """One matter was decided at the last sitting, one waits for the next."""
    at = timezone.localtime(now - timedelta(days=50)).replace(hour=14, minute=30, second=0)
    matter = actions.ask_committee(
        unit=unit, title="整改两次逾期", text="停气告知整改两次逾期，未说明原因。", by=by,
        now=at - timedelta(days=3),
    )  # fmt: skip
    sitting = actions.call_sitting(company, at=at, place="公司三楼会议室", by=by, now=at)
    present = members[:-1]
    actions.hold_sitting(sitting, present=present, by=by, now=at)
    matter.refresh_from_db()
    actions.decide_matter(
        matter, outcome="通报批评，责成部门主任一周内完成整改。", votes_for=len(present) - 1,
        votes_against=1, by=by, now=at,
    )  # fmt: skip
    actions.close_sitting(sitting, minutes="审议整改逾期事项，形成决定。", by=by, now=at)
    actions.ask_committee(
        unit=unit, title="专项检查发现问题未按期上报", text="部门月度小结连续两月迟交。", by=by,
        now=now - timedelta(days=4),
    )  # fmt: skip


def issue_plans(company: Unit, *, by: Actor, now: datetime) -> None:
    """Issue the plans of the year and the quarter, once their special inspections are planned."""
    drafts = ServicePlan.objects.filter(company=company, status=PlanStatus.DRAFT)
    for plan in drafts.select_related("company"):
        at = timezone.make_aware(datetime.combine(plan.starts_on, time(15))) + timedelta(days=7)
        actions.issue_plan(plan, by=by, now=min(at, now))
