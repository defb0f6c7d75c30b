"""Whom a VIP may turn to: somebody is there, a place stays empty too long, somebody stands in."""

from datetime import timedelta

import pytest

from heqi.customers.actions import set_tier_mark
from heqi.ledger.actors import SYSTEM
from heqi.people.actions import appoint_stand_in, let_staff_go, move_staff
from heqi.people.models import Post, Staff
from heqi.tiers.actions import check_all_contacts
from heqi.tiers.models import ContactGap
from heqi.tiers.queries.contacts import contacts_of
from heqi.tiers.tests.makers import make_vip_org, make_vip_person
from tests.cast import NOW, Cast
from tests.stories.recurring import deliver_all, figure

pytestmark = pytest.mark.django_db
NOVEMBER = NOW.date().replace(day=1)
LEADERS = ("zheng", "zhoujm", "han", "he")


def with_phones(cast: Cast) -> None:
    for key in LEADERS:
        Staff.objects.filter(pk=cast.staff[key].pk).update(phone="13800000001")
        cast.staff[key].refresh_from_db()


def look(cast: Cast, days: float) -> None:
    """The loop's look at everybody's contacts on a day."""
    deliver_all(NOW + timedelta(days=days))
    check_all_contacts(cast.units["gas"].pk, now=NOW + timedelta(days=days))


@pytest.mark.clause("tiering/6.1(1)")
def test_a_vip_person_reaches_three_leaders_a_stand_in_or_for_too_long_nobody(cast: Cast) -> None:
    with_phones(cast)
    party = make_vip_person(cast)
    assert figure(cast, "tiering/6.1(1)", NOVEMBER, NOW + timedelta(days=2)) == (3, 3)

    # The head is away: his stand-in answers, and the promise is kept.
    appoint_stand_in(
        absent=cast.staff["han"], deputy=cast.staff["he"], since=NOW.date(),
        until=NOW.date() + timedelta(days=2), reason="培训", by=SYSTEM, now=NOW,
    )  # fmt: skip
    look(cast, 1)
    assert contacts_of(party, on=NOW.date()).lines[2].names == ["何倩"]
    assert figure(cast, "tiering/6.1(1)", NOVEMBER, NOW + timedelta(days=2)) == (3, 3)

    # He retires; nobody has his post for three days.
    let_staff_go(cast.staff["han"], on=NOW.date(), reason="退休", by=SYSTEM, now=NOW)
    look(cast, 0)
    gap = ContactGap.objects.get(closed_at=None)
    assert (gap.post, gap.why) == ("head_customer_service", "vacant")
    look(cast, 2)
    assert figure(cast, "tiering/6.1(1)", NOVEMBER, NOW + timedelta(days=2)) == (2, 3)
    move_staff(
        cast.staff["he"], unit=cast.units["service"], title="", reason="接任",
        post=Post.objects.get(pk="head_customer_service"), by=SYSTEM,
        now=NOW + timedelta(days=3),
    )  # fmt: skip
    look(cast, 3)
    gap.refresh_from_db()
    assert gap.closed_at == NOW + timedelta(days=3)
    assert figure(cast, "tiering/6.1(1)", NOVEMBER, NOW + timedelta(days=4)) == (2, 3)


@pytest.mark.clause("tiering/6.2(1)")
def test_a_vip_organisation_has_five_and_is_owed_none_once_it_is_no_vip(cast: Cast) -> None:
    with_phones(cast)
    party = make_vip_org(cast)
    missing = set(ContactGap.objects.filter(closed_at=None).values_list("post", flat=True))
    assert missing == {"head_market", "account_manager"}
    # Filled within the day that the company allows: kept.
    for key, post in (("qian", "account_manager"), ("he", "head_market")):
        move_staff(
            cast.staff[key], unit=cast.units["gas"], title="", reason="任命",
            post=Post.objects.get(pk=post), by=SYSTEM, now=NOW,
        )  # fmt: skip
        Staff.objects.filter(pk=cast.staff[key].pk).update(phone="13800000002")
    from heqi.tiers.actions import name_contact

    named = Staff.objects.select_related("unit", "post").get(pk=cast.staff["qian"].pk)
    name_contact(
        party, post="account_manager", staff=named, by=cast.han, now=NOW + timedelta(hours=3)
    )
    look(cast, 0.5)
    assert len(contacts_of(party, on=NOW.date()).lines) == 5
    assert figure(cast, "tiering/6.2(1)", NOVEMBER, NOW + timedelta(days=2)) == (5, 5)

    # The account manager leaves and nobody is named: late from the second day on.
    let_staff_go(named, on=NOW.date() + timedelta(days=1), reason="辞职", by=SYSTEM, now=NOW)
    look(cast, 1)
    assert figure(cast, "tiering/6.2(1)", NOVEMBER, NOW + timedelta(days=3)) == (4, 5)

    # It uses less than it did and is no VIP: what is promised no longer is no task either.
    set_tier_mark(
        party, tier="standard", criterion="none", basis="tiering/4.2", proof="已复核", by=SYSTEM,
        now=NOW + timedelta(days=3),
    )  # fmt: skip
    look(cast, 4)
    assert not ContactGap.objects.filter(closed_at=None).exists()
    assert figure(cast, "tiering/6.2(1)", NOVEMBER, NOW + timedelta(days=4)) == (0, 0)
