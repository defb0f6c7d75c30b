"""What inspections find and what the policy makes of it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.inspections import actions
from heqi.inspections.queries.award import award_bar, award_bars
from heqi.inspections.tests.scenes import arranged, closed, found, routine, started
from heqi.ledger.models import Event
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.rectifications.models import Rectification
from heqi.rectifications.tests.scenes import issued
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=6)


def told(name: str) -> list[dict[str, object]]:
    return [row.data for row in Event.objects.filter(name=f"inspections.{name}").order_by("pk")]


@pytest.mark.clause("inspection/6.2")
def test_a_breach_is_corrected_recorded_and_costs_points_within_the_range(cast: Cast) -> None:
    row = started(cast, routine(cast))
    finding = found(cast, row, staff=cast.staff["qian"])

    with pytest.raises(ValidationError) as refused:
        actions.correct_finding(
            finding, correction="当场纠正", points=Decimal(4), by=cast.han, now=LATER
        )
    assert "points" in refused.value.message_dict
    with pytest.raises(ValidationError):
        actions.notify_finding(finding, title="x", requirement="x", by=cast.he, now=LATER)

    actions.correct_finding(
        finding, correction="当场纠正", points=Decimal("1.5"), by=cast.han, now=LATER
    )
    breach = told("BreachRecorded")[0]
    assert (breach["staff_id"], breach["points"]) == (cast.staff["qian"].pk, "1.5")
    assert (breach["points_least"], breach["points_most"]) == ("1", "3")


@pytest.mark.clause("inspection/6.1")
def test_every_finding_is_told_for_the_departments_month(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    finding = found(cast, row, severity="major")

    event = told("FindingRecorded")[0]
    assert (event["kind"], event["severity"], event["clause"]) == (
        "special",
        "major",
        "inspection/3.1",
    )
    assert (row.refresh_from_db(), row.problems, row.major) == (None, 1, 1)

    actions.withdraw_finding(finding, reason="误记", by=cast.he, now=LATER)
    row.refresh_from_db()
    assert (row.problems, row.major) == (0, 0)
    assert told("FindingWithdrawn")[0]["finding_id"] == finding.pk


@pytest.mark.clause("inspection/6.3")
def test_a_problem_of_a_special_inspection_leads_to_a_notice(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    finding = found(cast, row)
    with pytest.raises(ValidationError):
        actions.correct_finding(finding, correction="已改", by=cast.he, now=LATER)

    notice = actions.notify_finding(
        finding, title="上门前未联系", requirement="逐单联系", by=cast.he, now=LATER
    )
    assert (notice.unit, notice.severity) == (cast.units["service"], "ordinary")
    assert (notice.source_number, notice.clause) == (finding.number, "inspection/3.1")
    assert finding.rectification_number == notice.number


def test_a_finding_names_a_clause_and_somebody_of_the_inspected_unit(cast: Cast) -> None:
    row = started(cast, arranged(cast))
    with pytest.raises(ValidationError) as refused:
        found(cast, row, clause="inspection/99")
    assert "clause" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        found(cast, row, staff=cast.staff["lin"])
    assert "staff" in refused.value.message_dict
    with pytest.raises(Refused):
        found(cast, row, by=cast.han)


@pytest.mark.clause("inspection/8.1")
def test_two_major_notices_in_a_year_bar_the_award(cast: Cast) -> None:
    unit = cast.units["service"]
    today = NOW.date()
    issued(cast, severity="major", now=NOW - timedelta(days=400))
    issued(cast, severity="major")
    assert not award_bar(unit, on=today).barred

    row = started(cast, arranged(cast))
    found(cast, row, severity="major")
    closed(cast, row)

    bar = award_bar(unit, on=today)
    assert (bar.count, bar.barred, bar.clause) == (2, True, "inspection/8.1")
    assert [(one.unit, one.count) for one in award_bars(cast.units["gas"], on=today)] == [(unit, 2)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("inspection/8.1")
def test_each_major_notice_is_announced_with_its_count(cast: Cast) -> None:
    issued(cast, severity="ordinary")
    issued(cast, severity="major")
    issued(cast, severity="major")

    assert [(one["count"], one["barred"]) for one in told("MajorNotice")] == [(1, False), (2, True)]


@pytest.mark.clause("inspection/8.2")
def test_who_does_not_rectify_goes_before_the_committee_once(cast: Cast) -> None:
    notice = issued(cast)
    given = {
        "unit": cast.units["service"],
        "title": "拒不整改",
        "reason": "两次催办仍未交报告。",
        "rectification": notice,
        "now": LATER,
    }
    with pytest.raises(Refused):
        actions.refer_to_committee(**given, by=cast.han)
    matter = actions.refer_to_committee(**given, by=cast.he)
    with pytest.raises(ValidationError):
        actions.refer_to_committee(**given, by=cast.he)

    event = told("CommitteeAsked")[0]
    assert (event["referral_id"], event["clause"]) == (matter.pk, "inspection/8.2")
    outcome = "通报批评，限三日内整改。"
    actions.settle_referral(matter, outcome=outcome, upheld=True, by=cast.he, now=LATER)
    assert told("ReferralDecided")[0]["upheld"] is True
    assert matter.status == "decided"
    assert Rectification.objects.get().is_open


@pytest.mark.clause("inspection/5.7", "conduct/2.2(5)", "conduct/2.3(6)")
def test_a_model_case_is_published_and_nominated(cast: Cast) -> None:
    case = actions.record_case(
        unit=cast.units["service"],
        kind="excellent",
        title="雨夜送气",
        story="钱敏下班后为独居老人送去燃气卡。",
        staff=cast.staff["qian"],
        by=cast.he,
        now=NOW,
    )
    with pytest.raises(ValidationError):
        actions.nominate_case(case, ground="3.2.1.1", by=cast.he, now=NOW)
    actions.nominate_case(case, ground="3.1.1.1", by=cast.he, now=NOW)
    actions.publish_case(case, channels="内刊", by=cast.he, now=NOW)

    assert told("RewardNominated")[0]["ground"] == "3.1.1.1"
    assert told("ModelCasePublished")[0]["staff_id"] == cast.staff["qian"].pk
    from heqi.inspections.models import ModelCase

    assert list(ModelCase.objects.visible_to(cast.lin)) == [case]
    assert list(ModelCase.objects.visible_to(cast.other)) == []
    actions.withdraw_case(case, reason="当事人要求", by=cast.he, now=LATER)
    assert list(ModelCase.objects.visible_to(cast.lin)) == []


@pytest.mark.clause("inspection/6.2", "conduct/1.3")
def test_whose_breach_it_was_is_told_reads_the_record_and_remarks_once(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    row = found(cast, started(cast, routine(cast)), staff=cast.staff["qian"])
    here = f"/inspections/findings/{row.pk}/"
    own = sign_in("qian")
    assert own.get(here).status_code == 404
    actions.correct_finding(row, correction="当场改正", points=Decimal(1), by=cast.han, now=NOW)
    told = Notice.objects.filter(template="inspections.breach", recipient=cast.staff["qian"])
    assert told.filter(url=here).exists()
    assert "remark/" in own.get(here).content.decode()
    with pytest.raises(Refused):
        actions.remark_breach(row, remark="x", by=cast.ma, now=NOW)
    assert own.post(f"{here}remark/", {"remark": "当日系统停用"}).status_code == 302
    page = own.get(here).content.decode()
    assert "当日系统停用" in page
    assert "remark/" not in page
    assert own.post(f"{here}withdraw/", {"reason": "x"}).status_code == 403
