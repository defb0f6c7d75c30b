"""The approvals through their pages, without JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heqi.approvals.models import Approval, Vote
from heqi.approvals.plans import StepPlan
from heqi.approvals.tests.flows import ask
from heqi.evidence.tests.files import drawn, png
from heqi.people.actions import appoint_stand_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
ONE = StepPlan(posts=["head_service_office"])


def test_what_waits_for_me_is_listed_with_its_clause_and_amount(
    cast: Cast, sign_in: SignIn
) -> None:
    ask(cast)
    page = sign_in("han").get("/approvals/").content.decode()
    assert "SQ261123-00001" in page
    assert "1,200.00" in page
    assert 'class="clause' in page
    assert "SQ261123-00001" not in sign_in("he").get("/approvals/").content.decode()


@pytest.mark.parametrize(("who", "tab"), [("han", "done"), ("zhou", "mine"), ("qian", "copies"),
                                          ("he", "all")])  # fmt: skip
def test_every_list_has_its_tab(cast: Cast, sign_in: SignIn, who: str, tab: str) -> None:
    approval = ask(cast, copies=[cast.staff["qian"]])
    sign_in("han").post(f"/approvals/{approval.pk}/approve/", {"opinion": "同意"})
    page = sign_in(who).get(f"/approvals/?tab={tab}").content.decode()
    assert "SQ261123-00001" in page
    assert "SQ261123-00001" not in sign_in("other").get(f"/approvals/?tab={tab}").content.decode()


def test_signing_through_the_form(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast, ONE)
    client = sign_in("he")
    page = client.get(f"/approvals/{approval.pk}/").content.decode()
    assert f'name="step" value="{approval.current_id}"' in page
    answer = client.post(
        f"/approvals/{approval.pk}/approve/",
        {"opinion": "同意", "step": approval.current_id, "signature": drawn(png(300, 90))},
    )
    assert answer.status_code == 302
    assert Approval.objects.get().status == "granted"
    page = client.get(f"/approvals/{approval.pk}/").content.decode()
    assert "/evidence/" in page
    assert "同意" in page


def test_a_wrong_form_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast, ONE)
    answer = sign_in("he").post(f"/approvals/{approval.pk}/return/", {"reason": ""})
    assert answer.status_code == 422
    answer = sign_in("he").post(
        f"/approvals/{approval.pk}/hand-over/",
        {"staff": cast.staff["han"].pk, "reason": "下周出差"},
    )
    assert answer.status_code == 302
    answer = sign_in("han").post(
        f"/approvals/{approval.pk}/hand-over/",
        {"staff": cast.staff["he"].pk, "reason": "还是你签"},
    )
    assert answer.status_code == 422
    assert "还是你签" in answer.content.decode()


def test_sending_back_refusing_withdrawing_and_reminding(cast: Cast, sign_in: SignIn) -> None:
    for verb, who, status in (
        ("return", "he", "returned"),
        ("refuse", "he", "refused"),
        ("withdraw", "zhou", "withdrawn"),
    ):
        approval = ask(cast, ONE, kind=f"kind.{verb}")
        assert sign_in("zhou").post(f"/approvals/{approval.pk}/remind/").status_code == 302
        answer = sign_in(who).post(f"/approvals/{approval.pk}/{verb}/", {"reason": "理由"})
        assert answer.status_code == 302
        approval.refresh_from_db()
        assert approval.status == status


def test_adding_a_signer_and_naming_one(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast, ONE)
    qian = cast.staff["qian"].pk
    sign_in("he").post(f"/approvals/{approval.pk}/add-signer/", {"staff": qian, "where": "after"})
    assert approval.steps.count() == 2
    stuck = ask(cast, StepPlan(posts=["head_finance"]), kind="x.y")
    page = sign_in("he").get(f"/approvals/{stuck.pk}/").content.decode()
    assert "计财部主任" in page
    assert 'role="alert"' in page
    sign_in("he").post(f"/approvals/{stuck.pk}/assign/", {"staff": qian, "reason": "空缺"})
    assert Approval.objects.get(pk=stuck.pk).current.fault == ""


def test_strangers_find_nothing_and_get_no_further(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast)
    for verb in ("approve", "return", "refuse", "withdraw", "add-signer", "hand-over", "remind",
                 "assign"):  # fmt: skip
        assert sign_in("other").post(f"/approvals/{approval.pk}/{verb}/").status_code == 404
        assert sign_in("han").get(f"/approvals/{approval.pk}/{verb}/").status_code == 405
    assert sign_in("other").get(f"/approvals/{approval.pk}/").status_code == 404
    assert sign_in("zhou").post(f"/approvals/{approval.pk}/approve/").status_code == 403
    assert Client().get("/approvals/").status_code == 302
    assert not Vote.objects.exists()


def test_who_comes_late_is_told(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast)
    seen = approval.current_id
    data = {"step": seen}
    assert sign_in("han").post(f"/approvals/{approval.pk}/approve/", data).status_code == 302
    assert sign_in("han").post(f"/approvals/{approval.pk}/approve/", data).status_code == 409


@pytest.mark.parametrize("step", ["x", "-1", "9" * 30, "0"])
def test_a_senseless_step_is_no_server_error(cast: Cast, sign_in: SignIn, step: str) -> None:
    approval = ask(cast)
    answer = sign_in("han").post(f"/approvals/{approval.pk}/approve/", {"step": step})
    assert answer.status_code in (409, 422)


def test_the_list_approves_what_has_no_money(cast: Cast, sign_in: SignIn) -> None:
    plain = ask(cast, ONE, kind="a.a", amount=None, batch=True)
    money = ask(cast, ONE, kind="b.b", number="SQ261123-00002")
    client = sign_in("he")
    page = client.get("/approvals/").content.decode()
    assert f'value="{plain.pk}"' in page
    assert f'value="{money.pk}"' not in page
    answer = client.post(
        "/approvals/approve/", {"id": [plain.pk, money.pk, "x", "9" * 40]}, follow=True
    )
    assert "SQ261123-00002" in answer.content.decode()
    assert Approval.objects.get(pk=plain.pk).status == "granted"
    assert Approval.objects.get(pk=money.pk).status == "pending"


def test_a_stand_in_reads_whom_he_signs_for_and_signs(cast: Cast, sign_in: SignIn) -> None:
    approval = ask(cast, ONE)
    today = timezone.localdate()
    appoint_stand_in(
        absent=cast.staff["he"], deputy=cast.staff["qian"], since=today,
        until=today + timedelta(days=2), reason="leave", by=cast.he, now=timezone.now(),
    )  # fmt: skip
    page = sign_in("qian").get(f"/approvals/{approval.pk}/").content.decode()
    assert "何倩" in page
    assert "/approve/" in page
    assert sign_in("qian").post(f"/approvals/{approval.pk}/approve/").status_code == 302
    assert Vote.objects.get(step__approval=approval).standing_in_for == cast.staff["he"]


def test_lists_ask_the_database_no_more_for_more_rows(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = sign_in("he"), []
    for number in (1, 3):
        while Approval.objects.count() < number:
            ask(cast, ONE, kind=f"kind.{Approval.objects.count()}")
        client.get("/approvals/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/approvals/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
