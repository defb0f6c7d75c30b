"""What checks established: misused authority, findings and model cases of inspections."""

from datetime import datetime

from django.utils import timezone

from heqi.authority.events import AuthorityMisused, MisuseFallen
from heqi.authority.models import Signal, Use
from heqi.conduct.actions.appealing import withdraw_ground
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.facts import ground_of_clause, named
from heqi.conduct.queries import raised_by, staff_of
from heqi.inspections.events import (
    BreachRecorded,
    FindingWithdrawn,
    ReferralDecided,
    RewardNominated,
)
from heqi.inspections.models import Finding
from heqi.ledger.events import on
from heqi.people.models import Unit
from heqi.rectifications.models import Rectification

FINDING = "inspections.finding"


@on(AuthorityMisused)
def propose_for_misused_authority(event: AuthorityMisused, *, now: datetime) -> None:
    """Misuse of authority was established (authority/6.1); the office names the ground."""
    staff = staff_of(event.staff_id)
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


@on(MisuseFallen)
def end_case_of_fallen_misuse(event: MisuseFallen, *, now: datetime) -> None:
    """The committee did not uphold the misuse (authority/6.2): what rests on it ends."""
    if Signal.objects.established().filter(use_id=event.use_id).exists():
        return  # another sign of the same use stands
    for case in raised_by("authority.use", event.use_id):
        withdraw_ground(case, reason=f"授权使用 {event.number} 的违规认定已撤销", now=now)


@on(RewardNominated)
def propose_for_nomination(event: RewardNominated, *, now: datetime) -> None:
    """An inspection nominated somebody for a reward (inspection/5.7)."""
    staff = staff_of(event.staff_id)
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
    staff = staff_of(event.staff_id)
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
    for case in raised_by(FINDING, event.finding_id):
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
        about=staff_of(event.staff_id) if event.staff_id else units.get(pk=event.unit_id),
        title=f"未按 {notice.number} 整改：{event.title}",
        text=f"服务管理委员会（{event.number}）认定未按整改通知书 {notice.number} 整改："
        f"{event.outcome}",
        happened_on=timezone.localdate(now),
        source=notice,
        source_number=notice.number,
        proofs={"service_record": notice.number},
        now=now,
    )
