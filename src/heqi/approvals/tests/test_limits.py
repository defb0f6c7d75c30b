"""Every step has its limit: shown, in order, told of when it is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heqi.approvals.actions import approve, tell_of_late
from heqi.approvals.plans import StepPlan
from heqi.approvals.queries import pending_for
from heqi.approvals.tests.flows import LADDER, ask
from heqi.notices.models import Notice
from tests.cast import NOW, Cast

SignIn = Callable[[str], Client]
HE = StepPlan(posts=["head_service_office"])


@pytest.mark.django_db
@pytest.mark.clause("authority/1.3")
def test_a_step_is_due_in_two_hours_while_a_limit_runs_else_in_a_working_day(cast: Cast) -> None:
    slow = ask(cast, HE, kind="conduct.case")
    fast = ask(cast, HE, kind="complaints.extension")
    assert fast.current is not None
    assert fast.current.due_at == NOW + timedelta(hours=2)
    assert fast.current.due_clause == "authority/1.3"
    assert slow.current is not None
    assert timezone.localtime(slow.current.due_at).isoformat() == "2026-11-24T17:30:00+08:00"
    assert list(pending_for(cast.he, now=NOW)) == [fast, slow]


@pytest.mark.django_db
def test_each_step_has_its_own_limit_from_when_it_is_reached(cast: Cast) -> None:
    approval = ask(cast, *LADDER, kind="complaints.extension")
    evening = NOW + timedelta(hours=9)
    approve(approval, by=cast.han, now=evening)
    assert approval.current is not None
    assert approval.current.due_at == NOW + timedelta(days=1)  # at ten, the next morning


@pytest.mark.django_db
def test_a_flow_of_which_no_policy_speaks_has_no_limit(cast: Cast) -> None:
    approval = ask(cast, HE, kind="somebody.asks")
    assert approval.current is not None
    assert approval.current.due_at is None
    assert tell_of_late(now=NOW + timedelta(days=400)) == 0


@pytest.mark.django_db
@pytest.mark.clause("authority/1.3")
def test_signer_and_requester_are_told_once_that_a_step_is_late(cast: Cast) -> None:
    approval = ask(cast, HE, kind="complaints.extension")
    assert tell_of_late(now=NOW + timedelta(minutes=119)) == 0
    assert tell_of_late(now=NOW + timedelta(minutes=120)) == 1
    assert tell_of_late(now=NOW + timedelta(minutes=121)) == 0
    told = Notice.objects.filter(template__startswith="approvals.late")
    assert set(told.values_list("template", "recipient")) == {
        ("approvals.late", cast.he.id),
        ("approvals.late_for_requester", cast.zhou.id),
    }
    approve(approval, by=cast.he, now=NOW + timedelta(hours=3))
    assert tell_of_late(now=NOW + timedelta(days=9)) == 0


@pytest.mark.django_db
def test_the_inbox_and_the_page_show_until_when_to_sign(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast, HE, kind="complaints.extension")
    client = sign_in("he")
    assert "签批期限" in client.get("/approvals/").content.decode()
    page = client.get(f"/approvals/{approval.pk}/").content.decode()
    assert "签批期限" in page
    assert "授权" in page
