"""The life of policies in the demonstration.

One on trial, one under review with a shorter limit that was tried on the past, one being written, a
campaign that runs, a study session, a suggestion, an evaluation, and the plan of what is missing.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.urls import reverse
from django.utils import timezone

from heqi.compendium import actions
from heqi.compendium.models import Acknowledgement, Campaign, Draft, StudySession
from heqi.compendium.states import DraftStatus
from heqi.compendium.terms import points_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.actions import grant_role
from heqi.people.models import Role, Staff, Unit
from heqi.people.queries import actor_of
from heqi.people.workbooks import workbook
from heqi.policies.actions import raise_query
from heqi.policies.models import PolicyVersion
from heqi.policies.queries import versions_for

HALL = (
    ("1", "context", "目的", "为减少客户在营业厅的等候时间，规范排队分流，制定本办法。"),
    ("2", "role", "职责", "营业厅负责人为排队分流的责任人，综合办公室负责设施保障。"),
    ("3.1", "process", "分流", "等候人数达到 10 人时，增开一个窗口，并引导客户使用自助终端。"),
    ("3.2", "duty", "关爱窗口", "每个营业厅设一个关爱窗口，老年客户和残疾客户优先办理。"),
    ("4", "record", "记录", "每日记录最长等候时间，按月报客户服务部。"),
)
QUIZ = (
    {"question": "VIP 个人客户报修，维修队长应在多长时间内上门？", "clause": "tiering/6.1(4)",
     "options": ["1 小时", "2 小时", "当日"], "right": 0},
    {"question": "VIP 客户投诉，由谁给予明确答复？", "clause": "tiering/6.1(7)",
     "options": ["坐席员", "分管副总经理", "维修队长"], "right": 1},
    {"question": "符合安装条件的报装，应在几个自然日内完成？", "clause": "tiering/6.1(2)",
     "options": ["5 个", "7 个", "3 个"], "right": 2},
)  # fmt: skip
# The captain at a VIP's door in three quarters of an hour, not in one.
SOONER = {
    "id": "vip_person_at_door", "replace": True, "clause": "tiering/6.1(4)",
    "when": [{"fact": "tier", "is": "vip_person"}, {"fact": "service", "in": ["gas_on", "repair"]}],
    "then": {"attended": "45 min", "attend": ["captain"], "booking_overrides": True,
             "card_formalities": True},
}  # fmt: skip
TRIED = timedelta(days=90)


def build_policies(company: Unit, *, by: Actor, now: datetime, seed: int = 20) -> None:
    """By the service office; the same seed gives the same rows."""
    today = timezone.localdate(now)
    units = {u.code: u for u in Unit.objects.filter(company=company, kind="department")}
    service = units.get("service") or next(iter(units.values()))
    officer = _officer(company, today, now)
    _on_trial(company, service, officer, by, now)
    held = versions_for(company, on=today).get("tiering")
    if held is not None:
        _under_review(company, held, service, by, now)
        _campaign(company, held, by, now, Random(seed))
    _being_written(company, by, now)
    actions.plan_policy(
        company, sort="supervision", department=units.get("smo", service),
        planned_on=today + timedelta(days=60), note="待集团下发范本", by=by, now=now,
    )  # fmt: skip
    _voices(company, service, by, now)
    _proofs(company, service, by, now)


def _officer(company: Unit, today: date, now: datetime) -> Actor:
    staff = Staff.objects.filter(post_id="head_office", unit__path__startswith=company.path).first()
    if staff is None:
        return SYSTEM
    grant_role(
        staff, role=Role.objects.get(pk="general_office"), unit=company,
        since=today - timedelta(days=90), by=SYSTEM, now=now,
    )  # fmt: skip
    return actor_of(staff, now=now)


def _on_trial(company: Unit, service: Unit, officer: Actor, by: Actor, now: datetime) -> None:
    draft = actions.begin_draft(
        unit=company, department=service, kind="new", key="hall-queue",
        title="营业厅排队分流管理办法", title_en="Queues in business halls", short="排队办法",
        serves="external", weighs="增开窗口需调配人员", reason="营业厅高峰时段等候时间偏长",
        effective_on=timezone.localdate(now), by=by, now=now,
    )  # fmt: skip
    for number, kind, title, text in HALL:
        actions.write_clause(
            draft, number=number, kind=kind, title=title, text=text, by=by, now=now
        )
    Draft.objects.filter(pk=draft.pk).update(status=DraftStatus.APPROVED, approved_at=now)
    draft.refresh_from_db()
    actions.issue_draft(
        draft, issue_number="临燃制〔2026〕12 号", filing_number="区备 2026-031",
        effective_on=timezone.localdate(now), by=officer, now=now,
    )  # fmt: skip


def _under_review(
    company: Unit, held: PolicyVersion, service: Unit, by: Actor, now: datetime
) -> None:
    day = timezone.localdate(now) + timedelta(days=45)
    draft = actions.begin_draft(
        unit=company, department=service, kind="revise", key="tiering", based_on=held,
        sort="tiering", title=held.document.name, title_en="Tiering policy", short="分级办法",
        serves="external", weighs="维修力量需相应增加", effective_on=day,
        reason="多次出现 VIP 客户报修后等候偏长的意见", by=by, now=now,
    )  # fmt: skip
    clauses = list(draft.clauses.all())
    for number, point in enumerate(points_of("tiering", timezone.localdate(now), company)):
        clause = clauses[min(number * 5, len(clauses) - 1)]
        actions.cover_point(draft, point=point, clause=clause, by=by, now=now)
    actions.write_entry(
        draft, folder="rules", path="service/commitments",
        head={"question": "service.commitments"}, content={**SOONER, "since": day}, by=by, now=now,
    )  # fmt: skip
    today = timezone.localdate(now)
    actions.ask_replay(draft, since=today - TRIED, until=today, by=by, now=now)
    actions.replay_due(now=now)
    departments = list(Unit.objects.filter(company=company, kind="department").order_by("path")[:5])
    actions.ask_review(draft, units=departments, by=by, now=now)
    said = (("agrees", ""), ("changes", "建议夜间时段另定时限，避免排班不足。"))
    for review, (opinion, text) in zip(
        draft.reviews.select_related("draft", "unit"), said, strict=False
    ):
        head = Staff.objects.filter(unit=review.unit, post__code__startswith="head_").first()
        giver = actor_of(head, now=now) if head else by
        actions.give_opinion(review, opinion=opinion, text=text, by=giver, now=now)


def _being_written(company: Unit, by: Actor, now: datetime) -> None:
    smo = Unit.objects.filter(company=company, code="smo").first() or company
    draft = actions.begin_draft(
        unit=company, department=smo, kind="new", key="complaint-own", sort="complaint",
        title="客户投诉管理办法", title_en="Complaint policy", short="投诉办法",
        serves="both", reason="汇编只列名称，正文缺失",
        effective_on=timezone.localdate(now) + timedelta(days=90), by=by, now=now,
    )  # fmt: skip
    for number, kind, title, text in (
        ("1.1", "context", "定义", "投诉是客户对本公司服务表达的不满，要求处理并答复。"),
        ("2.1", "role", "机构与职责", "服务管理办公室统一受理、督办和答复投诉。"),
        ("3.1", "rule", "分级标准", "投诉按影响分为一级、二级、三级。"),
    ):
        actions.write_clause(
            draft, number=number, kind=kind, title=title, text=text, by=by, now=now
        )
    for point, number in (("definition", "1.1"), ("bodies", "2.1"), ("classes_and_levels", "3.1")):
        actions.cover_point(
            draft, point=point, clause=draft.clauses.get(number=number), by=by, now=now
        )


def _campaign(company: Unit, held: PolicyVersion, by: Actor, now: datetime, random: Random) -> None:
    started = now - timedelta(days=5)
    units = list(Unit.objects.filter(company=company, kind="department"))
    campaign = actions.start_campaign(
        held, company=company, units=units, title="服务分级承诺宣贯",
        due_on=timezone.localdate(now) + timedelta(days=9), quiz=QUIZ, by=by, now=started,
    )  # fmt: skip
    rows = list(campaign.people.order_by("id"))
    for row in rows:
        if random.random() < 0.7:
            row.read_at = started + timedelta(hours=random.randint(2, 100))
            if random.random() < 0.85:
                right: list[Any] = [question["right"] for question in QUIZ]
                wrong = random.random() < 0.25
                row.answers = [right[0], (right[1] + wrong) % 3, right[2]]
                row.tries, row.right = 1 + wrong, 3 - wrong
                row.passed_at = None if wrong else row.read_at + timedelta(minutes=6)
    Acknowledgement.objects.bulk_update(
        rows, ["read_at", "answers", "tries", "right", "passed_at"], batch_size=200
    )


def _voices(company: Unit, service: Unit, by: Actor, now: datetime) -> None:
    head = Staff.objects.filter(unit=service, post__code__startswith="head_").first()
    people = list(Staff.objects.filter(unit__path__startswith=service.path, left_on=None)[:8])
    if head is None or not people:
        return
    actor = actor_of(head, now=now)
    actions.record_study(
        service, policy="tiering", subject="VIP 服务承诺与上门时限",
        held_on=timezone.localdate(now) - timedelta(days=3), trainer=head.name, attendees=people,
        by=actor, now=now,
    )  # fmt: skip
    actions.file_suggestion(
        clause="tiering/6.1(4)", text="预约改期后，建议以新预约时间重新起算，并短信告知客户。",
        by=actor, now=now,
    )  # fmt: skip
    actions.file_report(
        service, since=timezone.localdate(now),
        effect="上门时限执行较好，夜间时段偶有超时；证卡手续一次办结率提高。",
        improvements="建议明确夜间值班人员的到场时限。", by=actor, now=now,
    )  # fmt: skip
    actions.evaluate_policy(
        company, kind="effect", unit=service, policy="tiering", outcome="revise",
        findings="6.1(4) 夜间超时集中，承诺与排班不匹配，建议修订时分时段规定。", by=by, now=now,
    )  # fmt: skip
    raise_query(
        company, ref="tiering/6.1(4)", text="客户预约后又改期，一小时从哪个时间起算？", by=actor,
        now=now,
    )  # fmt: skip


def _proofs(company: Unit, service: Unit, by: Actor, now: datetime) -> None:
    month = timezone.localdate(now)
    study = StudySession.objects.filter(company=company).first()
    if study is not None:
        present = [(one.number, one.name) for one in study.attendees.order_by("number")]
        actions.register_proof(
            service, clause="framework/5.2.3.2", month=month,
            text=f"集中学习「{study.subject}」，到场 {len(present)} 人，签到表见附件。",
            content=workbook("签到表", ("工号", "姓名"), present, by=by, now=now),
            name="集中学习签到表.xlsx", by=by, now=now,
        )  # fmt: skip
    campaign = Campaign.objects.filter(company=company).first()
    if campaign is not None:
        actions.register_proof(
            service, clause="framework/5.2.1.4", month=month,
            text="服务分级承诺宣贯按部门推进，确认与测验名单见宣贯记录。",
            record=reverse("compendium:campaign", args=[campaign.pk]), by=by, now=now,
        )  # fmt: skip
