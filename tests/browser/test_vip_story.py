"""The story of a VIP's repair with clicks and keys: desk, queue, phone."""

from collections.abc import Callable
from typing import Any

import pytest

from heqi.callbacks.models import CallbackTask
from heqi.evidence.models import Attachment
from heqi.people.models import Staff, Unit
from heqi.service.actions import receive_call
from heqi.service.models import Contact
from heqi.service.tests.makers import make_vip
from heqi.workorders.models import WorkOrder
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
PHONE = (390, 844)


def step(page: Any, action: str) -> None:
    """Press the big button of a step and wait for the page after it."""
    form = page.locator(f"form[data-command][action$='/do/{action}/']").first
    with page.expect_navigation():
        form.locator("button").last.click()


def sign(page: Any) -> None:
    """Draw on the pad and keep the signature."""
    pad = page.locator("[data-sign-form] canvas").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for n in range(1, 12):
        page.mouse.move(box["x"] + 30 + 15 * n, box["y"] + 40 + (20 if n % 2 else 0))
    page.mouse.up()
    with page.expect_navigation():
        page.locator("[data-sign-form] button[class*=btn-light]").last.click()


def people() -> Cast:
    """The cast as it stands in the database: the browser's sign-in made it."""
    return Cast(
        units={unit.code: unit for unit in Unit.objects.filter(kind__in=["company", "team"])},
        staff={one.account.username: one for one in Staff.objects.select_related("account")},
    )


@pytest.mark.clause("tiering/6.1(4)")
def test_a_vips_repair_by_clicks_and_keys(open_as: Open) -> None:
    agent = open_as("lin", "/desk/")
    cast = people()
    make_vip(cast)
    receive(cast)
    agent.reload()
    agent.locator("form[action$='/answer/'] button").first.click()
    agent.wait_for_selector("#intake")
    assert "王志远" in agent.content()
    agent.locator("#intake input[name=kind][value=repair]").check(force=True)
    agent.select_option("#id_symptom", "no_flame")
    agent.fill("#id_description", "左侧灶眼松手即熄")
    agent.locator("#ahead").filter(has_text="6.1(4)").wait_for()
    assert not WorkOrder.objects.exists()
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url("**/desk/requests/**")
    order = WorkOrder.objects.get()

    dispatcher = open_as("sun", f"/orders/{order.pk}/step/dispatch/")
    form = dispatcher.locator("form[action$='/step/dispatch/']").first
    form.locator("select[name=assignee]").select_option(str(cast.staff["ma"].pk))
    form.locator("button").last.click()
    dispatcher.wait_for_selector("[name=override_reason]:not([type=hidden])")
    assert "6.1(4)" in dispatcher.content()
    form = dispatcher.locator("form[action$='/step/dispatch/']").first
    form.locator("select[name=assignee]").select_option(str(cast.staff["zhou"].pk))
    form.locator("button").last.click()
    dispatcher.wait_for_load_state()
    order.refresh_from_db()
    assert order.assignee == cast.staff["zhou"]

    captain = open_as("zhou", f"/field/{order.pk}/", size=PHONE)
    step(captain, "accept")
    captain.context.set_offline(True)
    captain.locator("form[data-command][action$='/do/set_out/'] button").last.click()
    captain.locator("[data-outbox] > *").first.wait_for()
    order.refresh_from_db()
    assert order.status == "accepted"
    captain.context.set_offline(False)
    wait_for(captain, order, "on_the_way")
    # The page shows itself anew once all that was kept has been sent.
    captain.locator("form[data-command][action$='/do/arrive/']").first.wait_for()
    step(captain, "arrive")
    sign(captain)
    assert Attachment.objects.get().kind == "signature"
    captain.locator("details.fstep:has(#do-finish) summary").click()
    captain.locator("form[action$='/do/finish/'] select[name=result]").select_option("repaired")
    step(captain, "finish")
    order.refresh_from_db()
    assert order.status == "done"

    head = open_as("han", f"/orders/{order.pk}/step/review/")
    review = head.locator("form[action$='/step/review/']").first
    review.locator("button").last.click()
    head.wait_for_load_state()
    wait_for(head, order, "to_call_back")
    assert CallbackTask.objects.filter(order=order).exists()
    assert agent.failures == dispatcher_failures(dispatcher) == []


def dispatcher_failures(page: Any) -> list[str]:
    """Faults of scripts; the refusal of the guard is an answer, not a fault."""
    return [one for one in page.failures if "422" not in one]


def receive(cast: Cast) -> Contact:
    """The telephone rings."""
    from django.utils import timezone

    return receive_call(
        unit=cast.units["gas"],
        caller_number="13800102207",
        external_ref="call-1",
        by=cast.lin,
        now=timezone.now(),
    )


def wait_for(page: Any, order: WorkOrder, status: str) -> None:
    """Until the server has it, ten seconds at most."""
    for _ in range(50):
        order.refresh_from_db()
        if order.status == status:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{order.status} instead of {status}")
