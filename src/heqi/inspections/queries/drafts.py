"""What the system can say of a month or a quarter, as a first draft of the papers."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from heqi.inspections.catalogue import items
from heqi.inspections.models import Finding, Inspection, ModelCase, PlanLine
from heqi.inspections.models.inspections import Level
from heqi.inspections.periods import next_period, quarter_of
from heqi.inspections.queries.lists import late_lines
from heqi.inspections.states import FindingStatus, Kind, PaperStatus, Severity, Status
from heqi.people.models import Unit
from heqi.policies.measures import month_span
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import Status as NoticeStatus

MOST = 60


def month_draft(unit: Unit, month: date) -> dict[str, str]:
    """A department's month: what was inspected, what was found, what is being put right."""
    since, until = month_span(month)
    rows = Inspection.objects.filter(
        unit__path__startswith=unit.path, started_at__gte=since, started_at__lt=until
    )
    found = Finding.objects.filter(inspection__in=rows).exclude(status=FindingStatus.WITHDRAWN)
    # The company's own inspections are not the department's routine (5.3, 5.4).
    held, problems = rows.exclude(level=Level.COMPANY).count(), found.count()
    cases = ModelCase.objects.filter(
        unit__path__startswith=unit.path, recorded_at__gte=since, recorded_at__lt=until
    )
    lines = [f"本月开展例行检查 {held} 次，发现问题 {problems} 项。"]
    lines += [f"服务事例：{case.title}。" for case in cases[:10]]
    wrong = [f"{n}. {row.problem}" for n, row in enumerate(found.order_by("pk")[:MOST], start=1)]
    return {
        "achievements": "\n".join(lines),
        "measures": "",
        "problems": "\n".join(wrong),
        "suggestions": "",
    }


def quarter_figures(company: Unit, quarter: date, *, now: datetime) -> dict[str, Any]:
    """A quarter in figures: inspections, findings by department, by item and by severity."""
    until = next_period("quarter", quarter)
    rows = Inspection.objects.filter(
        company=company, planned_on__gte=quarter, planned_on__lt=until
    ).exclude(status=Status.CANCELLED)
    held = rows.aggregate(
        all=Count("pk"),
        special=Count("pk", filter=Q(kind=Kind.SPECIAL)),
        spot=Count("pk", filter=Q(kind=Kind.SPOT)),
        closed=Count("pk", filter=Q(status=Status.CLOSED)),
    )
    found = Finding.objects.filter(inspection__in=rows.order_by().values("pk")).exclude(
        status=FindingStatus.WITHDRAWN
    )
    severity = dict(found.order_by().values_list("severity").annotate(n=Count("pk")))
    by_item = dict(found.order_by().values_list("item__code").annotate(n=Count("pk")))
    by_unit = [
        {"unit": name, "problems": n, "major": major, "special": special}
        for name, n, major, special in found.order_by()
        .values_list("unit__name")
        .annotate(
            n=Count("pk"),
            major=Count("pk", filter=Q(severity=Severity.MAJOR)),
            special=Count("pk", filter=Q(inspection__kind=Kind.SPECIAL)),
        )
        .order_by("-n", "unit__name")[:MOST]
    ]
    notices = Rectification.objects.filter(
        pk__in=found.exclude(rectification_id=None).values("rectification_id")
    ).aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(status__in=[NoticeStatus.PASSED, NoticeStatus.ARCHIVED])),
        late=Count("pk", filter=Q(is_open=True, due_at__lt=now)),
    )
    planned = PlanLine.objects.filter(
        plan__company=company, plan__status=PaperStatus.ISSUED, on__gte=quarter, on__lt=until
    )
    lines = list(planned.prefetch_related("inspections"))
    held["planned"] = len(lines)
    held["not_held"] = len(late_lines(lines, on=timezone.localdate(now)))
    return {
        "held": held,
        "severity": {code: severity.get(code, 0) for code in Severity.values},
        "items": [
            {"code": item.code, "zh": item.zh, "en": item.en, "n": by_item.get(item.code, 0)}
            for item in items("items")
        ],
        "units": by_unit,
        "notices": notices,
    }


def quarter_draft(company: Unit, quarter: date, *, now: datetime) -> dict[str, Any]:
    """The report's first words, from the figures; the office rewrites them."""
    figures = quarter_figures(company, quarter, now=now)
    held, severity, notices = figures["held"], figures["severity"], figures["notices"]
    total = sum(severity.values())
    overview = (
        f"本季度共组织检查 {held['all']} 次，其中专项检查 {held['special']} 次、"
        f"突击检查 {held['spot']} 次，已结案 {held['closed']} 次；"
        f"计划检查 {held['planned']} 次，其中逾期未实施 {held['not_held']} 次；"
        f"发现问题 {total} 项，"
        f"其中重大 {severity['major']} 项、一般 {severity['ordinary']} 项、"
        f"轻微 {severity['minor']} 项。"
    )
    ranked = sorted(figures["items"], key=lambda item: -item["n"])
    often = [f"{item['zh']} {item['n']} 项" for item in ranked if item["n"]][:3]
    units = [f"{row['unit']} {row['problems']} 项" for row in figures["units"]][:3]
    analysis = "；".join(
        part
        for part in (
            "问题集中在：" + "、".join(often) if often else "本季度检查未发现问题",
            "问题较多的部门：" + "、".join(units) if units else "",
        )
        if part
    )
    repeated = _repeated(company, quarter)
    if repeated:
        analysis += "。与上季度重复出现的问题类别：" + "、".join(repeated)
    measures = (
        f"已下达整改通知书 {notices['all']} 份，整改完成 {notices['done']} 份，"
        f"逾期 {notices['late']} 份。"
    )
    return {
        "figures": figures,
        "overview": overview,
        "analysis": analysis + "。",
        "measures": measures,
    }


def _repeated(company: Unit, quarter: date) -> list[str]:
    """Items with problems in this quarter and in the one before."""
    before = quarter_of(quarter - timedelta(days=1))

    def seen(start: date) -> set[str | None]:
        rows = Finding.objects.filter(
            company=company,
            inspection__planned_on__gte=start,
            inspection__planned_on__lt=next_period("quarter", start),
        ).exclude(status=FindingStatus.WITHDRAWN)
        return set(rows.order_by().values_list("item__code", flat=True).distinct())

    both = seen(quarter) & seen(before)
    return [item.zh for item in items("items") if item.code in both]
