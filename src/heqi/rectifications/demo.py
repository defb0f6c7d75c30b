"""Rectifications in every state for the demonstration."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.rectifications import actions

# Title, problem, requirement, severity, days ago, how far it has come.
ROWS = (
    ("安检员未出示证件", "专项检查抽查 30 户，4 户反映安检员未主动出示工作证。",
     "开展入户规范培训，逐班检查着装与证件。", "ordinary", 40, "archived"),
    ("维修回单照片缺失", "抽查 50 张回单，11 张无完工照片。",
     "完工照片作为回单必填项，每周通报。", "ordinary", 26, "passed"),
    ("停气通知张贴不及时", "两次计划停气，公告晚于规定时间张贴。",
     "停气公告张贴纳入停气作业票，未张贴不得作业。", "major", 9, "reported"),
    ("预约上门超时未联系", "本月 6 起预约超时未提前告知客户。",
     "预计超时 15 分钟以上必须电话告知并改约。", "ordinary", 8, "returned"),
    ("营业厅叫号机故障未公示", "叫号机故障两天未公示，客户排队无序。",
     "故障当日公示并安排引导员。", "ordinary", 4, "planned"),
    ("抄表差错复核滞后", "抄表疑义 9 件未在规定时间复核。",
     "疑义件次日复核，周报未复核清单。", "ordinary", 2, "acknowledged"),
    ("客户资料纸质件未归档", "窗口纸质申请 17 份超过一周未归档。",
     "当日归档，周五核对。", "ordinary", 1, "issued"),
)  # fmt: skip
STEPS = ("issued", "acknowledged", "planned", "reported", "passed", "archived")


def build_rectifications(
    unit: Unit,
    *,
    office: Staff,
    head: Staff,
    actor: Callable[[Staff, datetime], Actor],
    now: datetime,
) -> None:
    """What the office told a department to put right, from today's notice to the archived file."""
    smo, answers = actor(office, now), actor(head, now)
    for title, problem, requirement, severity, ago, to in ROWS:
        at = now - timedelta(days=ago)
        row = actions.issue_rectification(
            unit=unit,
            title=title,
            problem=problem,
            requirement=requirement,
            severity=severity,
            clause="inspection/6.3",
            by=smo,
            now=at,
        )
        reach = STEPS.index("reported" if to == "returned" else to)
        step = (now - at) / 7
        if reach >= 1:
            actions.acknowledge_rectification(row, by=answers, now=at + step)
        if reach >= 2:
            actions.plan_rectification(
                row,
                plan="班前会宣贯，班长逐单检查，每周汇总通报。",
                responsible=head.name,
                finish_on=timezone.localdate(now) + timedelta(days=7),
                by=answers,
                now=at + step * 2,
            )
        if reach >= 3:
            actions.report_rectification(
                row,
                report="已按计划完成培训和检查，抽查未再发现同类问题。",
                by=answers,
                now=at + step * 3,
            )
        if to == "returned":
            actions.recheck_rectification(
                row, passed=False, finding="复查仍有 1 起未提前告知。", by=smo, now=at + step * 4
            )
        if reach >= 4:
            actions.recheck_rectification(
                row, passed=True, finding="复查 20 单，整改到位。", by=smo, now=at + step * 4
            )
        if reach >= 5:
            actions.archive_rectification(row, by=smo, now=at + step * 5)
