"""Columns, saved views and batches of the queue."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.people.access import Refused
from heqi.workorders.actions import delete_view, save_view
from heqi.workorders.columns import COLUMNS, chosen
from heqi.workorders.models import SavedView, WorkOrder
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
Capture = Callable[..., Any]


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: Capture) -> WorkOrder:
    """A repair that waits."""
    return make_order(cast, django_capture_on_commit_callbacks)


def test_the_columns_stand_in_the_order_of_the_page_and_never_without_the_number() -> None:
    usual = [column.key for column in chosen([])]
    assert usual == [key for key, column in COLUMNS.items() if not column.optional]
    assert [c.key for c in chosen(["source", "due", "nonsense"])] == ["due", "number", "source"]


def test_the_page_shows_the_columns_that_were_ticked(
    cast: Cast, sign_in: SignIn, order: WorkOrder
) -> None:
    sun = sign_in("sun")
    sent = sun.get("/orders/?tab=open&col=due&col=phone&col=source")
    assert sent.url == "/orders/?tab=open&cols=due%2Cnumber%2Cphone%2Csource"  # type: ignore[attr-defined]
    page = sun.get(sent.url).content.decode()  # type: ignore[attr-defined]
    assert order.masked_phone in page
    assert order.contact_phone not in page
    # A search keeps them.
    assert '<input type="hidden" name="cols" value="due,number,phone,source">' in page


def test_the_excel_file_has_the_columns_of_the_page(
    cast: Cast, sign_in: SignIn, order: WorkOrder
) -> None:
    content = sign_in("han").get("/orders/export/?cols=number,source").content
    strings = ZipFile(BytesIO(content)).read("xl/sharedStrings.xml").decode()
    # Every text once, in the order of the cells: the two heads, then the first row.
    assert re.findall(r"<t[^>]*>([^<]*)</t>", strings)[:3] == ["编号", "来源", order.number]


def test_a_view_keeps_filters_order_and_columns_and_nothing_else(cast: Cast) -> None:
    view = save_view(
        name=" 今日  VIP ",
        query="tab=late&tier=vip&page=3&o=9&cols=due,number&evil=1",
        by=cast.sun,
        now=NOW,
    )
    assert (view.name, view.query) == ("今日 VIP", "tab=late&tier=vip&cols=due%2Cnumber")
    again = save_view(name="今日 VIP", query="tab=soon", by=cast.sun, now=NOW)
    assert (again.pk, again.query) == (view.pk, "tab=soon")
    with pytest.raises(ValidationError):
        save_view(name=" ", query="", by=cast.sun, now=NOW)


def test_a_shared_view_is_the_teams_and_its_owner_alone_deletes_it(cast: Cast) -> None:
    own = save_view(name="我的", query="tab=open", by=cast.lin, now=NOW)
    team = save_view(name="调度", query="tab=to_dispatch", shared=True, by=cast.lin, now=NOW)
    assert set(SavedView.objects.visible_to(cast.lin)) == {own, team}
    # The dispatcher is of the same department; the captain and another company are not.
    assert set(SavedView.objects.visible_to(cast.sun)) == {team}
    assert not SavedView.objects.visible_to(cast.zhou)
    assert not SavedView.objects.visible_to(cast.other)
    with pytest.raises(Refused):
        delete_view(team, by=cast.sun, now=NOW)
    delete_view(team, by=cast.lin, now=NOW)
    assert not SavedView.objects.filter(name="调度").exists()


def test_the_queue_opens_with_the_view_of_ones_choice(
    cast: Cast, sign_in: SignIn, order: WorkOrder
) -> None:
    sun = sign_in("sun")
    given = {"name": "待派", "here": "/orders/?tab=to_dispatch", "default": "on", "shared": "on"}
    saved = sun.post("/orders/views/save/", given)
    assert saved.url == "/orders/?tab=to_dispatch"  # type: ignore[attr-defined]
    assert sun.get("/orders/").url == "/orders/?tab=to_dispatch"  # type: ignore[attr-defined]
    assert "待派" in sign_in("lin").get("/orders/?tab=open").content.decode()
    view = SavedView.objects.get()
    assert sign_in("zhou").post(f"/orders/views/{view.pk}/delete/").status_code == 404
    assert sign_in("lin").post(f"/orders/views/{view.pk}/delete/").status_code == 403
    sun.post(f"/orders/views/{view.pk}/delete/")
    assert sun.get("/orders/").status_code == 200


def test_orders_in_hand_are_reassigned_together_with_a_reason(
    cast: Cast, sign_in: SignIn, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    busy = bring(order, "accepted", cast)
    waiting = make_order(cast, django_capture_on_commit_callbacks)
    sun = sign_in("sun")
    sent: dict[str, Any] = {
        "deed": "reassign",
        "id": [busy.pk, waiting.pk],
        "assignee": cast.staff["li"].pk,
        "sure": "1",
    }
    assert "请填写原因" in sun.post("/orders/batch/", sent).content.decode()
    page = sun.post("/orders/batch/", {**sent, "reason": "马超群请假"}).content.decode()
    busy.refresh_from_db()
    waiting.refresh_from_db()
    assert busy.assignee_id == cast.staff["li"].pk
    # What nobody has yet cannot be taken from him: the row says so.
    assert waiting.status == "to_dispatch"
    assert "1 条完成，1 条未完成" in page


def test_several_orders_are_reminded_of_at_once(
    cast: Cast, sign_in: SignIn, order: WorkOrder, django_capture_on_commit_callbacks: Capture
) -> None:
    lin = sign_in("lin")
    with django_capture_on_commit_callbacks(execute=True):
        lin.post("/orders/batch/", {"deed": "remind", "id": order.pk, "sure": "1"})
    order.refresh_from_db()
    assert order.reminders == 1
    assert "催 1 次" in lin.get("/orders/").content.decode()
    # Dispatching is not for the agent.
    assert lin.post("/orders/batch/", {"deed": "dispatch", "id": order.pk}).status_code == 403
    assert lin.post("/orders/batch/", {"deed": "burn", "id": order.pk}).status_code == 422
