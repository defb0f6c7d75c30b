"""What happens elsewhere proposes cases; signatures decide them; clocks warn."""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from heqi.approvals.events import (
    NOT_GRANTED,
    ApprovalGranted,
    ApprovalRefused,
    NotGranted,
    Outcome,
)
from heqi.authority.events import AuthorityMisused
from heqi.authority.models import Use
from heqi.callbacks.events import CallbackFaulted, OpinionGiven
from heqi.callbacks.models import CallbackTask
from heqi.clocks.events import ClockBreached, ClockNearing
from heqi.complaints.events import ComplaintJudged, ComplaintsOfEmployee
from heqi.complaints.models import Complaint
from heqi.complaints.posts import people_in
from heqi.conduct.access import HANDLE
from heqi.conduct.actions.appealing import appeal_posts, withdraw_ground
from heqi.conduct.actions.deciding import decide_case, end_signing
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.actions.submitting import APPROVAL
from heqi.conduct.actions.timing import tell
from heqi.conduct.facts import ground_of_clause
from heqi.conduct.models import Case
from heqi.conduct.states import VOID, Side, Status
from heqi.governance.events import IdeaAdopted, MatterDecided
from heqi.governance.models import Idea
from heqi.inspections.events import (
    BreachRecorded,
    FindingWithdrawn,
    ReferralDecided,
    RewardNominated,
)
from heqi.inspections.models import Finding
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import on
from heqi.lookups.events import LookupMisuseOverturned, LookupMisuseUpheld
from heqi.lookups.models import Case as MisuseCase
from heqi.people.models import Staff, Unit
from heqi.people.queries import holders_of_right
from heqi.policies.templatetags.policies import clause_label
from heqi.projects.models import Project
from heqi.quality.events import RightsWithdrawn, SuggestionRewarded
from heqi.quality.models import Suggestion, Withdrawal
from heqi.rectifications.models import Rectification
from heqi.service.models import ServiceRequest
from heqi.supervision.events import OpinionFoundValid, OpinionPraised, OpinionRejudged
from heqi.supervision.models import Opinion
from heqi.workorders.models import WorkOrder

SUBJECT, FINDING, OPINION = "conduct.case", "inspections.finding", "supervision.opinion"
TOLD = 10
RELATED = ("unit", "company", "staff__unit", "ruling")
# What was promised to customers; limits inside the house are the appraisal's matter.
PROMISES = {
    "service.servicerequest": ServiceRequest,
    "complaints.complaint": Complaint,
    "projects.project": Project,
}


def named(clause: str) -> str:
    """A clause as facts that are kept name it, whatever the language of the moment."""
    with override("zh-hans"):
        return clause_label(clause)


@on(ClockBreached)
def propose_for_broken_promise(event: ClockBreached, *, now: datetime) -> None:
    """A promise to a customer was broken (conduct/3.2.2(1)): a case of whoever had the work."""
    model = PROMISES.get(event.subject_type)
    row = model._base_manager.filter(pk=event.subject_id).first() if model else None
    if row is None:
        return
    due = event.due or now
    propose_case(
        "commitment_missed",
        about=_who_had(row)
        or Unit.objects.select_related("parent", "company").get(pk=event.unit_id),
        title=f"{event.label} {event.title_zh}超时",
        text=f"{event.label} 的“{event.title_zh}”应于 {timezone.localtime(due):%Y-%m-%d %H:%M} 前"
        f"完成，未按时兑现（{named(event.clause)}）。",
        happened_on=timezone.localdate(due),
        source=row,
        source_number=event.label,
        proofs={"service_record": event.label},
        now=now,
    )


def _who_had(row: Model) -> Staff | None:
    """Who had the work; None where that has to be found out."""
    if isinstance(row, Complaint):
        return row.handler
    if isinstance(row, ServiceRequest):
        orders = WorkOrder.objects.filter(request=row, assignee__isnull=False)
        order = orders.select_related("assignee__unit").order_by("-id").first()
        return order.assignee if order else None
    return None


@on(ComplaintJudged)
def propose_for_upheld_complaint(event: ComplaintJudged, *, now: datetime) -> None:
    """A valid complaint whose responsibility is an employee's (complaint/results); an appeal that
    finds it untrue takes the case back."""
    complaint = Complaint.objects.get(pk=event.complaint_id)
    if "conduct_case" in event.leads_to and event.staff_id:
        staff = _staff(event.staff_id)
        propose_case(
            "complaint_upheld",
            about=staff,
            title=f"投诉 {event.number} 属实",
            text=f"投诉 {event.number} 经认定属实，责任在员工。",
            happened_on=timezone.localdate(complaint.received_at),
            source=complaint,
            source_number=event.number,
            proofs={"complaint_record": event.number},
            now=now,
        )
    for case in _raised_by("complaints.complaint", complaint.pk):
        if not event.valid or case.staff_id != event.staff_id:
            withdraw_ground(case, reason=f"投诉 {event.number} 的认定已变更", now=now)


@on(ComplaintsOfEmployee)
def propose_for_complaints_in_year(event: ComplaintsOfEmployee, *, now: datetime) -> None:
    """Complaints against one employee within a year reached the number (conduct/3.2.4(4))."""
    staff = _staff(event.staff_id)
    numbers = "、".join(event.numbers)
    propose_case(
        "complaints",
        facts={"complaints_in_year": event.count},
        about=staff,
        title=f"{staff.name} 年度内被投诉 {event.count} 次",
        text=f"年度内投诉 {event.count} 次：{numbers}。",
        happened_on=timezone.localdate(now),
        source=Complaint.objects.get(pk=event.complaint_id),
        source_number=event.numbers[-1] if event.numbers else "",
        proofs={"complaint_record": numbers[:300]},
        ground=event.ground,
        now=now,
    )


@on(OpinionGiven)
def propose_for_praise(event: OpinionGiven, *, now: datetime) -> None:
    """A customer praised somebody in a callback (conduct/3.1.1(1))."""
    if event.opinion != "praise":
        return
    task = CallbackTask.objects.get(pk=event.task_id)
    order = (
        WorkOrder.objects.select_related("assignee__unit").filter(pk=event.order_id or 0).first()
    )
    if order is None or order.assignee is None:
        return
    propose_case(
        "written_praise",
        about=order.assignee,
        title=f"客户回访表扬 {order.number}",
        text=event.text or f"客户在回访 {task.number} 中表扬。",
        happened_on=timezone.localdate(task.done_at or now),
        source=task,
        source_number=task.number,
        proofs={"customer_praise": task.number},
        now=now,
    )


@on(CallbackFaulted)
def propose_for_false_callback(event: CallbackFaulted, *, now: datetime) -> None:
    """A review found a false record of a callback; other faults cost points only."""
    if event.fault != "false_record" or event.staff_id is None:
        return
    task = CallbackTask.objects.get(pk=event.task_id)
    staff = _staff(event.staff_id)
    propose_case(
        "false_callback",
        about=staff,
        title=f"回访 {task.number} 记录虚假",
        text=f"复核认定回访 {task.number} 的记录虚假。",
        happened_on=timezone.localdate(task.done_at or now),
        source=task,
        source_number=task.number,
        proofs={"service_record": task.number},
        now=now,
    )


@on(LookupMisuseUpheld)
def propose_for_misuse(event: LookupMisuseUpheld, *, now: datetime) -> None:
    """Two reviewers upheld misuse of customer data; the event names the clause."""
    staff = _staff(event.staff_id)
    propose_case(
        "data_leak",
        about=staff,
        title=f"查询客户信息违规 {event.number}",
        text=f"查询复核 {event.number} 认定违规，涉及查询 {event.looks} 次。",
        happened_on=timezone.localdate(event.decided_at),
        source=MisuseCase.objects.get(pk=event.case_id),
        source_number=event.number,
        proofs={"access_log": event.number, "investigation_report": event.number},
        ground=ground_of_clause(event.ground),
        now=now,
    )


@on(LookupMisuseOverturned)
def end_case_of_overturned_misuse(event: LookupMisuseOverturned, *, now: datetime) -> None:
    """An appeal against the misuse succeeded."""
    for case in _raised_by("lookups.case", event.case_id):
        withdraw_ground(case, reason=f"查询复核 {event.number} 已撤销", now=now)


@on(RightsWithdrawn)
def propose_for_withdrawn_rights(event: RightsWithdrawn, *, now: datetime) -> None:
    """Errors went on after training, so that operating rights were withdrawn (data-entry/9.2)."""
    staff = _staff(event.staff_id)
    propose_case(
        "rights_withdrawn",
        about=staff,
        title=f"收回录入操作权限 {event.number}",
        text=f"{event.number}：培训后差错仍重复发生，录入操作权限已收回。",
        happened_on=timezone.localdate(now),
        source=Withdrawal.objects.get(pk=event.withdrawal_id),
        source_number=event.number,
        proofs={"reminder_records": event.number},
        now=now,
    )


@on(SuggestionRewarded)
def propose_for_suggestion(event: SuggestionRewarded, *, now: datetime) -> None:
    """An adopted suggestion is to be rewarded (conduct/3.1.1(2))."""
    staff = _staff(event.staff_id)
    row = Suggestion.objects.get(pk=event.suggestion_id)
    propose_case(
        "suggestion_rewarded",
        about=staff,
        title=f"合理化建议 {event.number}：{row.title}",
        text=row.text,
        happened_on=timezone.localdate(row.filed_at),
        source=row,
        source_number=event.number,
        proofs={"report": event.number},
        now=now,
    )


@on(IdeaAdopted)
def propose_for_idea(event: IdeaAdopted, *, now: datetime) -> None:
    """A suggestion for improving service was adopted (conduct/3.1.1(2))."""
    staff = _staff(event.staff_id)
    row = Idea.objects.get(pk=event.idea_id)
    propose_case(
        "suggestion_rewarded",
        about=staff,
        title=f"改进建议 {event.number}：{event.title}",
        text=row.text,
        happened_on=timezone.localdate(row.filed_at),
        source=row,
        source_number=event.number,
        proofs={"report": event.number},
        ground=event.ground,
        now=now,
    )


@on(AuthorityMisused)
def propose_for_misused_authority(event: AuthorityMisused, *, now: datetime) -> None:
    """Misuse of authority was established (authority/6.1); the office names the ground."""
    staff = _staff(event.staff_id)
    use = Use.objects.get(pk=event.use_id)
    propose_case(
        "authority_misuse",
        about=staff,
        title=f"授权使用 {event.number} 不当",
        text=event.finding,
        happened_on=timezone.localdate(use.used_at),
        source=use,
        source_number=event.number,
        proofs={"service_record": event.number},
        now=now,
    )


@on(RewardNominated)
def propose_for_nomination(event: RewardNominated, *, now: datetime) -> None:
    """An inspection nominated somebody for a reward (inspection/5.7)."""
    staff = _staff(event.staff_id)
    propose_case(
        "model_case",
        about=staff,
        title=event.title,
        text=event.facts,
        happened_on=timezone.localdate(now),
        source=("inspections.modelcase", str(event.case_id)),
        source_number=event.number,
        proofs={"report": event.number},
        ground=event.ground,
        now=now,
    )


@on(BreachRecorded)
def propose_for_breach(event: BreachRecorded, *, now: datetime) -> None:
    """An inspection recorded an employee's breach (inspection/6.2); the office names the ground."""
    staff = _staff(event.staff_id)
    found = Finding.objects.filter(pk=event.finding_id).values_list("problem", flat=True).first()
    propose_case(
        "inspection_breach",
        about=staff,
        title=f"检查发现违规 {event.number}",
        text=f"服务检查 {event.number} 记录违规（{named(event.clause)}）：{found or '—'}",
        happened_on=timezone.localdate(now),
        source=(FINDING, str(event.finding_id)),
        source_number=event.number,
        ground=ground_of_clause(event.clause),
        now=now,
    )


@on(FindingWithdrawn)
def end_case_of_withdrawn_finding(event: FindingWithdrawn, *, now: datetime) -> None:
    """A finding of an inspection was a mistake."""
    for case in _raised_by(FINDING, event.finding_id):
        withdraw_ground(case, reason=f"检查发现 {event.number} 已撤回", now=now)


@on(ReferralDecided)
def propose_for_refused_rectification(event: ReferralDecided, *, now: datetime) -> None:
    """The committee found that a notice was not put right (inspection/8.2, conduct/3.2.2(5))."""
    if not event.upheld or event.rectification_id is None:
        return
    notice = Rectification.objects.get(pk=event.rectification_id)
    units = Unit.objects.select_related("parent", "company")
    propose_case(
        "rectification_refused",
        about=_staff(event.staff_id) if event.staff_id else units.get(pk=event.unit_id),
        title=f"未按 {notice.number} 整改：{event.title}",
        text=f"服务管理委员会（{event.number}）认定未按整改通知书 {notice.number} 整改："
        f"{event.outcome}",
        happened_on=timezone.localdate(now),
        source=notice,
        source_number=notice.number,
        proofs={"service_record": notice.number},
        now=now,
    )


@on(OpinionFoundValid)
def propose_for_opinion(event: OpinionFoundValid, *, now: datetime) -> None:
    """A supervisor's valid finding about somebody (supervision/use): a case under the clause that
    the judge named; where he named none, the office does."""
    if event.staff_id is None:
        return
    staff = _staff(event.staff_id)
    raised = [case.staff_id for case in _raised_by(OPINION, event.opinion_id)]
    if staff.pk in raised:
        return
    row = Opinion.objects.get(pk=event.opinion_id)
    propose_case(
        "supervisor_finding",
        about=staff,
        title=f"监督员意见 {event.number} 属实：{event.title}",
        text=row.text,
        happened_on=row.seen_on or timezone.localdate(row.received_at),
        source=row,
        source_number=event.number,
        proofs={"service_record": event.number},
        ground=ground_of_clause(event.ground),
        now=now,
    )


@on(OpinionPraised)
def propose_for_praise_of_supervisor(event: OpinionPraised, *, now: datetime) -> None:
    """A supervisor praised somebody in writing (conduct/3.1.1(1))."""
    if event.staff_id is None:
        return
    staff = _staff(event.staff_id)
    row = Opinion.objects.get(pk=event.opinion_id)
    propose_case(
        "supervisor_praise",
        about=staff,
        title=f"监督员表扬 {event.number}：{event.title}",
        text=row.text,
        happened_on=row.seen_on or timezone.localdate(row.received_at),
        source=row,
        source_number=event.number,
        proofs={"customer_praise": event.number},
        now=now,
    )


@on(OpinionRejudged)
def end_case_of_rejudged_opinion(event: OpinionRejudged, *, now: datetime) -> None:
    """A supervisor's opinion was judged otherwise than before."""
    side = {"valid": Side.PENALTY, "praise": Side.REWARD}.get(event.verdict)
    for case in _raised_by(OPINION, event.opinion_id, sides=tuple(Side)):
        proposed = case.status == Status.PROPOSED and side == Side.PENALTY
        other = proposed and case.ground != ground_of_clause(event.ground)
        if case.side != side or case.staff_id != event.staff_id or other:
            reason = f"监督员意见 {event.number} 的认定已变更"
            withdraw_ground(case, reason=reason, now=now)


@on(MatterDecided)
def tell_judges_of_committee(event: MatterDecided, *, now: datetime) -> None:
    """The committee decided about an appeal: whoever may enters its decision on the case."""
    if event.source_type != SUBJECT:
        return
    rows = Case.objects.select_related(*RELATED).filter(status=Status.APPEALED)
    case = rows.filter(pk=int(event.source_id)).first()
    if case is not None:
        judges = people_in(appeal_posts(case, now=now), case.unit, on=timezone.localdate(now))
        tell(
            case, judges, "conduct.committee_decided", key="committee", by=SYSTEM, now=now,
            outcome=event.outcome,
        )  # fmt: skip


@on(ApprovalGranted)
def decide_signed_case(event: ApprovalGranted, *, now: datetime) -> None:
    """The last signature."""
    case = _signing(event)
    if case is not None:
        decide_case(case, now=event.decided_at)


@on(*NOT_GRANTED)
def end_unsigned_case(event: NotGranted, *, now: datetime) -> None:
    """Refused for good, sent back by a signer, or taken back by whoever submitted it."""
    case = _signing(event)
    if case is not None:
        refused = isinstance(event, ApprovalRefused)
        end_signing(case, refused=refused, reason=event.reason, now=now)


@on(ClockNearing)
def warn_of_case(event: ClockNearing, *, now: datetime) -> None:
    """A limit draws near."""
    _warn(event, "conduct.nearing", f"a{event.alert}", now=now)


@on(ClockBreached)
def report_late_case(event: ClockBreached, *, now: datetime) -> None:
    """A limit has passed."""
    _warn(event, "conduct.late", "b", now=now)


def _warn(event: ClockNearing | ClockBreached, code: str, step: str, *, now: datetime) -> None:
    if event.subject_type != SUBJECT:
        return
    case = Case.objects.select_related(*RELATED).filter(pk=event.subject_id, is_open=True).first()
    if case is None:
        return
    to: list[Staff] = holders_of_right(HANDLE, case.unit, on=timezone.localdate(now))[:TOLD]
    if event.name == "statement":
        to = [case.staff] if case.staff else []
    due = event.due
    tell(
        case, to, code, key=f"clock:{event.clock_id}:{step}", by=SYSTEM, now=now,
        what=event.title, due=due,
    )  # fmt: skip


def _signing(event: Outcome) -> Case | None:
    if event.kind != APPROVAL:
        return None
    rows = Case.objects.select_related(*RELATED)
    return rows.filter(pk=int(event.subject_id), status=Status.SIGNING).first()


def _staff(pk: int) -> Staff:
    return Staff.objects.select_related("unit__parent", "unit__company").get(pk=pk)


def _raised_by(
    source_type: str, pk: int, *, sides: tuple[str, ...] = (Side.PENALTY,)
) -> list[Case]:
    """Penalties that rest on a record and have not ended; or cases of other ``sides``."""
    rows = Case.objects.select_related(*RELATED).filter(
        source_type=source_type, source_id=str(pk), side__in=sides
    )
    return list(rows.exclude(status__in=VOID))
