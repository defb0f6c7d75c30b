"""What became of entries and look-ups: misuse of customer data, operating rights withdrawn."""

from datetime import datetime

from django.utils import timezone

from heqi.conduct.actions.appealing import withdraw_ground
from heqi.conduct.actions.raising import propose_case
from heqi.conduct.facts import ground_of_clause
from heqi.conduct.queries import raised_by, staff_of
from heqi.ledger.events import on
from heqi.lookups.events import LookupMisuseOverturned, LookupMisuseUpheld
from heqi.lookups.models import Case as MisuseCase
from heqi.policies.packs import common_pack
from heqi.quality.events import RightsWithdrawn
from heqi.quality.models import Withdrawal


@on(LookupMisuseUpheld)
def propose_for_misuse(event: LookupMisuseUpheld, *, now: datetime) -> None:
    """Two reviewers upheld misuse of customer data; the event names the clause."""
    staff = staff_of(event.staff_id)
    what = common_pack().question("data.misuse").facts["finding"].words[event.finding].zh
    propose_case(
        "data_leak",
        about=staff,
        title=f"{what} {event.number}",
        text=f"查询复核 {event.number} 认定{what}，涉及 {event.looks} 次。",
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
    for case in raised_by("lookups.case", event.case_id):
        withdraw_ground(case, reason=f"查询复核 {event.number} 已撤销", now=now)


@on(RightsWithdrawn)
def propose_for_withdrawn_rights(event: RightsWithdrawn, *, now: datetime) -> None:
    """Errors went on after training, so that operating rights were withdrawn (data-entry/9.2)."""
    staff = staff_of(event.staff_id)
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
