"""An inspection brought as far as a test needs it."""

from datetime import date, datetime, timedelta
from typing import Any

from heqi.duties.actions import keep_duties
from heqi.duties.models import Occurrence
from heqi.inspections import actions
from heqi.inspections.models import Finding, Inspection, SheetItem
from heqi.inspections.states import Status
from heqi.people.models import Unit
from heqi.people.queries import actor_of
from tests.cast import NOW, Cast

DAY = date(2026, 11, 24)
SCHEME = "抽查 20 张工单与 10 次上门录像，重点看上门前联系与着装。"


def owed(code: str, unit: Unit, *, due: date, now: datetime = NOW) -> Occurrence:
    """The duty of a unit that falls due on a day; duties are kept since weeks."""
    keep_duties(now=now - timedelta(days=40))
    keep_duties(now=now)
    return Occurrence.objects.get(code=code, subject_id=str(unit.pk), due_on=due)


def arranged(cast: Cast, *, now: datetime = NOW, **values: Any) -> Inspection:
    """A special inspection of customer service, arranged by the office."""
    given: dict[str, Any] = {
        "unit": cast.units["service"],
        "level": "company",
        "kind": "special",
        "theme": "上门服务规范专项检查",
        "planned_on": DAY,
        "methods": ["on_site", "ledger"],
        "by": cast.he,
        "now": now,
    }
    return actions.arrange_inspection(**given | values)


def routine(cast: Cast, *, now: datetime = NOW, **values: Any) -> Inspection:
    """A routine inspection of the department by itself."""
    given = {"level": "department", "kind": "scheduled", "by": cast.han, "theme": "部门例行检查"}
    return arranged(cast, now=now, **given | values)


def started(cast: Cast, row: Inspection, *, now: datetime = NOW) -> Inspection:
    """With its scheme, and begun."""
    by = cast.he if row.level == "company" else cast.han
    actions.write_scheme(row, scheme=SCHEME, by=by, now=now)
    actions.start_inspection(row, by=by, now=now + timedelta(hours=1))
    return row


def item(row: Inspection, code: str = "conduct_and_commitments") -> SheetItem:
    """An item of the sheet."""
    return row.items.get(code=code)


def found(cast: Cast, row: Inspection, *, now: datetime = NOW, **values: Any) -> Finding:
    """A problem at the first item."""
    given: dict[str, Any] = {
        "severity": "ordinary",
        "problem": "4 单上门前未电话联系客户。",
        "clause": "inspection/3.1",
        "by": cast.he if row.level == "company" else cast.han,
        "now": now + timedelta(hours=2),
    }
    return actions.record_finding(item(row), **given | values)


def filled(cast: Cast, row: Inspection, *, now: datetime = NOW) -> Inspection:
    """Every other item in order, the group's signatures on it, and handed over."""
    by = cast.he if row.level == "company" else cast.han
    at = now + timedelta(hours=3)
    for one in row.items.filter(result=""):
        actions.judge_item(one, result="good", note="", by=by, now=at)
    for member in row.members.select_related("staff__unit__company", "staff__post"):
        actions.sign_sheet(row, by=actor_of(member.staff, now=at), now=at)
    row.refresh_from_db()
    requirement = "限期整改，班前会逐单检查。" if row.problems else ""
    actions.hand_over(row, requirement=requirement, by=by, now=at)
    return row


def answered(cast: Cast, row: Inspection, *, now: datetime = NOW) -> Inspection:
    """With the department's opinion and its head's signature."""
    actions.answer_sheet(
        row, opinion="情况属实，立即整改。", by=cast.han, now=now + timedelta(hours=4)
    )
    return row


def closed(cast: Cast, row: Inspection, *, now: datetime = NOW) -> Inspection:
    """The whole way; findings are corrected or put into notices as the policy says."""
    at = now + timedelta(hours=5)
    if row.status in (Status.PLANNED, Status.READY):
        started(cast, row, now=now)
    if row.status == Status.UNDER_WAY:
        filled(cast, row, now=now)
    if row.status == Status.SIGNING:
        answered(cast, row, now=now)
    for finding in row.findings.filter(status="open"):
        if row.kind == "special":
            actions.notify_finding(
                finding, title="上门前未联系", requirement="逐单电话联系。", by=cast.he, now=at
            )
        else:
            points = actions.points_of(finding)[0] if finding.staff_id else None
            by = cast.he if row.level == "company" else cast.han
            actions.correct_finding(
                finding, correction="已当场纠正。", points=points, by=by, now=at
            )
    actions.close_inspection(row, by=cast.he if row.level == "company" else cast.han, now=at)
    return row
