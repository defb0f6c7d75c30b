"""What other apps tell of business with customers: it explains looks, and false entries show."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from heqi.counter.models import Payment
from heqi.counter.tests.makers import make_sale, make_shift
from heqi.customers.actions import finish_task, open_task
from heqi.customers.business import Link, links_with
from heqi.customers.models import Occupancy, Party
from heqi.customers.purposes import Purpose
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import Actor
from heqi.lookups.actions import review_company_day
from heqi.lookups.facts import epoch
from heqi.lookups.models import Flag, Hint, Relation, Verdict
from heqi.lookups.queries import entries_behind
from heqi.lookups.tests.makers import CHOSEN, look, minutes
from heqi.people.models import Staff
from heqi.projects.tests.makers import make_project, make_works
from heqi.readings.tests.makers import make_round
from heqi.reconciliation.actions import check_sheet
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.tests.makers import closed_till
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
NIGHT = NOW.replace(hour=2) + timedelta(days=1)
SETTLED = NIGHT + timedelta(days=2)
COUNTER = Purpose("counter", source="chosen")
Capture = Callable[..., Any]


def link(party: Party, kind: str) -> Link:
    """The one link of a kind with a customer around now."""
    found = links_with([party.pk], epoch(NOW) - 3_600, epoch(NOW) + 3_600)[party.pk]
    (one,) = [row for row in found if row.kind == kind]
    return one


def flag_of(cast: Cast, rule: str, *, night: Any = NIGHT) -> Flag:
    """What the review of the day before finds by one rule."""
    review_company_day(cast.units["gas"], (night - timedelta(days=1)).date(), now=night)
    return Flag.objects.get(rule=rule)


def flags(cast: Cast, rule: str, *, night: Any = NIGHT) -> int:
    review_company_day(cast.units["gas"], (night - timedelta(days=1)).date(), now=night)
    return Flag.objects.filter(rule=rule).count()


def user_of(meter: Any) -> Party:
    return Occupancy.objects.filter(service_point=meter.service_point_id)[0].party


def kin(who: Actor, party: Party) -> None:
    """The customer lives with a member of staff: the number both gave says so."""
    Staff.objects.filter(pk=who.id).update(phone=party.phones.all()[0].number)


def test_a_sale_explains_what_its_clerk_looked_at(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    make_sale(cast, make_shift(cast), party=party)
    assert cast.qian.id in link(party, "sale").people
    look(cast.qian, party, NOW + minutes(5), purpose=COUNTER)
    look(cast.lin, party, NOW + minutes(5), purpose=COUNTER)
    review_company_day(cast.units["gas"], NOW.date(), now=NIGHT)
    verdicts = dict(Verdict.objects.values_list("staff_id", "verdict"))
    assert verdicts == {cast.qian.id: "explained", cast.lin.id: "pending"}


def test_a_round_explains_what_its_reader_looked_at(cast: Cast) -> None:
    party = user_of(make_round(cast)[1][0])
    assert link(party, "round").people == {cast.ma.id}
    look(cast.ma, party, NOW + minutes(90))
    review_company_day(cast.units["gas"], NOW.date(), now=NIGHT)
    assert Verdict.objects.get().link_type == "round"


def test_a_project_explains_what_those_of_its_stages_looked_at(cast: Cast) -> None:
    works = make_works(cast)
    party, _point = make_customer(cast.units["gas"])
    project = make_project(works, party=party)
    found = link(party, "project")
    assert found.number == project.number
    assert works.lu.id in found.people
    assert cast.lin.id not in found.people


def test_a_task_of_master_data_explains_its_keeper(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    keeper = cast.qian
    task = open_task(
        unit=cast.units["gas"], kind="update", title="换号码", party=party, by=cast.lin, now=NOW
    )
    finish_task(task, by=keeper, now=NOW + minutes(9))
    assert link(party, "task").people == {keeper.id}


def test_records_changed_after_the_close_are_a_false_entry(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    sheet = closed_till(cast, django_capture_on_commit_callbacks)
    payment = Payment.objects.filter(shift=sheet.shift)[0]
    Payment.objects.filter(pk=payment.pk).update(amount=payment.amount - Decimal("0.01"))
    check_sheet(sheet, by=cast.han, now=NOW + minutes(60))
    flag = flag_of(cast, "F1")
    assert flag.staff_id == sheet.operator_id
    assert flag.numbers["yuan"] == "0.01"
    assert "0.01 元" in flag.sentence_zh
    (cited,) = entries_behind(flag.case)
    assert (cited.entry.actor, cited.yuan) == (sheet.operator_id, Decimal("0.01"))


def test_a_difference_is_asked_about_only_once_its_explanation_is_overdue(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    off = {"cash": Decimal("-5.00")}
    sheet = closed_till(cast, django_capture_on_commit_callbacks, money=off)
    assert flags(cast, "F1") == 0
    due = Sheet.objects.get(pk=sheet.pk).due_at
    assert due is not None
    Sheet.objects.filter(pk=sheet.pk).update(due_at=NOW + minutes(30))
    assert flag_of(cast, "F1").numbers["yuan"] == "5.00"


def test_a_clerk_who_serves_his_household_is_asked(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"], phones=("13700000003",))
    make_sale(cast, make_shift(cast), party=party)
    assert flags(cast, "F4") == 0
    kin(cast.qian, party)
    assert flag_of(cast, "F4").staff_id == cast.qian.id
    assert Hint.objects.filter(staff=cast.staff["qian"], kind=Relation.HOUSEHOLD).exists()


def test_without_business_a_look_stays_unexplained(cast: Cast) -> None:
    party = user_of(make_round(cast, reader="li")[1][0])
    look(cast.ma, party, NOW, purpose=CHOSEN)
    review_company_day(cast.units["gas"], NOW.date() + timedelta(days=2), now=SETTLED)
    assert not Verdict.objects.filter(verdict="explained").exists()
