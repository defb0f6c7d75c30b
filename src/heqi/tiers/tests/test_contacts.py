"""Whom a VIP may turn to: by post, by name, with stand-ins, kept when people move."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.ledger.models import Event
from heqi.people.access import Refused
from heqi.people.actions import appoint_stand_in, hire_staff, let_staff_go, move_staff
from heqi.people.models import Post, Staff
from heqi.tiers.actions import check_all_contacts, end_contact, name_contact, name_for_many
from heqi.tiers.models import ContactGap, NamedContact
from heqi.tiers.queries.contacts import contacts_for, contacts_of
from heqi.tiers.tests.makers import make_vip_org, make_vip_person
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def phones(cast: Cast) -> None:
    for key in ("zheng", "zhoujm", "han", "he"):
        Staff.objects.filter(pk=cast.staff[key].pk).update(phone="13800000001")
        cast.staff[key].refresh_from_db()


def manager(cast: Cast, number: str = "7001", name: str = "陆嘉宁") -> Staff:
    return hire_staff(
        number=number, name=name, unit=cast.units["gas"], phone="13800000007",
        post=Post.objects.get(pk="account_manager"), username=f"m{number}", password=None,
        by=SYSTEM, now=NOW,
    )  # fmt: skip


@pytest.mark.clause("tiering/6.1(1)")
def test_three_posts_are_the_contacts_of_a_vip_person(cast: Cast) -> None:
    found = contacts_of(make_vip_person(cast), on=TODAY)
    assert [line.post for line in found.lines] == ["gm", "deputy_gm", "head_customer_service"]
    assert [line.names for line in found.lines] == [["郑国栋"], ["周敬民"], ["韩雪"]]
    assert found.clause == "tiering/6.1(1)"
    assert not ContactGap.objects.exists()


@pytest.mark.clause("tiering/6.2(1)")
def test_an_organisation_has_an_account_manager_by_name(cast: Cast) -> None:
    party = make_vip_org(cast)
    posts = [line.post for line in contacts_of(party, on=TODAY).lines]
    assert posts[-2:] == ["head_market", "account_manager"]
    missing = dict(ContactGap.objects.values_list("post", "why"))
    assert missing == {"account_manager": "unnamed", "head_market": "vacant"}
    named = manager(cast)
    name_contact(party, post="account_manager", staff=named, by=cast.han, now=NOW)
    person = contacts_of(party, on=TODAY).reachable("account_manager")
    assert person is not None
    assert (person.name, person.named) == ("陆嘉宁", True)
    assert not ContactGap.objects.filter(post="account_manager", closed_at=None).exists()


def test_a_stand_in_answers_while_the_holder_is_away(cast: Cast) -> None:
    party = make_vip_person(cast)
    appoint_stand_in(
        absent=cast.staff["han"], deputy=cast.staff["he"], since=TODAY,
        until=TODAY + timedelta(days=2), reason="培训", by=SYSTEM, now=NOW,
    )  # fmt: skip
    line = contacts_of(party, on=TODAY).lines[2]
    assert line.names == ["何倩"]
    assert line.people[0].staff.name == "韩雪"
    assert contacts_of(party, on=TODAY + timedelta(days=2)).lines[2].names == ["韩雪"]


@pytest.mark.clause("tiering/6.2(1)")
def test_whoever_leaves_or_moves_leaves_a_task_and_the_post_its_next_holder(cast: Cast) -> None:
    party, first = make_vip_org(cast), manager(cast)
    name_contact(party, post="account_manager", staff=first, by=cast.han, now=NOW)
    let_staff_go(first, on=TODAY, reason="辞职", by=SYSTEM, now=NOW)
    deliver_open(now=NOW)
    gap = ContactGap.objects.get(post="account_manager", closed_at=None)
    assert (gap.why, gap.former) == ("left", first)
    assert Event.objects.filter(name="tiers.ContactMissing").exists()
    second = manager(cast, "7002", "方思远")
    assert name_for_many(
        [party], post="account_manager", staff=second, reason="接替", by=cast.han, now=NOW
    ) == 1  # fmt: skip
    gap.refresh_from_db()
    assert gap.closed_at == NOW
    move_staff(
        second, unit=cast.units["service"], post=Post.objects.get(pk="clerk"), title="",
        reason="转岗", by=SYSTEM, now=NOW,
    )  # fmt: skip
    deliver_open(now=NOW)
    assert ContactGap.objects.get(post="account_manager", closed_at=None).why == "moved"
    # Nobody named the head of customer service: the post tells who it is.
    let_staff_go(cast.staff["han"], on=TODAY, reason="退休", by=SYSTEM, now=NOW)
    check_all_contacts(cast.units["gas"].pk, now=NOW)
    gone = ContactGap.objects.get(post="head_customer_service", closed_at=None)
    assert gone.why == "vacant"
    move_staff(
        cast.staff["he"], unit=cast.units["service"], title="", reason="调任",
        post=Post.objects.get(pk="head_customer_service"), by=SYSTEM, now=NOW,
    )  # fmt: skip
    check_all_contacts(cast.units["gas"].pk, now=NOW)
    gone.refresh_from_db()
    assert gone.closed_at == NOW


def test_another_unit_alone_keeps_the_name(cast: Cast) -> None:
    party, first = make_vip_org(cast), manager(cast)
    name_contact(party, post="account_manager", staff=first, by=cast.han, now=NOW)
    move_staff(
        first, unit=cast.units["service"], post=first.post, title="", reason="", by=SYSTEM, now=NOW
    )
    deliver_open(now=NOW)
    assert NamedContact.objects.get().until is None


def test_what_cannot_be_named_is_said(cast: Cast) -> None:
    party, first = make_vip_person(cast), manager(cast)
    with pytest.raises(ValidationError, match="岗位"):
        name_contact(party, post="account_manager", staff=first, by=cast.han, now=NOW)
    with pytest.raises(ValidationError, match="在职"):
        name_contact(party, post="gm", staff=cast.staff["other"], by=cast.han, now=NOW)
    with pytest.raises(ValidationError, match="电话"):
        name_contact(party, post="gm", staff=cast.staff["qian"], by=cast.han, now=NOW)
    with pytest.raises(Refused):
        name_contact(party, post="gm", staff=cast.staff["he"], by=cast.lin, now=NOW)
    made = name_contact(party, post="gm", staff=cast.staff["he"], by=cast.han, now=NOW)
    assert contacts_of(party, on=TODAY).lines[0].names == ["何倩"]
    end_contact(made, reason="恢复", by=cast.han, now=NOW)
    assert contacts_of(party, on=TODAY).lines[0].names == ["郑国栋"]
    assert contacts_of(party, on=date(2026, 1, 1)).lines


def test_many_customers_are_asked_for_in_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries
) -> None:
    rows = [make_vip_person(cast)]
    with django_assert_max_num_queries(6):
        contacts_for(rows * 1, on=TODAY, at=NOW)
    from heqi.tiers.tests.makers import another_party

    for n in range(4):
        other = another_party(cast, name=f"客户{n}")
        type(other).objects.filter(pk=other.pk).update(tier="vip_person")
        other.refresh_from_db()
        rows.append(other)
    with django_assert_max_num_queries(6):
        assert len(contacts_for(rows, on=TODAY, at=NOW)) == 5
