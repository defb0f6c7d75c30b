"""The question comes the same day; a cancelled sale explains nothing; carers and edits count."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heqi.counter.actions import (
    add_item,
    ask_reversal,
    cancel_order,
    confirm_reversal,
    open_order,
    pay_order,
)
from heqi.counter.models import SalesOrder
from heqi.counter.tests.makers import clerk, make_shift
from heqi.customers.actions import change_appliance, create_appliance
from heqi.customers.business import entries_in
from heqi.customers.models import Party
from heqi.customers.purposes import Purpose
from heqi.customers.tests.makers import make_customer
from heqi.ledger.days import midnight
from heqi.lookups.actions import (
    answer_of_day,
    review_company_day,
    review_evenings,
    review_nights,
)
from heqi.lookups.actions.known import refresh_hints
from heqi.lookups.models import Case, DayQuestion, Flag, Hint, Progress, Verdict
from heqi.lookups.rules.entries import own_account, reverted
from heqi.lookups.tests.makers import look, minutes
from heqi.lookups.thresholds import limits_on
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.people.models import Staff
from heqi.service.tests.makers import make_request
from heqi.tiers.models import NamedContact
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
TODAY = NOW.date()
FIVE = midnight(TODAY) + timedelta(hours=17)
ELEVEN = midnight(TODAY) + timedelta(hours=23)
NIGHT = NOW.replace(hour=2) + timedelta(days=1)
SETTLED = NIGHT + timedelta(days=2)


@pytest.fixture
def wang(cast: Cast) -> Party:
    return make_customer(cast.units["gas"])[0]


def test_a_look_without_business_is_asked_about_before_the_day_is_over(
    cast: Cast, wang: Party, sign_in: Callable[[str], Client]
) -> None:
    look(cast.lin, wang, NOW)
    assert review_evenings(now=FIVE - minutes(1)) == 0
    assert review_evenings(now=FIVE) > 0
    assert review_evenings(now=FIVE + minutes(1)) == 0
    question = DayQuestion.objects.get()
    assert (question.staff, question.looks) == (cast.staff["lin"], 1)
    notice = Notice.objects.get(template="lookups.day_question")
    assert notice.recipient == cast.staff["lin"]
    assert "1 次查询" in notice.body
    assert not Case.objects.exists()  # a question, no case

    client = sign_in("lin")
    assert "当日未找到关联业务的查询" in client.get(reverse("lookups:mine")).content.decode()
    url = reverse("lookups:answer_of_day", args=[question.pk])
    assert client.post(url, {"text": ""}).status_code == 422
    assert sign_in("sun").post(url, {"text": "不是我"}).status_code == 404
    assert sign_in("lin").post(url, {"text": "客户来电询问"}).status_code == 302
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    page = sign_in("he").get(reverse("lookups:case", args=[Case.objects.get().pk]))
    assert "客户来电询问" in page.content.decode()


def test_what_is_looked_at_after_the_answer_is_asked_about_again(cast: Cast, wang: Party) -> None:
    look(cast.lin, wang, NOW)
    review_evenings(now=FIVE)
    answer_of_day(DayQuestion.objects.get(), text="客户来电询问", by=cast.lin, now=FIVE)
    for n in range(3):
        look(cast.lin, wang, FIVE + minutes(60 + n))
    review_evenings(now=ELEVEN)
    question = DayQuestion.objects.get()
    assert (question.looks, question.asked_at, question.answered_at) == (4, ELEVEN, None)
    assert Notice.objects.filter(template="lookups.day_question").count() == 2
    answer_of_day(question, text="邻居漏气", by=cast.lin, now=ELEVEN)
    question.refresh_from_db()
    assert question.answer == "客户来电询问\n邻居漏气"  # the first answer stays beside it


def test_a_look_after_the_last_hour_is_asked_about_first_thing_next_day(
    cast: Cast, wang: Party, sign_in: Callable[[str], Client]
) -> None:
    review_evenings(now=ELEVEN)
    look(cast.lin, wang, ELEVEN + minutes(30))
    Progress.objects.update(day=TODAY - timedelta(days=1))
    assert review_nights(now=NIGHT) > 0
    question = DayQuestion.objects.get()
    assert (question.day, question.looks, question.asked_at) == (TODAY, 1, NIGHT)
    assert not Case.objects.exists()
    page = sign_in("lin").get(reverse("lookups:mine")).content.decode()
    assert "当日未找到关联业务的查询" in page
    assert "data-entry" in page
    assert Notice.objects.filter(template="lookups.day_question").count() == 1


def test_who_moved_out_is_no_household_any_more(cast: Cast, wang: Party) -> None:
    Staff.objects.filter(pk=cast.lin.id).update(phone="13900007777")
    mine, _point = make_customer(
        cast.units["gas"], "林晓", phones=("13900007777",), account_no="0300-7777", meter="IC7777",
        room="7777",
    )  # fmt: skip
    refresh_hints(cast.units["gas"], now=NOW)
    assert Hint.objects.filter(party=mine).exists()
    mine.phones.all().delete()
    refresh_hints(cast.units["gas"], now=NIGHT)
    assert not Hint.objects.filter(party=mine).exists()


def test_nobody_is_asked_about_a_look_with_its_order(cast: Cast, wang: Party) -> None:
    make_request(cast, party=wang)
    look(cast.lin, wang, NOW + minutes(5))
    review_evenings(now=FIVE)
    assert not DayQuestion.objects.exists()


def test_a_rule_that_fires_asks_the_same_day_and_counts_once(cast: Cast, wang: Party) -> None:
    Party.objects.filter(pk=wang.pk).update(tier="vip_person")
    look(cast.sun, wang, NOW)
    review_evenings(now=FIVE)
    case = Case.objects.get()
    assert case.status == "asked"
    assert case.asked_at == FIVE
    look(cast.sun, wang, FIVE + minutes(30))
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    flag = Flag.objects.get(rule="R4")
    assert len(flag.looks) == 2
    assert Case.objects.get().score == flag.points


def test_the_named_contact_of_a_vip_is_left_in_peace(cast: Cast, wang: Party) -> None:
    Party.objects.filter(pk=wang.pk).update(tier="vip_person")
    NamedContact.objects.create(
        company=cast.units["gas"], unit=cast.units["service"], party=wang, post="account_manager",
        staff=cast.staff["lin"], since=TODAY, named_by="测试",
    )  # fmt: skip
    look(cast.lin, wang, NOW)
    look(cast.sun, wang, NOW + minutes(1))
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert [flag.staff for flag in Flag.objects.filter(rule="R4")] == [cast.staff["sun"]]


def served(cast: Cast, wang: Party) -> SalesOrder:
    """The clerk begins a sale for somebody and so opens his file."""
    order = open_order(make_shift(cast), party=wang, by=clerk(cast, "qian"), now=NOW)
    look(cast.qian, wang, NOW, purpose=Purpose("counter", type="counter", id=str(order.pk)))
    return order


def verdict() -> str:
    return Verdict.objects.get().verdict


def test_a_cancelled_sale_explains_no_look(cast: Cast, wang: Party) -> None:
    order = served(cast, wang)
    cancel_order(order, by=clerk(cast, "qian"), now=NOW + minutes(2))
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert verdict() == "pending"
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    assert verdict() == "unexplained"
    assert Flag.objects.get().rule == "R1"


def test_a_sale_cancelled_after_the_review_explains_no_look_either(cast: Cast, wang: Party) -> None:
    order = served(cast, wang)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    assert verdict() == "pending"
    cancel_order(order, by=clerk(cast, "qian"), now=NIGHT)
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    assert verdict() == "unexplained"


def test_a_paid_sale_explains_the_look(cast: Cast, wang: Party) -> None:
    order, by = served(cast, wang), clerk(cast, "qian")
    add_item(order, item="hose", key="k", by=by, now=NOW)
    pay_order(order, money={"cash": order.total}, key="p", by=by, now=NOW)
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    assert not Verdict.objects.exists()
    assert not Flag.objects.exists()


def test_a_sale_that_two_persons_took_back_explains_no_look(cast: Cast, wang: Party) -> None:
    order, by = served(cast, wang), clerk(cast, "qian")
    add_item(order, item="hose", key="k", by=by, now=NOW)
    pay_order(order, money={"cash": order.total}, key="p", by=by, now=NOW)
    reversal = ask_reversal(order, reason="录错户", by=by, now=NOW + minutes(120))
    confirm_reversal(reversal, by=clerk(cast, "yao"), now=NOW + minutes(121))
    review_company_day(cast.units["gas"], TODAY, now=NIGHT)
    review_company_day(cast.units["gas"], TODAY + timedelta(days=2), now=SETTLED)
    assert verdict() == "unexplained"


def test_an_edit_of_ones_own_appliance_there_and_back_is_seen(cast: Cast) -> None:
    party, point = make_customer(cast.units["gas"])
    row = create_appliance(point=point, kind="cooker", brand="甲", by=cast.qian, now=NOW)
    change_appliance(row, brand="乙", by=cast.qian, now=NOW)
    change_appliance(row, brand="甲", by=cast.qian, now=NOW + minutes(60))
    since = int(NOW.timestamp()) - 60
    entries = entries_in(cast.units["gas"].pk, since, since + 86_400)
    limits = limits_on(TODAY, None)
    assert [found.rule for found in reverted(entries, limits)] == ["F2"]
    me = {(cast.qian.id, party.pk): "self"}
    assert [found.rule for found in own_account(entries, me, limits)] == ["F4"]


def test_nobody_answers_for_another(cast: Cast, wang: Party) -> None:
    look(cast.lin, wang, NOW)
    review_evenings(now=FIVE)
    with pytest.raises(Refused):
        answer_of_day(DayQuestion.objects.get(), text="x", by=cast.sun, now=FIVE)
