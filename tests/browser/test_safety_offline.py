"""An inspector in a stairwell without a network: what he saw arrives, or is refused in words."""

from collections.abc import Callable
from typing import Any

import pytest

from heqi.ledger.actors import SYSTEM
from heqi.people.models import Staff, Unit
from heqi.safety.actions import assign_route, open_plan
from heqi.safety.models import Check
from heqi.safety.tests.scenes import household, planned
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
PHONE = (390, 844)


def people() -> Cast:
    """The cast as it stands in the database: the browser's sign-in made it."""
    return Cast(
        units={unit.code: unit for unit in Unit.objects.filter(kind__in=["company", "team"])},
        staff={one.account.username: one for one in Staff.objects.select_related("account")},
    )


def two_doors(cast: Cast) -> list[Check]:
    """A route of two doors for ``ma``."""
    household(cast, 1, room="101")
    household(cast, 2, room="201")
    plan = planned(cast)
    for route in plan.routes.all():
        assign_route(route, inspector=cast.staff["ma"], by=SYSTEM, now=NOW)
    open_plan(plan, by=SYSTEM, now=NOW)
    return list(plan.checks.order_by("place"))


def nobody_home(phone: Any) -> None:
    """Nobody opens; a card is left."""
    step = phone.locator("details.fstep").first
    step.locator("summary").click()
    step.locator("input[name=card_left]").check()
    step.locator("button.btn-lg").click()


@pytest.mark.clause("tiering/5(7)")
def test_a_call_without_a_network_arrives_and_one_at_a_door_that_is_gone_is_refused(
    open_as: Open,
) -> None:
    phone = open_as("ma", "/field/safety/", size=PHONE)
    first, second = two_doors(people())
    door = f"{phone.url}check/"
    # Styles and script of the page are there: the answers are buttons as wide as a thumb.
    phone.goto(f"{door}{first.number}/")
    assert phone.locator(".ans label span").first.bounding_box()["height"] >= 40
    phone.context.set_offline(True)
    nobody_home(phone)
    phone.locator("[data-outbox] > *").first.wait_for()
    assert Check.objects.get(pk=first.pk).status == "due"
    # The page shows itself anew once all that was kept has been sent.
    with phone.expect_navigation():
        phone.context.set_offline(False)
    told = Check.objects.get(pk=first.pk)
    assert (told.status, told.attempts) == ("absent", 1)
    assert told.calls.get().device_at is not None

    # Meanwhile the route goes to somebody else: what comes later is refused, in a sentence.
    phone.goto(f"{door}{second.number}/")
    phone.context.set_offline(True)
    nobody_home(phone)
    phone.locator("[data-outbox] > *").first.wait_for()
    cast = people()
    for route in second.plan.routes.all():
        assign_route(route, inspector=cast.staff["wu"], by=SYSTEM, now=NOW)
    phone.context.set_offline(False)
    phone.get_by_text("这户已不归你安检").first.wait_for()
    assert Check.objects.get(pk=second.pk).status == "due"
    lines = [one for one in phone.failures if "net::ERR_" not in one and "409" not in one]
    assert not lines
