"""A year of duties for the demonstration: mostly kept, some late, some excused, some missed."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from heqi.duties.actions.planning import plan_ahead, run
from heqi.duties.models import Duty, Evidence, Occurrence
from heqi.duties.specs import codes
from heqi.duties.states import Status
from heqi.people.models import Unit

YEAR = timedelta(days=365)
WORDS = {
    "message": "短信已送达。",
    "call_record": "电话问候，客户表示感谢。",
    "callback_record": "电话回访，对服务满意，无新增需求。",
    "visit_record": "上门拜访，听取用气意见，介绍安全用气要求。",
    "check_record": "按检查表逐项检查，未发现重大隐患。",
}
EXCUSES = ("客户出差，电话不通，已由秘书转达", "因台风应急响应顺延", "客户单位停产检修")


def build_duties(company: Unit, *, now: datetime, seed: int = 20) -> None:
    """The company has kept every duty for a year; the same seed gives the same year."""
    random = Random(seed)
    today = timezone.localdate(now)
    Duty.objects.bulk_create(
        [Duty(company=company, code=code, since=today - YEAR) for code in codes()],
        ignore_conflicts=True,
    )
    duties = list(Duty.objects.filter(company=company).select_related("company").order_by("id"))
    for duty in duties:
        plan_ahead(duty, on=today, now=now)
    proofs: list[Evidence] = []
    past = Occurrence.objects.filter(duty__in=duties, first_on__lte=today, status=Status.PLANNED)
    rows = list(past.select_related("assignee").order_by("due_on", "id"))
    for row in rows:
        if row.due_on < today or random.random() < 0.5:
            _settle(row, proofs, random, now)
    Occurrence.objects.bulk_update(
        rows,
        ["status", "changes_on", "done_at", "done_by", "done_by_name", "recorded_at", "excuse",
         "excuse_asked_at", "excuse_asked_by", "excuse_answer", "excuse_decided_at"],
        batch_size=200,
    )  # fmt: skip
    Evidence.objects.bulk_create(proofs, batch_size=500)
    for duty in duties:
        run(duty, now=now)


def _settle(row: Occurrence, proofs: list[Evidence], random: Random, now: datetime) -> None:
    fate = random.random()
    today = timezone.localdate(now)
    late = 0.93 < fate < 0.97 and row.due_on < today - timedelta(days=5)
    day = row.due_on + timedelta(days=2) if late else row.first_on
    if not late:
        span = max(0, (min(row.due_on, today) - row.first_on).days)
        day += timedelta(days=random.randrange(span + 1))
    at = min(now, timezone.make_aware(datetime.combine(day, time(9 + random.randrange(8)))))
    if fate >= 0.985 and row.due_on < today:
        row.status, row.changes_on = Status.EXCUSED, None
        row.excuse, row.excuse_answer = random.choice(EXCUSES), "情况属实，同意。"
        row.excuse_asked_at = row.excuse_decided_at = at
        row.excuse_asked_by = row.assignee
        return
    if fate >= 0.97:
        return
    row.status, row.changes_on = (Status.LATE if late else Status.DONE), None
    row.done_at = row.recorded_at = at
    row.done_by = row.assignee
    row.done_by_name = row.assignee.name if row.assignee else ""
    proofs.extend(
        Evidence(
            occurrence=row,
            kind=kind,
            text=WORDS.get(kind, "已完成并归档。"),
            key=f"demo:{kind}",
            done_at=at,
            by=row.assignee,
            by_name=row.done_by_name,
            recorded_at=at,
        )
        for kind in row.evidence
    )
