"""Two quarters of inspections for the demonstration, the first of them archived."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from heqi.inspections import actions
from heqi.inspections.models import Inspection, PlanLine
from heqi.inspections.periods import first_day, quarter_of
from heqi.inspections.queries.drafts import month_draft
from heqi.inspections.states import Status
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.people.queries import actor_of
from heqi.policies.measures import month_after, month_before
from heqi.rectifications import actions as rectifying
from heqi.rectifications.models import Rectification

SCHEME = (
    "一、目的：检查服务规范和服务承诺执行情况。\n二、范围：近一个月的工单、录像和台账。\n"
    "三、步骤：听取汇报、抽查工单 20 张、调阅录像 5 段、现场察看。\n四、分工：小组成员分两组进行。"
)
# Theme, severity, item, what was found, clause.
PROBLEMS = {
    "special": (
        (
            "ordinary",
            "complaints",
            "3 件投诉超过承诺时限答复，整改措施无责任人。",
            "tiering/6.1(7)",
        ),
        ("minor", "training_and_meetings", "两次服务例会无签到记录。", "inspection/3.6"),
    ),
    "routine": (
        ("minor", "staff", "上门人员未主动出示工作证。", "inspection/3.4"),
        (
            "ordinary",
            "conduct_and_commitments",
            "预约上门迟到 40 分钟未提前告知。",
            "inspection/3.1",
        ),
    ),
    "quiet": (),
}
# A department's own inspection, with problems or without.
ROUTINE = ("routine", "quiet")
STUDY = {
    "achievements": "组织学习服务承诺和典型事例一次；为一线部门办理的协同事项按时办结。",
    "measures": "协同事项登记台账，逐项销号。",
    "suggestions": "建议每周通报一次客户集中反映的问题。",
}
CASES = (
    ("excellent", "雨夜抢修后为独居老人代购热水器电池", "抢修班处理完泄漏后发现老人热水器不能点火，"
     "班组自费购买电池并更换，次日回访老人表示感谢。"),
    ("innovation", "微信群预告停气到楼栋", "停气前一天把公告发到楼栋微信群，并标注恢复供气时间，"
     "停气咨询电话减少三成。"),
)  # fmt: skip


# What the special inspections of a year are about, quarter by quarter.
THEMES = (
    "节后复工与安全用气服务专项检查",
    "营业窗口服务专项检查",
    "投诉处理与整改专项检查",
    "上门服务规范专项检查",
)


@dataclass(frozen=True, slots=True)
class Players:
    """Who plays: the office, the inspected department with its head, somebody of it; heads of
    ``others`` that inspect, too, and of those who have no customers and ``report`` only."""

    office: Staff
    head: Staff
    department: Unit
    member: Staff
    others: Sequence[Staff]
    report: Sequence[Staff]
    actor: Callable[[Staff, datetime], Actor]


def build_inspections(company: Unit, players: Players, *, now: datetime) -> None:
    """The past quarter whole and archived, this one with a special inspection under way."""
    quarter = quarter_of(timezone.localdate(now))
    before = quarter_of(quarter - timedelta(days=1))
    for year in sorted({first_day("year", before), first_day("year", quarter)}):
        _year(company, players, year, now)
    _quarter(company, players, before)
    archived = _at(quarter, 9)
    office = players.actor(players.office, archived)
    report = actions.draft_report(company, quarter=before, by=office, now=archived)
    actions.hand_in_report(report, by=office, now=archived)
    bundle = actions.close_bundle(company, quarter=before, by=office, now=archived)
    actions.hand_over_bundle(
        bundle,
        receipt=f"DAS-{archived:%Y}-017",
        received_by="综合办公室 档案室",
        place="3 排 2 柜 5 层",
        by=office,
        now=archived,
    )
    _present(company, players, now)


def refresh_sheets(company: Unit, players: Players, *, now: datetime) -> None:
    """Sheets that are being filled in show what has been measured meanwhile."""
    by = players.actor(players.office, now)
    for row in Inspection.objects.filter(company=company, status=Status.UNDER_WAY):
        actions.refresh_figures(row, by=by, now=now)


def _quarter(company: Unit, players: Players, quarter: date) -> None:
    start = _at(quarter, 9)
    earlier = month_before(quarter)
    _summary(players, earlier, _at(earlier, 17) + timedelta(days=24))
    line = _plan(company, players.office, players, "quarter", quarter, "special", start)
    special = _held(players, "special", _theme(quarter), quarter, 20, line)
    _put_right(players, special, _at(quarter, 9) + timedelta(days=22))
    for n in range(3):
        _whole_month(company, players, _month(quarter, n), 11 + n)


def _year(company: Unit, players: Players, year: date, now: datetime) -> None:
    """The plan of a year, with a special inspection for each quarter."""
    at = min(_at(year, 9) + timedelta(days=4), now)
    by = players.actor(players.office, at)
    plan = actions.make_plan(
        company, period="year", starts_on=year, by=by, now=at,
        aims="每季度开展一次服务专项检查，每月开展突击检查，重点为投诉处理、承诺兑现和整改落实。",
    )  # fmt: skip
    for n, theme in enumerate(THEMES):
        actions.add_line(
            plan, kind="special", unit=players.department, theme=theme,
            on=date(year.year, 3 * n + 2, 20), by=by, now=at,
        )  # fmt: skip
    actions.issue_plan(plan, by=by, now=at)


def _whole_month(company: Unit, players: Players, month: date, day: int) -> None:
    """A month behind us: plans, the routine inspection, the summaries of the departments."""
    at = _at(month, 9)
    _plan(company, players.office, players, "month", month, "scheduled", at)
    line = _plan(players.department, players.head, players, "month", month, "scheduled", at)
    _held(players, "routine", "部门例行检查", month, day, line)
    handed_in = _at(month, 17) + timedelta(days=24)
    _summary(players, month, handed_in)
    for n, head in enumerate(players.others):
        theirs = replace(players, head=head, department=head.unit, member=head)
        line = _plan(head.unit, head, theirs, "month", month, "scheduled", at)
        _held(theirs, "quiet", "部门例行检查", month, day + n % 5, line)
        _summary(theirs, month, handed_in)
    for head in players.report:
        theirs = replace(players, head=head, department=head.unit)
        _summary(theirs, month, handed_in, **STUDY)


def _present(company: Unit, players: Players, now: datetime) -> None:
    today = timezone.localdate(now)
    quarter, month = quarter_of(today), today.replace(day=1)
    early = min(_at(month, 9), now)
    special = _plan(company, players.office, players, "quarter", quarter, "special",
                    _at(quarter, 9))  # fmt: skip
    spot = _plan(company, players.office, players, "month", month, "spot", early)
    own = _plan(players.department, players.head, players, "month", month, "scheduled", early)
    for head in players.others:
        theirs = replace(players, department=head.unit)
        _plan(head.unit, head, theirs, "month", month, "scheduled", early)
    if today.day > 12:
        _held(players, "routine", "部门例行检查", month, 8, own)
    office = players.actor(players.office, now)
    row = _arranged(players, "special", _theme(quarter), today, now - timedelta(days=3), special)
    _begun(players, row, now - timedelta(hours=5))
    _find(players, row, "special", now - timedelta(hours=4))
    waiting = _arranged(players, "spot", "营业厅窗口突击检查", today, now - timedelta(days=1), spot)
    actions.write_scheme(waiting, scheme=SCHEME, by=office, now=now - timedelta(hours=20))
    _arranged(
        players,
        "special",
        "冬季供气保障专项检查",
        today + timedelta(days=9),
        now - timedelta(days=2),
    )
    while quarter < month:
        _whole_month(company, players, quarter, 11)
        quarter = month_after(quarter)
    for n, (kind, title, story) in enumerate(CASES):
        at = now - timedelta(days=12 - n * 4)
        by = players.actor(players.office, at)
        case = actions.record_case(
            unit=players.department, kind=kind, title=title, story=story,
            staff=players.member, by=by, now=at,
        )  # fmt: skip
        actions.publish_case(case, channels="公司内刊", by=by, now=at)
        if not n:
            actions.nominate_case(case, ground="3.1.1.1", by=by, now=at)
    late = Rectification.objects.filter(
        company=company, is_open=True, due_at__lt=now, unit=players.department
    ).first()
    if late is not None:
        actions.refer_to_committee(
            unit=late.unit, title="整改逾期未完成", reason="经两次催办仍未按通知书要求整改。",
            rectification=late, by=office, now=now,
        )  # fmt: skip


def _plan(
    unit: Unit, maker: Staff, players: Players, period: str, day: date, kind: str, at: datetime
) -> PlanLine:
    by = players.actor(maker, at)
    aims = "以客户反映集中的问题为重点，检查服务规范、承诺兑现和整改落实。"
    plan = actions.make_plan(unit, period=period, starts_on=day, aims=aims, by=by, now=at)
    theme = {"special": "服务重点专项检查", "spot": "窗口服务突击检查"}.get(kind, "例行服务检查")
    line = actions.add_line(
        plan, kind=kind, unit=players.department, theme=theme,
        on=first_day(period, day) + timedelta(days=14), by=by, now=at,
    )  # fmt: skip
    actions.issue_plan(plan, by=by, now=at)
    line.plan = plan
    return line


def _arranged(
    players: Players,
    kind: str,
    theme: str,
    day: date,
    at: datetime,
    line: PlanLine | None = None,
) -> Inspection:
    routine = kind in ROUTINE
    maker = players.head if routine else players.office
    return actions.arrange_inspection(
        unit=players.department,
        level="department" if routine else "company",
        kind="scheduled" if routine else kind,
        theme=theme,
        planned_on=day,
        methods=["on_site", "video", "ledger"] if not routine else ["on_site", "written"],
        plan_line=line,
        by=players.actor(maker, at),
        now=at,
    )


def _begun(players: Players, row: Inspection, at: datetime) -> None:
    maker = players.head if row.level == "department" else players.office
    by = players.actor(maker, at)
    actions.write_scheme(row, scheme=SCHEME, by=by, now=at - timedelta(days=1))
    actions.start_inspection(row, by=by, now=at)


def _find(players: Players, row: Inspection, nature: str, at: datetime) -> None:
    maker = players.head if row.level == "department" else players.office
    by = players.actor(maker, at)
    for severity, code, problem, clause in PROBLEMS[nature]:
        actions.record_finding(
            row.items.get(code=code), severity=severity, problem=problem, clause=clause,
            staff=players.member if nature == "routine" else None, by=by, now=at,
        )  # fmt: skip


def _held(
    players: Players,
    nature: str,
    theme: str,
    month: date,
    day: int,
    line: PlanLine | None = None,
) -> Inspection:
    """An inspection of the past, from its arrangement to the closed file."""
    held_on = month + timedelta(days=day)
    at = _at(held_on, 9)
    row = _arranged(players, nature, theme, held_on, at - timedelta(days=3), line)
    _begun(players, row, at)
    _find(players, row, nature, at + timedelta(hours=1))
    maker = players.head if nature in ROUTINE else players.office
    later = at + timedelta(hours=3)
    by = players.actor(maker, later)
    for item in row.items.filter(result=""):
        actions.judge_item(item, result="good", note="抽查未发现问题。", by=by, now=later)
    for member in row.members.select_related("staff__unit__company", "staff__post"):
        if member.staff_id in (maker.pk, players.office.pk) or member.role != "member":
            actions.sign_sheet(row, by=actor_of(member.staff, now=later), now=later)
        else:
            actions.remove_member(member, by=by, now=later)
    row.refresh_from_db()
    actions.hand_over(
        row, requirement="限期整改，举一反三，结果报服务管理办公室。", by=by, now=later
    )
    answered = later + timedelta(hours=2)
    actions.answer_sheet(
        row,
        opinion="情况属实，已布置整改。",
        by=players.actor(players.head, answered),
        now=answered,
    )
    for finding in row.findings.filter(status="open").select_related("points_decision", "decision"):
        if nature in ROUTINE:
            actions.correct_finding(
                finding, correction="当场纠正，班前会通报。", points=actions.points_of(finding)[0],
                by=by, now=answered,
            )  # fmt: skip
        else:
            actions.notify_finding(
                finding, title=finding.problem[:18], requirement="五个工作日内整改并报告。",
                by=by, now=answered,
            )  # fmt: skip
    actions.close_inspection(row, by=by, now=answered)
    return row


def _put_right(players: Players, row: Inspection, at: datetime) -> None:
    ids = row.findings.exclude(rectification_id=None).values("rectification_id")
    for notice in Rectification.objects.filter(pk__in=ids).order_by("pk"):
        head, office = players.actor(players.head, at), players.actor(players.office, at)
        rectifying.acknowledge_rectification(notice, by=head, now=at)
        rectifying.plan_rectification(
            notice, plan="逐件排查，明确责任人和完成时间。", responsible=players.head.name,
            finish_on=timezone.localdate(at) + timedelta(days=5), by=head, now=at,
        )  # fmt: skip
        done = at + timedelta(days=4)
        rectifying.report_rectification(notice, report="已逐件补办并建立台账。", by=head, now=done)
        rectifying.recheck_rectification(
            notice, passed=True, finding="抽查 5 件，整改到位。", by=office, now=done
        )
        rectifying.archive_rectification(notice, by=office, now=done)


def _summary(players: Players, month: date, at: datetime, **texts: str) -> None:
    by = players.actor(players.head, at)
    given = month_draft(players.department, month) | {
        "measures": "推行上门前半小时电话确认，班前会抽查执行情况。",
        "suggestions": "建议调度系统对临近预约的工单自动提醒。",
        **texts,
    }
    given["problems"] = given["problems"] or "本月未发现突出问题。"
    row = actions.save_summary(players.department, month=month, texts=given, by=by, now=at)
    actions.hand_in_summary(row, by=by, now=at)


def _theme(quarter: date) -> str:
    return THEMES[quarter.month // 3]


def _month(quarter: date, n: int) -> date:
    return date(quarter.year, quarter.month + n, 1)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
