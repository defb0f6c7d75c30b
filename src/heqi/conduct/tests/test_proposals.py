"""What happens elsewhere proposes cases; the policy says under which ground."""

from datetime import timedelta

import pytest

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.authority.actions import raise_signal
from heqi.authority.tests.scenes import establish, use
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.tests.makers import said, task_of
from heqi.clocks.events import ClockBreached
from heqi.complaints.events import ComplaintJudged, ComplaintsOfEmployee
from heqi.complaints.models import Appeal, Complaint
from heqi.complaints.tests.scenes import taken
from heqi.conduct import actions
from heqi.conduct.actions.submitting import penalty_waits
from heqi.conduct.models import Case
from heqi.conduct.subscribers import checks, customers, entries, promises
from heqi.governance.actions import answer_idea, file_idea, make_improvement, remind
from heqi.inspections.events import BreachRecorded, ReferralDecided, RewardNominated
from heqi.inspections.prefills import figures_for
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove
from heqi.lookups.events import LookupMisuseOverturned, LookupMisuseUpheld
from heqi.lookups.models import Case as Misuse
from heqi.people.access import Refused
from heqi.policies.packs import common_pack
from heqi.quality.actions import propose_withdrawal
from heqi.quality.tests.scenes import repeated_errors, trained
from heqi.rectifications.tests.scenes import issued
from heqi.rulebook.values import Words
from heqi.service.tests.makers import make_request
from heqi.supervision import actions as network
from heqi.supervision.tests.scenes import brought
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def judged(cast: Cast, *, valid: bool = True, complaint: object = None) -> ComplaintJudged:
    complaint = complaint or taken(cast)
    return ComplaintJudged(
        complaint_id=complaint.pk,  # type: ignore[attr-defined]
        number=complaint.number,  # type: ignore[attr-defined]
        verdict="upheld" if valid else "not_upheld",
        responsibility="employee",
        valid=valid,
        leads_to=["conduct_case", "appraisal"] if valid else [],
        staff_id=cast.staff["ma"].pk,
        unit_id=cast.units["service"].pk,
        company_id=cast.units["gas"].pk,
    )


@pytest.mark.clause("data-entry/9.3", "conduct/3.2.4(3)")
@pytest.mark.parametrize("finding", ["lookup_without_reason", "false_entry"])
def test_misuse_of_customer_data_proposes_a_case_that_names_it_and_ends_with_it(
    cast: Cast, finding: str
) -> None:
    gas, ma = cast.units["gas"], cast.staff["ma"]
    row = Misuse.objects.create(
        number="CX1", company=gas, unit=ma.unit, staff=ma, day=NOW.date(), opened_at=NOW
    )
    about = {"case_id": row.pk, "number": "CX1", "company_id": gas.pk, "staff_id": ma.pk}
    upheld = LookupMisuseUpheld(
        **about, unit_id=ma.unit_id, finding=finding, rules=["R1"], ground="conduct/3.2.4(3)",
        looks=2, evidence="", reviewers=[], decided_at=NOW,
    )  # fmt: skip
    entries.propose_for_misuse(upheld, now=NOW)
    entries.propose_for_misuse(upheld, now=NOW)
    case = Case.objects.get()
    words = common_pack().question("data.misuse").facts["finding"].words
    assert (case.staff, case.ground, case.title) == (ma, "3.2.4.3", f"{words[finding].zh} CX1")
    entries.end_case_of_overturned_misuse(LookupMisuseOverturned(**about, decided_at=NOW), now=NOW)
    case.refresh_from_db()
    assert not case.is_open


@pytest.mark.clause("complaint/results", "conduct/3.2.3(1)")
def test_an_upheld_complaint_proposes_a_case_once(cast: Cast) -> None:
    event = judged(cast)
    customers.propose_for_upheld_complaint(event, now=NOW)
    customers.propose_for_upheld_complaint(event, now=NOW)
    case = Case.objects.get()
    assert (case.ground, case.staff, case.status) == ("3.2.3.1", cast.staff["ma"], "proposed")
    assert case.proofs == {"complaint_record": event.number}
    assert not Case.objects.visible_to(cast.ma).exists()  # nobody has taken it up


@pytest.mark.clause("complaint/results")
def test_a_verdict_that_falls_takes_the_case_back(cast: Cast) -> None:
    complaint = taken(cast)
    customers.propose_for_upheld_complaint(judged(cast, complaint=complaint), now=NOW)
    case = Case.objects.get()
    actions.take_up_case(case, ground="3.2.3.1", by=cast.he, now=NOW)
    customers.propose_for_upheld_complaint(judged(cast, complaint=complaint, valid=False), now=NOW)
    case.refresh_from_db()
    assert (case.status, case.is_open) == ("dropped", False)


@pytest.mark.clause("complaint/results")
def test_a_penalty_waits_while_the_verdict_is_appealed_against(cast: Cast) -> None:
    complaint = taken(cast)
    customers.propose_for_upheld_complaint(judged(cast, complaint=complaint), now=NOW)
    case = Case.objects.get()
    assert not penalty_waits(case)
    Appeal.objects.create(
        complaint=complaint, company=complaint.company, unit=complaint.unit,
        appellant="employee", instance="first", filed_by="马超群", grounds="不服", filed_at=NOW,
        penalty_waits=True, decision=case.why,
    )  # fmt: skip
    assert penalty_waits(case)


@pytest.mark.clause("conduct/3.2.4(4)")
def test_three_complaints_in_a_year_propose_probation_and_two_do_not(cast: Cast) -> None:
    def reached(count: int) -> None:
        event = ComplaintsOfEmployee(
            staff_id=cast.staff["ma"].pk,
            count=count,
            ground="",
            clause="conduct/3.2.4(4)",
            complaint_id=taken(cast).pk,
            numbers=[f"TS26112{n}-00001" for n in range(count)],
            unit_id=cast.units["service"].pk,
            company_id=cast.units["gas"].pk,
        )
        customers.propose_for_complaints_in_year(event, now=NOW)

    reached(2)
    assert not Case.objects.exists()
    reached(3)
    assert Case.objects.get().ground == "3.2.4.4"
    # The fourth and fifth are not penalised with the three that a case counts already.
    reached(4)
    reached(5)
    assert Case.objects.count() == 1
    reached(6)
    assert Case.objects.count() == 2
    latest = Case.objects.latest("pk")
    assert "3 次：TS261123-00001、TS261124-00001、TS261125-00001" in latest.facts


@pytest.mark.clause("conduct/3.2.4(4)", "complaint/appeal")
@pytest.mark.parametrize("others", [2, 3])
def test_a_case_for_complaints_of_a_year_falls_with_one_of_them(cast: Cast, others: int) -> None:
    rows = [taken(cast) for _ in range(others + 1)]
    Complaint.objects.filter(pk__in=[row.pk for row in rows]).update(
        responsible=cast.staff["ma"], valid=True, judged_at=NOW
    )
    event = ComplaintsOfEmployee(
        staff_id=cast.staff["ma"].pk, count=3, ground="", clause="conduct/3.2.4(4)",
        complaint_id=rows[2].pk, numbers=[row.number for row in rows[:3]],
        unit_id=cast.units["service"].pk, company_id=cast.units["gas"].pk,
    )  # fmt: skip
    customers.propose_for_complaints_in_year(event, now=NOW)
    first = Case.objects.get()
    Complaint.objects.filter(pk=rows[0].pk).update(valid=False, responsible=None)
    fell = judged(cast, complaint=rows[0], valid=False)
    customers.propose_for_upheld_complaint(fell, now=NOW)
    first.refresh_from_db()
    assert first.status == "dropped"
    again = Case.objects.exclude(pk=first.pk)
    # With a fourth complaint there are still three.
    assert again.count() == others - 2
    assert all(rows[0].number not in case.facts for case in again)


@pytest.mark.clause("complaint/results", "complaint/appeal")
def test_a_case_that_fell_with_its_verdict_is_proposed_again_when_the_verdict_stands_again(
    cast: Cast,
) -> None:
    complaint = taken(cast)
    for valid in (True, False, True):
        event = judged(cast, complaint=complaint, valid=valid)
        customers.propose_for_upheld_complaint(event, now=NOW)
    assert sorted(Case.objects.values_list("status", flat=True)) == ["dropped", "proposed"]
    # What somebody decided not to take up does not come again.
    case = Case.objects.get(status="proposed")
    actions.drop_case(case, reason="已在部门处理", by=cast.he, now=NOW)
    customers.propose_for_upheld_complaint(judged(cast, complaint=complaint), now=NOW)
    assert Case.objects.count() == 2


@pytest.mark.clause("inspection/5.7", "inspection/6.2")
def test_inspections_nominate_and_record_breaches(cast: Cast) -> None:
    where = {"unit_id": cast.units["service"].pk, "company_id": cast.units["gas"].pk}
    checks.propose_for_nomination(
        RewardNominated(
            case_id=1, number="JC261101-00001", title="雨夜抢修", facts="连续三昼夜",
            ground="3.1.1.5", staff_id=cast.staff["ma"].pk, **where,
        ),
        now=NOW,
    )  # fmt: skip
    checks.propose_for_breach(
        BreachRecorded(
            finding_id=2, inspection_id=1, number="JC261101-00002", severity="minor",
            clause="inspection/3.1", staff_id=cast.staff["li"].pk, points="1", points_least="1",
            points_most="3", **where,
        ),
        now=NOW,
    )  # fmt: skip
    reward, breach = Case.objects.order_by("id")
    assert (reward.side, reward.ground) == ("reward", "3.1.1.5")
    assert (breach.side, breach.ground, breach.clause) == ("penalty", "", "inspection/6.2")
    actions.take_up_case(breach, ground="3.2.1.1", by=cast.he, now=NOW)
    assert (breach.status, breach.handling) == ("open", "department_handling")


@pytest.mark.clause("inspection/8.2", "conduct/3.2.2(5)")
def test_a_notice_that_the_committee_finds_not_put_right_proposes_a_case(cast: Cast) -> None:
    notice = issued(cast, now=NOW)
    for upheld in (False, True):
        checks.propose_for_refused_rectification(
            ReferralDecided(
                referral_id=1, number="WH261123-00001", title="两次催办未整改", upheld=upheld,
                outcome="通报批评", clause="inspection/8.2", rectification_id=notice.pk,
                staff_id=None, unit_id=cast.units["service"].pk,
                company_id=cast.units["gas"].pk,
            ),
            now=NOW,
        )  # fmt: skip
    case = Case.objects.get()
    assert (case.side, case.ground, case.unit) == ("penalty", "3.2.2.5", cast.units["service"])
    assert (case.source_id, case.source_number) == (str(notice.pk), notice.number)


def test_a_proposal_is_dropped_with_a_reason_and_not_taken_up_again(cast: Cast) -> None:
    customers.propose_for_upheld_complaint(judged(cast), now=NOW)
    case = Case.objects.get()
    with pytest.raises(Refused):
        actions.drop_case(case, reason="x", by=cast.lin, now=NOW)
    actions.drop_case(case, reason="已在部门处理", by=cast.he, now=NOW + timedelta(hours=1))
    with pytest.raises(IllegalMove):
        actions.take_up_case(case, ground="3.2.3.1", by=cast.he, now=NOW)


@pytest.mark.clause("callback/results", "conduct/3.1.1(1)")
@pytest.mark.parametrize("of_an_order", [True, False])
def test_praise_in_a_callback_proposes_a_reward_of_whoever_did_the_work(
    cast: Cast, django_capture_on_commit_callbacks: object, of_an_order: bool
) -> None:
    task = task_of(cast, django_capture_on_commit_callbacks)
    if not of_an_order:  # as of the hall, an enquiry, a reading or a safety check
        CallbackTask.objects.filter(pk=task.pk).update(order=None)
        task.refresh_from_db()
    Case.objects.all().delete()  # the scene itself is late with a promise
    said(task, cast, kind="praise", score=5)
    deliver_open(now=NOW + timedelta(hours=3))
    case = Case.objects.get(side="reward")
    assert (case.ground, case.staff) == ("3.1.1.1", cast.staff["zhou"])
    assert (case.source_number, case.facts) == (task.number, "客户原话")


@pytest.mark.clause("conduct/3.2.2(1)")
def test_a_broken_promise_proposes_a_case_of_whoever_had_the_work_else_of_the_department(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    order = bring(make_order(cast, django_capture_on_commit_callbacks), "dispatched", cast)
    alone = make_request(cast)
    for request in (order.request, alone):
        event = ClockBreached(
            clock_id=1, timeline_id=1, subject_type="service.servicerequest",
            subject_id=request.pk, label=request.number, name="at_door", title_zh="到场",
            title_en="at the door", clause="tiering/6.1(4)", due_at=NOW.isoformat(),
            unit_id=cast.units["repair1"].pk, company_id=cast.units["gas"].pk,
        )  # fmt: skip
        promises.propose_for_broken_promise(event, now=NOW)
    of_person, of_department = Case.objects.order_by("id")
    assert (of_person.ground, of_person.staff) == ("3.2.2.1", cast.staff["ma"])
    assert of_person.unit == cast.units["repair1"]
    assert (of_department.staff, of_department.unit) == (None, cast.units["service"])


@pytest.mark.clause("authority/6.1")
def test_misuse_of_authority_that_was_established_proposes_a_case_once(cast: Cast) -> None:
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    establish(signal, cast, breach="beyond_authority", finding="核实属实")
    deliver_open(now=NOW)
    case = Case.objects.get()
    assert (case.side, case.staff, case.source_number) == ("penalty", cast.staff["ma"], row.number)
    assert (case.ground, case.clause) == ("", "authority/6.1")


@pytest.mark.clause("conduct/3.1.1(2)", "conduct/2.3(5)")
def test_an_adopted_suggestion_proposes_a_reward_of_its_author(cast: Cast) -> None:
    idea = file_idea(title="回单照片模板", text="统一模板", by=cast.ma, now=NOW)
    answer_idea(idea, adopt=True, answer="采纳", by=cast.he, now=NOW)
    deliver_open(now=NOW)
    case = Case.objects.get()
    assert (case.side, case.ground, case.staff) == ("reward", "3.1.1.2", cast.staff["ma"])


@pytest.mark.clause("supervision/use", "conduct/3.2.2(5)")
def test_a_valid_finding_of_a_supervisor_about_somebody_is_a_case_until_it_is_judged_otherwise(
    cast: Cast,
) -> None:
    given = {"concerned": cast.staff["ma"], "ground": "conduct/3.2.2(5)"}
    opinion = brought(cast, "judged", **given)
    deliver_open(now=LATER)
    case = Case.objects.get()
    assert (case.side, case.staff, case.ground) == ("penalty", cast.staff["ma"], "3.2.2.5")
    assert (case.source_number, case.why.clauses) == (opinion.number, ["supervision/use"])
    network.return_answer(opinion, reason="监控显示已接待", by=cast.he, now=LATER)
    network.answer_opinion(opinion, answer="并未推诿", by=cast.han, now=LATER)
    network.judge_opinion(opinion, verdict="unfounded", outcome="explain", by=cast.he, now=LATER)
    deliver_open(now=LATER)
    case.refresh_from_db()
    assert (case.status, case.is_open) == ("dropped", False)


@pytest.mark.clause("supervision/use", "conduct/3.1.1(1)", "conduct/2.2(2)", "inspection/3.4")
def test_praise_of_a_supervisor_proposes_a_reward_of_whom_he_praised(cast: Cast) -> None:
    brought(cast, "judged", verdict="praise", outcome="explain", concerned=cast.staff["ma"])
    deliver_open(now=LATER)
    case = Case.objects.get()
    assert (case.side, case.staff, case.ground) == ("reward", cast.staff["ma"], "3.1.1.1")
    month = (NOW.date().replace(day=1), LATER.date())
    found = figures_for("staff", cast.units["repair1"], *month, LATER)
    assert [(one["clause"], one["text"], one["good"]) for one in found] == [
        ("inspection/3.4", "1", True)
    ]


@pytest.mark.clause("supervision/use")
def test_a_finding_about_a_department_alone_is_no_case_of_anybody(cast: Cast) -> None:
    brought(cast, "judged")
    deliver_open(now=LATER)
    assert not Case.objects.exists()


@pytest.mark.clause("data-entry/8.3", "conduct/3.2.2(2)")
def test_rights_withdrawn_for_errors_that_went_on_propose_a_case_of_the_clerk(cast: Cast) -> None:
    trained(cast, held_on=(NOW - timedelta(days=3)).date())
    repeated_errors(cast, 3)
    later = NOW + timedelta(days=4)
    proposal = propose_withdrawal(
        cast.staff["qian"], reason="对照录入标准和操作日志查实", by=cast.admin, now=later
    )
    approval = Approval.objects.get(kind="quality.withdrawal")
    for by in (cast.han, cast.he):
        approve(approval, by=by, now=later)
    deliver_open(now=later)  # the signature withdraws the rights
    deliver_open(now=later)
    case = Case.objects.get()
    assert (case.side, case.ground, case.staff) == ("penalty", "3.2.2.2", cast.staff["qian"])
    assert (case.source_type, case.source_number) == ("quality.withdrawal", proposal.number)
    assert case.proofs == {"reminder_records": proposal.number}


@pytest.mark.clause("tiering/8", "conduct/3.2.2(1)")
def test_a_late_answer_to_a_vip_is_a_case_of_whoever_had_the_complaint(cast: Cast) -> None:
    complaint = taken(cast)
    Complaint.objects.filter(pk=complaint.pk).update(handler=cast.staff["ma"])
    event = ClockBreached(
        clock_id=1, timeline_id=1, subject_type="complaints.complaint", subject_id=complaint.pk,
        label=complaint.number, name="respond", title_zh="响应", title_en="answer",
        clause="tiering/6.1(7)", due_at=NOW.isoformat(), unit_id=cast.units["service"].pk,
        company_id=cast.units["gas"].pk,
    )  # fmt: skip
    promises.propose_for_broken_promise(event, now=NOW)
    case = Case.objects.get()
    assert (case.ground, case.staff, case.source_id) == (
        "3.2.2.1", cast.staff["ma"], str(complaint.pk),
    )  # fmt: skip
    assert "分级" in case.facts


@pytest.mark.clause("conduct/3.2.5(2)", "conduct/2.3(3)")
def test_an_improvement_that_is_late_proposes_a_case_of_the_department_once(cast: Cast) -> None:
    row = make_improvement(
        unit=cast.units["service"], title="预约时段过宽", gap="等候", measures="缩短",
        owner="韩雪", due_on=NOW.date(), by=cast.han, now=NOW,
    )  # fmt: skip
    for days in (1, 2):
        remind(now=NOW + timedelta(days=days))
        deliver_open(now=NOW + timedelta(days=days))
    case = Case.objects.get()
    assert (case.unit, case.staff, case.ground) == (cast.units["service"], None, "3.2.5.2")
    assert (case.source_number, case.handling) == (row.number, "department")
