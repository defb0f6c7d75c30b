"""Month end, random checks, signs of misuse and what they cost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import refuse_approval
from heqi.approvals.models import Approval
from heqi.authority.actions import (
    ask_user,
    close_ledgers,
    confirm_misuse,
    draw_check,
    raise_signal,
    record_result,
    state_own,
    watch_uses,
)
from heqi.authority.checkforms import DrawForm
from heqi.authority.measures import count
from heqi.authority.models import Check, Ledger, Signal, Use
from heqi.authority.queries.checks import differences
from heqi.authority.tests.scenes import (
    LATER,
    PROPER,
    RECORD,
    actor,
    establish,
    happen,
    heads,
    records,
    stand_in,
    use,
)
from heqi.ledger.events import deliver_open
from heqi.ledger.models import Event
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.models import Staff, StandIn, Unit
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
NEXT_MONTH = NOW.replace(month=12, day=1, hour=1)
NOVEMBER = date(2026, 11, 1)


@pytest.mark.clause("authority/5.1")
def test_when_the_month_is_over_every_department_has_its_ledger_once(cast: Cast) -> None:
    row = use(cast, "waiver_1")
    use(cast, "permission_3")
    assert not Ledger.objects.filter(month=NOVEMBER).exists()
    assert close_ledgers(now=NOW) > 0  # October, without uses
    assert close_ledgers(now=NEXT_MONTH) > 0
    assert close_ledgers(now=NEXT_MONTH) == 0
    service = Ledger.objects.get(unit=cast.units["service"], month=NOVEMBER)
    assert (service.count, service.amount) == (1, Decimal("80"))
    assert service.lines[0]["number"] == row.number
    assert Ledger.objects.get(unit=cast.units["dispatch"], month=NOVEMBER).count == 1
    assert Ledger.objects.get(unit=cast.units["smo"], month=NOVEMBER).count == 0
    row.refresh_from_db()
    assert row.ledger == service
    deliver_open(now=NEXT_MONTH)
    url = f"/authority/ledgers/{service.pk}/"
    told = Notice.objects.filter(template="authority.ledger", url=url)
    assert set(told.values_list("recipient_name", flat=True)) == {"韩雪", "郑国栋"}


@pytest.mark.clause("authority/1.4")
def test_both_companies_use_authority_and_close_their_own_ledgers(cast: Cast) -> None:
    ours, theirs = use(cast, "permission_3"), use(cast, "permission_3", by="other")
    close_ledgers(now=NEXT_MONTH)
    for row, unit in ((ours, cast.units["dispatch"]), (theirs, cast.units["other-dispatch"])):
        row.refresh_from_db()
        assert (row.company, row.ledger.unit, row.ledger.count) == (unit.company, unit, 1)
    assert list(Use.objects.visible_to(cast.he)) == [ours]


@pytest.mark.clause("authority/5.2")
def test_a_draw_can_be_repeated_and_takes_one_of_each_department_at_least(cast: Cast) -> None:
    for n in range(12):
        use(cast, "permission_1", now=NOW + timedelta(minutes=n))
    use(cast, "permission_3")
    given = {"method": "survey", "since": NOVEMBER, "until": NOW.date()}
    gas = cast.units["gas"]
    first = draw_check(gas, **given, by=cast.he, now=NOW)
    use(cast, "permission_1", now=NOW + timedelta(minutes=30))  # came later: took no part
    assert differences(first) == []
    assert first.population == 13
    Check.objects.filter(pk=first.pk).update(seed=f"{first.seed}x", drawn_from=first.drawn_from[1:])
    first.refresh_from_db()
    units = {item.use.unit_id for item in first.items.all()}
    first.items.all()[0].delete()
    assert differences(first) != []
    assert units == {cast.units["repair1"].pk, cast.units["dispatch"].pk}
    with pytest.raises(Refused):
        draw_check(gas, **given, by=cast.han, now=NOW)


@pytest.mark.clause("authority/5.2")
def test_a_use_that_was_drawn_twice_before_is_one_use(cast: Cast) -> None:
    use(cast, "permission_1")
    for n in range(3):
        check = draw_check(
            cast.units["gas"], method="survey", since=NOVEMBER, until=NOW.date(), by=cast.he,
            now=NOW + timedelta(minutes=n),
        )  # fmt: skip
        assert (check.population, check.total) == (1, 1)
        Check.objects.update(finished_at=NOW)


@pytest.mark.clause("authority/5.2")
def test_nobody_draws_again_until_a_use_that_suits_him_comes_out(cast: Cast) -> None:
    gas, today = cast.units["gas"], NOW.date()
    use(cast, "permission_1")
    first = draw_check(gas, method="survey", since=NOVEMBER, until=today, by=cast.he, now=NOW)
    with pytest.raises(ValidationError) as refused:
        draw_check(gas, method="callback", since=today, until=today, by=cast.he, now=NOW)
    assert first.number in refused.value.messages[0]
    record_result(first.items.get(), result="proper", finding="", by=cast.he, now=NOW)
    second = draw_check(gas, method="survey", since=NOVEMBER, until=today, by=cast.he, now=NOW)
    assert second.seed != first.seed
    assert "seed" not in DrawForm(companies=Unit.objects.all()).fields


@pytest.mark.clause("authority/5.2")
def test_a_use_is_checked_once_and_never_by_who_used_it(cast: Cast) -> None:
    use(cast, "permission_1")
    check = draw_check(
        cast.units["gas"], method="survey", since=NOVEMBER, until=NOW.date(), by=cast.he, now=NOW
    )
    item = check.items.get()
    record_result(item, result="proper", finding="", by=cast.he, now=NOW)
    check.refresh_from_db()
    assert (check.done, check.found, check.finished_at) == (1, 0, NOW)
    with pytest.raises(ValidationError):
        record_result(item, result="proper", finding="", by=cast.he, now=NOW)


@pytest.mark.clause("authority/1.3")
def test_a_condition_untrue_in_hindsight_is_looked_into(cast: Cast) -> None:
    with records(initial_fee_paid=True, facilities_installed=True, already_on_gas=True) as subject:
        row = use(cast, "permission_1", subject=subject)
    tomorrow = NOW + timedelta(days=1)
    with records(initial_fee_paid=False, facilities_installed=True, already_on_gas=False):
        assert watch_uses(now=tomorrow) == 1
        assert watch_uses(now=tomorrow) == 0
    signal = Signal.objects.get()
    assert (signal.kind, signal.use) == ("false_in_hindsight", row)
    assert row.conditions.get(code="initial_fee_paid").hindsight is False
    # Whether gas burns may change by right once the work is done.
    assert row.conditions.get(code="already_on_gas").hindsight is None


@pytest.mark.clause("authority/1.3")
def test_three_uses_just_within_the_limit_are_looked_into(cast: Cast) -> None:
    values = {**PROPER["waiver_2"][1]["values"], "few_blocking": 3}
    for n in range(3):
        assert not Signal.objects.exists()
        happen(use(cast, "waiver_2", values=values, now=NOW + timedelta(minutes=n)))
    assert Signal.objects.get().kind == "just_under"


@pytest.mark.clause("authority/1.3")
@pytest.mark.parametrize("near", ["amount", "days"])
def test_amounts_and_days_just_within_the_limit_are_looked_into_as_well(
    cast: Cast, near: str
) -> None:
    given: dict[str, object] = {"amount": Decimal("398")}
    if near == "days":
        values = {**PROPER["waiver_2"][1]["values"], "contract_expires_soon": date(2026, 12, 22)}
        given = {"values": values}
    for n in range(3):
        assert not Signal.objects.exists()
        happen(use(cast, "waiver_2", **given, now=NOW + timedelta(minutes=n)))
    assert Signal.objects.get().kind == "just_under"


@pytest.mark.clause("authority/1.3")
def test_the_same_beneficiary_again_is_looked_into_where_money_flows(cast: Cast) -> None:
    with records(vip_or_key_customer=True) as subject:
        happen(use(cast, "waiver_1", subject=subject))
        assert not Signal.objects.exists()
        happen(use(cast, "waiver_1", subject=subject, now=NOW + timedelta(minutes=1)))
    signal = Signal.objects.get()
    assert (signal.kind, signal.seen) == ("same_beneficiary", 2)
    assert RECORD.beneficiary_name in signal.said


@pytest.mark.clause("authority/1.3")
@pytest.mark.parametrize("how", ["another post", "stand-in gone"])
def test_a_holder_changed_after_the_fact_is_looked_into(cast: Cast, how: str) -> None:
    if how == "another post":
        use(cast, "permission_1")
        Staff.objects.filter(pk=cast.staff["ma"].pk).update(post_id="clerk")
    else:
        heads(cast)
        stand_in(cast, "market", "han")
        use(cast, "priority_1", by="han")
        StandIn.objects.all().delete()
    watch_uses(now=NOW + timedelta(days=1))
    assert Signal.objects.get().kind == "holder_changed"


@pytest.mark.clause("authority/6.1", "authority/6.2")
@pytest.mark.parametrize("damage", [False, True])
def test_established_misuse_is_announced_with_its_range_and_who_decides(
    cast: Cast, damage: bool
) -> None:
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    assert signal is not None
    given = {"breach": "beyond_authority", "damage": damage, "finding": "核实属实"}
    with pytest.raises(Refused):
        confirm_misuse(signal, **given, by=cast.ma, now=NOW)
    with pytest.raises(ValidationError, match="听取"):
        confirm_misuse(signal, **given, by=cast.he, now=NOW)
    establish(signal, cast, **given)
    said = Event.objects.get(name="authority.AuthorityMisused").data
    assert (said["points_from"], said["points_to"]) == ("3", "5")
    assert said["staff_id"] == cast.staff["ma"].pk
    assert said["committee"] is damage
    assert said["clause"] == ("authority/6.2" if damage else "authority/6.1")


@pytest.mark.clause("authority/6.1")
def test_whoever_used_it_is_heard_before_misuse_is_established(cast: Cast) -> None:
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    assert signal is not None
    assert not Signal.objects.visible_to(cast.ma).exists()
    ask_user(signal, by=cast.he, now=NOW)
    assert Notice.objects.filter(
        template="authority.signal_asked", recipient=cast.staff["ma"]
    ).exists()
    assert Signal.objects.visible_to(cast.ma).get() == signal
    given = {"breach": "false_authorisation", "damage": False, "finding": "属实"}
    with pytest.raises(ValidationError, match="尚未说明"):
        confirm_misuse(signal, **given, by=cast.he, now=NOW)
    with pytest.raises(Refused):
        state_own(signal, statement="x", by=cast.li, now=NOW)
    state_own(signal, statement="客户已缴费", by=cast.ma, now=NOW)
    confirm_misuse(signal, **given, by=cast.he, now=NOW)
    signal.refresh_from_db()
    assert (signal.status, signal.statement) == ("confirmed", "客户已缴费")
    assert Notice.objects.filter(
        template="authority.misuse_found", recipient=cast.staff["ma"]
    ).exists()


@pytest.mark.clause("authority/6.1")
def test_who_does_not_answer_in_time_was_heard(cast: Cast) -> None:
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    assert signal is not None
    ask_user(signal, by=cast.he, now=NOW)
    given = {"breach": "false_authorisation", "damage": False, "finding": "属实"}
    confirm_misuse(signal, **given, by=cast.he, now=NOW + timedelta(days=5))
    assert Signal.objects.established().get() == signal


@pytest.mark.clause("authority/5.1")
def test_the_month_counts_uses_within_and_beyond_authority(cast: Cast) -> None:
    use(cast, "permission_1")
    use(cast, "waiver_2", amount=Decimal("600"), reason="特殊情况")
    figures = {
        (one.clause, one.name): (one.kept, one.missed, one.open)
        for one in count(cast.units["gas"], NOVEMBER, now=LATER)
    }
    assert figures["authority/4-permission-1", "within"] == (1, 0, 0)
    assert figures["authority/4-waiver-2", "within"] == (0, 1, 0)
    assert figures["authority/5.1", "form"] == (0, 0, 1)
    assert Use.objects.count() == 2


@pytest.mark.clause("authority/5.1", "authority/6.1")
def test_a_refused_form_is_no_use_and_misuse_found_later_is_beyond_authority(cast: Cast) -> None:
    refused = use(cast, "waiver_2")
    approval = Approval.objects.get(pk=refused.approval_id)
    refuse_approval(approval, reason="不同意", by=actor(cast, "engineering"), now=NOW)
    happen(refused)
    misused = use(cast, "permission_1")
    signal = raise_signal(misused, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    establish(signal, cast)
    figures = {
        (one.clause, one.name): (one.kept, one.missed)
        for one in count(cast.units["gas"], NOVEMBER, now=LATER)
    }
    assert refused.status == "refused"
    assert ("authority/4-waiver-2", "within") not in figures
    assert figures["authority/5.1", "form"] == (0, 0)
    assert figures["authority/4-permission-1", "within"] == (0, 1)


@pytest.mark.clause("authority/5.1")
def test_a_department_dissolved_within_the_month_has_its_ledger(cast: Cast) -> None:
    row = use(cast, "permission_5")
    gone = Unit.objects.filter(pk=cast.units["pipeline"].pk)
    gone.update(closed_on=date(2026, 11, 25))
    long_gone = Unit.objects.filter(pk=cast.units["market"].pk)
    long_gone.update(closed_on=date(2026, 10, 25))
    close_ledgers(now=NEXT_MONTH)
    row.refresh_from_db()
    assert row.ledger == Ledger.objects.get(unit=cast.units["pipeline"], month=NOVEMBER)
    assert not Ledger.objects.filter(unit=cast.units["market"], month=NOVEMBER).exists()
