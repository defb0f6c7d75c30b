"""The committee decides, plans contain inspections, gaps are closed, suggestions are answered."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.authority.actions import raise_signal
from heqi.authority.tests.scenes import establish, use
from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import duty, run_on
from heqi.governance import actions
from heqi.governance.models import Idea, Improvement, Matter, Sitting
from heqi.governance.queries import handed_in_for
from heqi.inspections.actions import (
    hand_in_summary,
    refer_to_committee,
    save_summary,
    settle_referral,
)
from heqi.inspections.models import Plan, Referral
from heqi.inspections.prefills import figures_for
from heqi.ledger.events import deliver_open
from heqi.ledger.models import Event
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
DAY = NOW.date()
Capture = Callable[..., Any]


def seated(cast: Cast) -> None:
    """A committee of three."""
    for name, office in (("zheng", "chair"), ("zhoujm", "member"), ("he", "secretary")):
        actions.name_member(
            cast.units["gas"], staff=cast.staff[name], office=office, by=cast.he, now=NOW
        )


def called(cast: Cast) -> Sitting:
    gas = cast.units["gas"]
    return actions.call_sitting(gas, at=NOW, place="三楼会议室", by=cast.he, now=NOW)


def held(cast: Cast, *names: str) -> Sitting:
    seated(cast)
    row = called(cast)
    present = [cast.staff[name] for name in names or ("zheng", "zhoujm")]
    actions.hold_sitting(row, present=present, by=cast.he, now=NOW)
    return row


def asked(cast: Cast) -> Matter:
    given: dict[str, Any] = {"title": "拒不整改", "text": "两次催办未整改", "by": cast.he}
    return actions.ask_committee(unit=cast.units["service"], **given, now=NOW)


@pytest.mark.clause("inspection/8.2")
def test_who_does_not_rectify_is_decided_by_the_committee(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        referral = refer_to_committee(
            unit=cast.units["service"], title="拒不整改", reason="两次催办", by=cast.he, now=NOW
        )
    matter = Matter.objects.get(source_number=referral.number)
    held(cast)
    matter.refresh_from_db()
    assert matter.status == "listed"
    given: dict[str, Any] = {"outcome": "通报批评，限期整改", "by": cast.he, "now": NOW}
    with pytest.raises(ValidationError):
        actions.decide_matter(matter, votes_for=3, votes_against=0, **given)
    actions.decide_matter(matter, votes_for=2, votes_against=0, **given)
    assert matter.carried
    assert Referral.objects.get().outcome == "通报批评，限期整改"
    told = Event.objects.get(name="governance.MatterDecided").data
    assert (told["source_id"], told["carried"]) == (str(referral.pk), True)


@pytest.mark.clause("inspection/8.2")
def test_minutes_that_the_office_enters_take_the_matter_off_the_agenda(cast: Cast) -> None:
    referral = refer_to_committee(
        unit=cast.units["service"], title="拒不整改", reason="两次催办", by=cast.he, now=NOW
    )
    deliver_open(now=NOW)
    settle_referral(referral, outcome="通报批评", upheld=True, by=cast.he, now=NOW)
    deliver_open(now=NOW)
    matter = Matter.objects.get(source_number=referral.number)
    assert (matter.status, matter.outcome) == ("decided", "通报批评")


@pytest.mark.clause("authority/6.2")
def test_misuse_with_damage_is_decided_by_the_committee_and_reprimanded_for_all(
    cast: Cast,
) -> None:
    signal = raise_signal(
        use(cast, "permission_1"), "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW
    )
    establish(signal, cast, breach="beyond_authority", damage=True, finding="造成损失")
    deliver_open(now=NOW)
    matter = Matter.objects.get(source_type="authority.signal")
    held(cast)
    matter.refresh_from_db()
    actions.decide_matter(
        matter, outcome="全公司通报批评", votes_for=2, votes_against=0, by=cast.he, now=NOW
    )
    signal.refresh_from_db()
    assert (signal.committee_outcome, signal.committee_upheld) == ("全公司通报批评", True)
    told = Notice.objects.filter(template="authority.reprimand", channel="in_app")
    assert {"马超群", "韩雪", "郑国栋"} <= set(told.values_list("recipient_name", flat=True))


@pytest.mark.clause("inspection/5.3", "inspection/5.4")
def test_a_sitting_takes_note_of_what_was_handed_in_since_the_one_before(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = dict.fromkeys(("achievements", "measures", "problems", "suggestions"), "见附件")
    early, late = NOW - timedelta(days=40), NOW - timedelta(days=1)
    for at in (early, late):
        row = save_summary(cast.units["service"], month=at.date(), texts=texts, by=cast.han, now=at)
        hand_in_summary(row, by=cast.han, now=at)
    gas = cast.units["gas"]
    before = actions.call_sitting(gas, at=NOW - timedelta(days=9), place="一", by=cast.he, now=NOW)
    sitting = called(cast)
    assert [one.month.month for one in handed_in_for(sitting)] == [11]
    assert len(handed_in_for(before)) == 2  # not closed: what comes in meanwhile counts
    still_clock(monkeypatch)
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(cast.staff["zheng"].account, backend=backend)
    page = client.get(reverse("governance:record", args=["sittings", sitting.pk])).content.decode()
    assert f'<a href="/inspections/summaries/{row.pk}/">月度小结 客户服务部 2026-11</a>' in page


@pytest.mark.clause("inspection/8.2")
def test_too_few_members_decide_nothing_and_half_the_votes_carry_nothing(cast: Cast) -> None:
    seated(cast)
    row, matter = called(cast), asked(cast)
    with pytest.raises(ValidationError):
        actions.hold_sitting(row, present=[cast.staff["he"]], by=cast.he, now=NOW)
    both = [cast.staff["he"], cast.staff["zheng"]]
    actions.hold_sitting(row, present=both, by=cast.he, now=NOW)
    actions.list_matter(matter, sitting=row, by=cast.he, now=NOW)
    actions.decide_matter(
        matter, outcome="不予处理", votes_for=1, votes_against=1, by=cast.he, now=NOW
    )
    assert matter.carried is False


def test_what_is_not_decided_waits_and_the_minutes_show_the_sitting(cast: Cast) -> None:
    run_on(duty(cast.units["gas"], "committee_meeting", date(2026, 1, 1)), DAY)
    matter = asked(cast)
    row = held(cast)
    actions.close_sitting(row, minutes="议题延后", by=cast.he, now=NOW)
    matter.refresh_from_db()
    assert (matter.status, matter.sitting_id) == ("asked", None)
    owed = Occurrence.objects.get(code="committee_meeting", first_on__lte=DAY, last_on__gte=DAY)
    assert owed.status == "done"
    with pytest.raises(Refused):
        actions.call_sitting(cast.units["gas"], at=NOW, place="x", by=cast.han, now=NOW)


@pytest.mark.clause("inspection/5.1")
def test_a_service_plan_is_issued_with_its_special_inspections_only(cast: Cast) -> None:
    gas = cast.units["gas"]
    row = actions.write_plan(
        gas, period="quarter", day=DAY, aims="提升", measures="培训", by=cast.he, now=NOW
    )
    assert row.starts_on == date(2026, 10, 1)
    with pytest.raises(ValidationError):
        actions.issue_plan(row, by=cast.he, now=NOW)
    special = Plan.objects.create(
        company=gas, unit=gas, period="quarter", starts_on=row.starts_on, aims="x",
        status="issued", made_at=NOW, made_by="何倩",
    )  # fmt: skip
    special.lines.create(kind="special", unit=cast.units["service"], theme="安检", on=DAY)
    actions.issue_plan(row, by=cast.he, now=NOW)
    assert row.inspections_id == special.pk
    with pytest.raises(ValidationError):
        actions.write_plan(
            gas, period="quarter", day=DAY, aims="a", measures="b", by=cast.he, now=NOW
        )


def improvement(cast: Cast) -> Improvement:
    return actions.make_improvement(
        unit=cast.units["service"], title="预约时段过宽", gap="客户等候四小时",
        measures="缩短到两小时", owner="韩雪", due_on=DAY + timedelta(days=5), by=cast.han, now=NOW,
    )  # fmt: skip


@pytest.mark.clause("conduct/2.3(3)", "inspection/3.5")
def test_an_improvement_has_a_deadline_progress_and_an_effect(cast: Cast) -> None:
    service = cast.units["service"]
    run_on(duty(cast.units["gas"], "improvement_plan", date(2026, 1, 1)), DAY)
    with pytest.raises(ValidationError):
        actions.make_improvement(
            unit=service, title="x", gap="y", measures="z", owner="o", due_on=None, by=cast.han,
            now=NOW,
        )  # fmt: skip
    row = improvement(cast)
    rows = Occurrence.objects.filter(code="improvement_plan", subject_id=str(service.pk))
    assert rows.get(first_on__lte=DAY, last_on__gte=DAY).status == "done"
    actions.report_progress(row, percent=60, note="排班已改", by=cast.han, now=NOW)
    span = (DAY, DAY + timedelta(days=30))
    shown = [one for one in figures_for("improvement_plans", service, *span, NOW) if one["m"]]
    assert {"n": 0, "m": 1, "clause": "inspection/3.5"}.items() <= shown[-1].items()
    actions.finish_improvement(row, effect="等候降到一小时", by=cast.han, now=NOW)
    assert (row.percent, row.done_on) == (100, DAY)
    told = Event.objects.get(name="governance.ImprovementDone").data
    assert not told["late"]


@pytest.mark.clause("supervision/use")
def test_a_supervisors_suggestion_becomes_an_improvement_of_the_department(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    from heqi.supervision.tests.scenes import brought

    with django_capture_on_commit_callbacks(execute=True):
        brought(cast, "judged", verdict="suggestion", outcome="improve")
    row = Improvement.objects.get()
    assert (row.unit, row.status) == (cast.units["service"], "wanted")
    assert row.source_number.startswith("JD")


@pytest.mark.clause("conduct/2.3(4)", "inspection/3.6")
def test_trainings_are_found_by_inspections_with_who_was_there(cast: Cast) -> None:
    service = cast.units["service"]
    given: dict[str, Any] = {
        "unit": service, "kind": "training", "subject": "上门规范", "led_by": "韩雪",
        "content": "礼仪", "by": cast.han, "now": NOW,
    }  # fmt: skip
    people = [cast.staff["ma"], cast.staff["li"]]
    planned = actions.record_session(**given, held_on=DAY, present=[])
    with pytest.raises(ValidationError):
        actions.record_attendance(planned, present=[], by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.record_session(**given, held_on=DAY + timedelta(days=1), present=people)
    actions.record_session(**given, held_on=DAY, present=people)
    shown = figures_for("training_and_meetings", service, DAY, DAY + timedelta(days=1), NOW)
    assert {"1", "0"} <= {one["text"] for one in shown}


@pytest.mark.clause("conduct/2.3(5)", "inspection/3.7")
def test_a_suggestion_is_answered_by_somebody_else_and_may_be_rewarded(cast: Cast) -> None:
    row = actions.file_idea(title="回单照片模板", text="统一模板", by=cast.ma, now=NOW)
    assert row.answer_by.date() == date(2026, 12, 7)
    with pytest.raises(Refused):
        actions.answer_idea(row, adopt=True, answer="好", by=cast.ma, now=NOW)
    actions.answer_idea(row, adopt=True, answer="采纳", by=cast.he, now=NOW)
    told = Event.objects.get(name="governance.IdeaAdopted").data
    assert told["staff_id"] == cast.staff["ma"].pk
    actions.carry_out_idea(row, effect="返工减少", by=cast.he, now=NOW)
    assert row.status == "done"


def test_records_walk_through_the_pages(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    office, worker, head = sign_in("he"), sign_in("ma"), sign_in("han")
    new = reverse("governance:new", args=["ideas"])
    assert worker.post(new, {"title": "", "text": "x"}).status_code == 422
    assert worker.post(new, {"title": "模板", "text": "统一"}).status_code == 302
    row = Idea.objects.get()
    page = worker.get(reverse("governance:record", args=["ideas", row.pk])).content.decode()
    assert "模板" in page
    answer = reverse("governance:step", args=["ideas", row.pk, "answer"])
    assert worker.post(answer, {"adopt": "1", "answer": "好"}).status_code == 403
    assert office.post(answer, {"adopt": "1", "answer": "好"}).status_code == 302
    given = {
        "unit": cast.units["service"].pk, "title": "时段", "gap": "过宽", "measures": "缩短",
        "owner": "韩雪", "due_on": "2026-12-10",
    }  # fmt: skip
    assert head.post(reverse("governance:new", args=["improvements"]), given).status_code == 302
    assert "时段" in head.get(reverse("governance:list", args=["improvements"])).content.decode()
    book = office.get(reverse("governance:export", args=["improvements"]))
    assert book.content[:2] == b"PK"
    for name in ("matters", "sittings", "members", "plans", "sessions"):
        assert office.get(reverse("governance:list", args=[name])).status_code == 200
        assert office.get(reverse("governance:new", args=[name])).status_code == 200
    assert office.get(reverse("governance:list", args=["nonsense"])).status_code == 404
