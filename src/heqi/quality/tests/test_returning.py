"""The next step says that an entry is wrong: from the record's own page, or by sending it back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heqi.counter.tests.makers import make_sale, make_shift
from heqi.customers.actions import finish_task, open_task
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.people.actions import grant_role
from heqi.people.models import Role
from heqi.quality.models import EntryError
from heqi.quality.tests.scenes import entered_party
from heqi.readings.actions import take_reading
from heqi.readings.tests.makers import make_round
from heqi.service.models import ServiceRequest
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/7.3")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WRONG = {"error": "wrong", "field": "", "note": "与现场不符。"}
Capture = Callable[..., Any]


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heqi.people.middleware.timezone.now", lambda: NOW)


def as_(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.staff[name].account, backend=BACKEND)
    return client


def say_wrong(client: Client, page: str, kind: str, pk: int) -> EntryError:
    """Press the button of the record's page and record the error."""
    response = client.get(page)
    door = reverse("quality:new_error", args=[kind, pk])
    assert response.status_code == 200, response.status_code
    assert door in response.content.decode()
    client.post(door, WRONG)
    return EntryError.objects.get(subject_type=kind, subject_id=str(pk))


def test_a_customer_and_his_place_are_said_to_be_wrong_on_their_pages(cast: Cast) -> None:
    party = entered_party(cast)
    page = reverse("customers:customer", args=[party.pk])
    error = say_wrong(as_(cast, "he"), f"{page}?purpose=counter", "customers.party", party.pk)
    assert (error.staff, error.status) == (cast.staff["qian"], "returned")
    _party, point = make_customer(cast.units["gas"])
    meter = point.meters.get()
    for kind, row in (("point", point), ("meter", meter)):
        page = reverse(f"customers:{kind}", args=[row.pk])
        error = say_wrong(as_(cast, "he"), page, row._meta.label_lower, row.pk)
        assert error.found_by == "leader"


def test_a_request_and_an_order_are_said_to_be_wrong_on_their_pages(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = bring(make_order(cast, django_capture_on_commit_callbacks), "done", cast)
    asked = ServiceRequest.objects.get()
    error = say_wrong(
        as_(cast, "sun"),
        reverse("desk:request", args=[asked.number]),
        "service.servicerequest",
        asked.pk,
    )
    assert (error.staff, error.found_by) == (cast.staff["lin"], "next_step")
    page = reverse("workorders:order", args=[order.number])
    error = say_wrong(as_(cast, "wu"), page, "workorders.workorder", order.pk)
    assert error.staff == cast.staff["ma"]


def test_a_sale_and_a_reading_are_said_to_be_wrong_on_their_pages(cast: Cast) -> None:
    sale = make_sale(cast, make_shift(cast))
    page = reverse("counter:sale", args=[sale.pk])
    error = say_wrong(as_(cast, "han"), page, "counter.salesorder", sale.pk)
    assert error.staff == cast.staff["qian"]
    round_, meters = make_round(cast)
    reading = take_reading(
        meters[0], value=Decimal(118), on=NOW.date(), round_=round_, by=cast.ma, now=NOW
    )
    page = reverse("readings:readings") + "?tab=all"
    error = say_wrong(as_(cast, "wu"), page, "readings.reading", reading.pk)
    assert error.staff == cast.staff["ma"]


def test_whoever_has_no_business_with_entries_sees_no_button(cast: Cast) -> None:
    _party, point = make_customer(cast.units["gas"])
    page = as_(cast, "audit").get(reverse("customers:point", args=[point.pk]))
    assert "/quality/errors/new/" not in page.content.decode()


def test_a_review_sends_the_sheet_back_with_the_class_of_its_error(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = bring(make_order(cast, django_capture_on_commit_callbacks), "done", cast)
    client = as_(cast, "wu")
    step = reverse("workorders:step", args=[order.pk, "review"])
    refused = client.post(step, {"passed": "1", "entry_error": "wrong", "note": ""})
    assert refused.status_code == 422
    client.post(step, {"passed": "0", "entry_error": "no_evidence", "note": "缺换管照片"})
    while deliver_open(now=NOW):
        pass
    error = EntryError.objects.get()
    assert (error.subject_type, error.error) == ("workorders.workorder", "no_evidence")
    assert (error.staff, error.found_by, error.note) == (
        cast.staff["ma"], "next_step", "缺换管照片",
    )  # fmt: skip
    order.refresh_from_db()
    assert order.status == "rework"


def test_work_that_is_done_again_for_its_entry_names_the_class(
    cast: Cast, django_capture_on_commit_callbacks: Capture
) -> None:
    order = bring(make_order(cast, django_capture_on_commit_callbacks), "done", cast)
    client = as_(cast, "wu")
    client.post(reverse("workorders:step", args=[order.pk, "review"]), {"passed": "1", "note": ""})
    again = {"reason": "材料登记错误", "entry_error": "wrong"}
    client.post(reverse("workorders:step", args=[order.pk, "rework"]), again)
    while deliver_open(now=NOW):
        pass
    assert EntryError.objects.get().staff == cast.staff["ma"]


def test_a_task_goes_back_with_the_class_of_the_error_to_who_entered(cast: Cast) -> None:
    party, _point = make_customer(cast.units["gas"])
    task = open_task(unit=cast.units["gas"], title="新户建档", by=cast.lin, now=NOW)
    finish_task(task, party=party, by=cast.qian, now=NOW)
    grant_role(
        cast.staff["han"], role=Role.objects.get(pk="data_steward"), unit=cast.units["gas"],
        since=date(2026, 1, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    client = as_(cast, "han")
    page = reverse("customers:task", args=[task.number])
    assert reverse("quality:new_error", args=["customers.party", party.pk]) in (
        client.get(page).content.decode()
    )
    back = reverse("customers:act_on_task", args=[task.number, "reopen"])
    client.post(back, {"reason": "证件号录错", "entry_error": "wrong"})
    while deliver_open(now=NOW):
        pass
    task.refresh_from_db()
    error = EntryError.objects.get()
    assert task.state == "open"
    assert (error.subject_id, error.staff, error.found_by, error.entered_at) == (
        str(party.pk), cast.staff["qian"], "next_step", NOW,
    )  # fmt: skip
