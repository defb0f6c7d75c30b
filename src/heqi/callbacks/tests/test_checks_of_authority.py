"""A check of authority by callback calls the customer, and his answer comes back to the check."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from heqi.authority.actions import draw_check, record_result
from heqi.authority.models import Check, CheckItem
from heqi.authority.tests.scenes import silent, use
from heqi.callbacks.actions import record_attempt
from heqi.callbacks.actions import record_result as record_answer
from heqi.callbacks.models import CallbackTask
from heqi.ledger.events import deliver_open
from heqi.people.access import Refused
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def drawn(cast: Cast) -> tuple[CheckItem, CallbackTask]:
    """A waiver of a customer, drawn to be called about."""
    party, _point = make_vip(cast)
    subject = replace(silent("permission_3"), beneficiary=f"party:{party.pk}")
    use(cast, "permission_3", subject=subject)
    check = draw_check(
        cast.units["gas"], method="callback", since=NOW.date(), until=NOW.date(), by=cast.he,
        now=NOW,
    )  # fmt: skip
    for _round in range(2):  # the draw, and the plan that follows
        deliver_open(now=NOW)
    item = check.items.get()
    return item, CallbackTask.objects.get(subject=f"authority:{item.pk}")


@pytest.mark.clause("authority/5.2")
def test_the_customer_is_called_and_what_he_says_comes_back(cast: Cast) -> None:
    item, task = drawn(cast)
    assert (item.callback_number, task.business) == (task.number, "authority_check")
    assert task.contact_phone
    with pytest.raises(ValidationError) as refused:
        record_result(item, result="proper", finding="", by=cast.he, now=NOW)
    assert task.number in refused.value.messages[0]
    with pytest.raises(Refused):  # she used the authority herself
        record_answer(task, score=5, by=cast.lin, now=NOW)
    record_answer(
        task, score=5, answers={"as_recorded": "no"}, opinion_text="没有办过", by=cast.he, now=NOW
    )
    deliver_open(now=NOW)
    item.refresh_from_db()
    assert item.reached
    assert "没有办过" in item.called_zh
    assert "否" in item.called_zh
    record_result(item, result="improper", finding="客户否认", by=cast.he, now=NOW)
    assert Check.objects.get().finished_at == NOW


@pytest.mark.clause("authority/5.2")
def test_a_customer_who_is_not_reached_proves_nothing(cast: Cast) -> None:
    item, task = drawn(cast)
    record_attempt(task, outcome="wrong_number", by=cast.he, now=NOW)
    deliver_open(now=NOW)
    item.refresh_from_db()
    assert (item.called_at, item.reached) == (NOW, False)
    with pytest.raises(ValidationError):
        record_result(item, result="proper", finding="", by=cast.he, now=NOW)
    record_result(item, result="unreachable", finding="号码有误", by=cast.he, now=NOW)


@pytest.mark.clause("authority/5.2")
def test_who_cannot_be_called_is_checked_otherwise(cast: Cast) -> None:
    use(cast, "permission_1")
    check = draw_check(
        cast.units["gas"], method="callback", since=NOW.date(), until=NOW.date(), by=cast.he,
        now=NOW,
    )  # fmt: skip
    deliver_open(now=NOW)
    assert not CallbackTask.objects.exists()
    record_result(check.items.get(), result="proper", finding="", by=cast.he, now=NOW)
