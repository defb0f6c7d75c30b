"""The pages of work orders: by role, with and without script, in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heqi.authority.actions import use_authority
from heqi.authority.checking import Attempt
from heqi.authority.models import Use
from heqi.counter.tests.makers import make_hall
from heqi.customers.models import Lookup
from heqi.ledger.audit import history
from heqi.ledger.events import deliver_open
from heqi.notices.models import Notice
from heqi.service.tests.makers import make_vip
from heqi.workorders.actions import Fee, finish_order
from heqi.workorders.bills import open_fees
from heqi.workorders.models import WorkOrder
from heqi.workorders.proofs import order_subject
from heqi.workorders.tests.makers import bring, make_order
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
PHONE = "13800102207"


@pytest.fixture
def order(cast: Cast, django_capture_on_commit_callbacks: object) -> WorkOrder:
    """A repair for a VIP person, waiting to be dispatched."""
    party, point = make_vip(cast)
    return make_order(cast, django_capture_on_commit_callbacks, party=party, service_point=point)


def plain(content: bytes) -> str:
    """The words that a reader sees."""
    text = re.sub(r"<(script|style|svg)[^>]*>.*?</\1>", " ", content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", " ", text)


@pytest.mark.parametrize(
    ("who", "status"),
    [("sun", 200), ("lin", 200), ("ma", 200), ("zheng", 200), ("audit", 200), ("admin", 403)],
)
def test_the_queue_opens_for_those_who_see_orders(
    cast: Cast, sign_in: SignIn, who: str, status: int
) -> None:
    assert sign_in(who).get("/orders/").status_code == status


@pytest.mark.parametrize(("who", "status"), [("sun", 200), ("lin", 403), ("ma", 403)])
def test_the_board_is_for_those_who_dispatch(
    cast: Cast, sign_in: SignIn, who: str, status: int
) -> None:
    assert sign_in(who).get("/orders/board/").status_code == status


def test_nothing_of_another_company_is_shown(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    other = sign_in("other")
    assert order.number not in other.get("/orders/").content.decode()
    for url in (f"/orders/{order.number}/", f"/orders/{order.pk}/drawer/"):
        assert other.get(url).status_code == 404
    assert other.post(f"/orders/{order.pk}/phone/").status_code == 404


def test_pages_mask_the_phone_and_showing_it_is_logged(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    sun = sign_in("sun")
    for url in ("/orders/", f"/orders/{order.number}/", f"/orders/{order.number}/print/"):
        assert PHONE not in sun.get(url).content.decode()
    before = Lookup.objects.filter(action="unmask").count()
    shown = sun.post(f"/orders/{order.pk}/phone/", headers={"HX-Request": "true"})
    assert PHONE in shown.content.decode()
    assert Lookup.objects.filter(action="unmask").count() == before + 1


@pytest.mark.clause("tiering/6.1(4)")
def test_the_page_stops_a_vip_repair_to_another_than_the_captain(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    sun = sign_in("sun")
    url = f"/orders/{order.pk}/step/dispatch/"
    assert "周立峰" in sun.get(url).content.decode()
    asked = {"assignee": cast.staff["ma"].pk}
    stopped = sun.post(url, asked)
    body = stopped.content.decode()
    assert stopped.status_code == 422
    assert "制度要求由其他岗位上门" in body
    assert 'class="clause"' in body
    assert f'<option value="{cast.staff["ma"].pk}" selected' in body
    order.refresh_from_db()
    assert order.status == "to_dispatch"
    gone = sun.post(url, {**asked, "override_reason": "队长在抢修现场"})
    assert gone.status_code == 302
    order.refresh_from_db()
    assert (order.status, order.assignee) == ("dispatched", cast.staff["ma"])
    assert history(order)[0].reason == "队长在抢修现场"


@pytest.mark.clause("tiering/6.1(4)")
def test_the_board_stops_as_well_and_keeps_what_was_chosen(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    sun = sign_in("sun")
    asked = {"order": order.pk, "assignee": cast.staff["ma"].pk}
    stopped = sun.post("/orders/board/dispatch/", asked)
    assert stopped.status_code == 422
    assert 'name="override_reason"' in stopped.content.decode()
    asked["override_reason"] = "队长休假"  # type: ignore[assignment]
    assert sun.post("/orders/board/dispatch/", asked).status_code == 302


def test_a_batch_says_row_by_row_what_became_of_it(
    cast: Cast, order: WorkOrder, sign_in: SignIn, django_capture_on_commit_callbacks: object
) -> None:
    second = make_order(cast, django_capture_on_commit_callbacks, address="翠湖苑3幢")
    sun = sign_in("sun")
    chosen = {"id": [order.pk, second.pk]}
    assert sun.post("/orders/batch/", chosen).status_code == 200
    done = sun.post("/orders/batch/", {**chosen, "sure": 1, "assignee": cast.staff["ma"].pk})
    body = plain(done.content)
    assert "1 条完成，1 条未完成" in body
    assert "分级办法 6.1(4)" in body
    order.refresh_from_db(), second.refresh_from_db()
    assert (order.status, second.status) == ("to_dispatch", "dispatched")


def test_who_was_slower_sees_what_happened_meanwhile(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    seen = f"{order.status}:"
    bring(order, "dispatched", cast, crew="zhou")
    late = sign_in("sun").post(
        f"/orders/{order.pk}/step/dispatch/", {"assignee": cast.staff["zhou"].pk, "seen": seen}
    )
    assert late.status_code == 409
    assert "孙磊" in plain(late.content)


@pytest.mark.clause("authority/4-waiver-1", "authority/5.1")
def test_crews_walk_an_order_through_the_pages(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    bring(order, "dispatched", cast, crew="zhou")
    zhou = sign_in("zhou")
    # A technician of the crew holds the authority: the captain does not waive on his own.
    attempt = Attempt(
        "waiver_1", matter="VIP 维护", subject=order_subject(order), amount=Decimal(30)
    )
    use = use_authority(attempt, by=cast.ma, now=NOW)
    waived = {"result": "repaired", "fee_1": "material", "amount_1": "9", "waive_1": "on"}
    for name, values in (
        ("accept", {}),
        ("set_out", {}),
        ("arrive", {"latitude": "30.2", "longitude": "120.1"}),
        ("start", {}),
        ("finish", waived),
        (
            "finish",
            {
                "result": "repaired", "material_1": "表后阀", "used_1": "1", "price_1": "35",
                "fee_1": "call_out", "amount_1": "30", "waive_1": "on",
            },
        ),
    ):  # fmt: skip
        answer = zhou.post(f"/orders/{order.pk}/step/{name}/", values)
        # Material is what a VIP does pay for (authority/4-waiver-1).
        assert answer.status_code == (422 if values is waived else 302), plain(answer.content)
    order.refresh_from_db()
    assert order.status == "done"
    fee = order.fees.get()
    assert (fee.payable, fee.clause) == (0, "authority/4-waiver-1")
    assert (fee.use_number, Use.objects.count()) == (use.number, 1)
    sun = sign_in("sun")
    url = f"/orders/{order.pk}/step/review/"
    assert sun.post(url, {"passed": "0", "note": ""}).status_code == 422
    assert sun.post(url, {"passed": "1"}).status_code == 302
    order.refresh_from_db()
    assert order.status == "closed"


@pytest.mark.clause("authority/4-waiver-1", "authority/5.1")
def test_nobody_waives_money_at_an_order_who_may_not_use_the_authority(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    bring(order, "working", cast, crew="zhou")
    values = {"result": "repaired", "fee_1": "call_out", "amount_1": "30", "waive_1": "on"}
    answer = sign_in("zhou").post(f"/orders/{order.pk}/step/finish/", values)
    assert answer.status_code == 422
    assert "先在本工单上使用授权" in plain(answer.content)
    order.refresh_from_db()
    assert (order.status, Use.objects.count(), order.fees.count()) == ("working", 0, 0)


@pytest.mark.clause("authority/4-waiver-1", "authority/5.1")
def test_what_is_waived_at_an_order_is_a_line_of_the_ledger_that_the_head_signs(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    bring(order, "working", cast, crew="ma", override_reason="队长外出")
    values = {"result": "repaired", "fee_1": "call_out", "amount_1": "30", "waive_1": "on"}
    answer = sign_in("ma").post(f"/orders/{order.pk}/step/finish/", values)
    assert answer.status_code == 302, plain(answer.content)
    fee = order.fees.get()
    use = Use.objects.get(number=fee.use_number)
    assert (use.item, use.amount, use.used_by, use.subject_id, use.status) == (
        "waiver_1", 30, cast.staff["ma"], str(order.pk), "signing",
    )  # fmt: skip
    assert use.conditions.get().by_system
    head = sign_in("han")
    assert use.number in head.get("/authority/").content.decode()
    assert use.number in head.get("/approvals/").content.decode()
    assert use.number in head.get(f"/orders/{order.number}/").content.decode()


@pytest.mark.clause("authority/4-waiver-1", "authority/5.1")
def test_a_waiver_that_the_head_refuses_makes_the_fee_payable_again(
    cast: Cast, order: WorkOrder, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    bring(order, "working", cast, crew="ma", override_reason="队长外出")
    values = {"result": "repaired", "fee_1": "call_out", "amount_1": "30", "waive_1": "on"}
    assert sign_in("ma").post(f"/orders/{order.pk}/step/finish/", values).status_code == 302
    use = Use.objects.get()
    make_hall(cast)
    assert open_fees(order.party) == []
    head = sign_in("han")
    refused = head.post(f"/approvals/{use.approval_id}/refuse/", {"reason": "客户不属于 VIP"})
    assert refused.status_code == 302
    for _round in range(2):  # what is refused or granted announces what follows
        deliver_open(now=NOW + timedelta(minutes=3))
    fee = order.fees.get()
    assert (fee.waived, fee.payable, fee.use_number) == (0, 30, use.number)
    assert [bill.amount for bill in open_fees(order.party)] == [30]
    told = Notice.objects.filter(template="workorders.fee_payable")
    assert {"马超群", "孙磊"} <= set(told.values_list("recipient_name", flat=True))
    assert "客户不属于 VIP" in told.first().body
    assert history(order)[0].code == "workorders.charge_fee"


@pytest.mark.clause("authority/4-waiver-1", "authority/5.1")
def test_a_waiver_signed_after_the_work_changes_the_fees_that_it_names(
    cast: Cast, order: WorkOrder, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    bring(order, "working", cast, crew="ma", override_reason="队长外出")
    values = {
        "result": "repaired", "fee_1": "call_out", "amount_1": "30", "fee_2": "material",
        "amount_2": "9",
    }  # fmt: skip
    assert sign_in("ma").post(f"/orders/{order.pk}/step/finish/", values).status_code == 302
    subject = order_subject(order)
    attempt = Attempt("waiver_1", matter="VIP 维护", subject=subject, amount=Decimal(39))
    use = use_authority(attempt, by=cast.ma, now=NOW)
    assert not order.fees.exclude(waived=0).exists()
    for who in ("han", "zheng"):
        assert sign_in(who).post(f"/approvals/{use.approval_id}/approve/").status_code == 302
    for _round in range(2):  # what is refused or granted announces what follows
        deliver_open(now=NOW + timedelta(minutes=3))
    # Material is what a VIP does pay for.
    assert [(fee.kind, fee.waived, fee.use_number) for fee in order.fees.order_by("kind")] == [
        ("call_out", 30, use.number), ("material", 0, ""),
    ]  # fmt: skip


@pytest.mark.clause("authority/4-waiver-1", "authority/5.1")
def test_no_more_is_waived_at_an_order_than_the_authority_was_used_for(
    cast: Cast, order: WorkOrder
) -> None:
    bring(order, "working", cast, crew="zhou")
    attempt = Attempt(
        "waiver_1", matter="VIP 维护", subject=order_subject(order), amount=Decimal(30)
    )
    use_authority(attempt, by=cast.ma, now=NOW)
    fee = Fee("call_out", 50, waived=50, clause="authority/4-waiver-1")
    with pytest.raises(ValidationError, match="超出本工单"):
        finish_order(order, result="repaired", fees=[fee], by=cast.zhou, now=NOW)


def test_a_demanded_reason_is_asked_for_on_the_page(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    sun = sign_in("sun")
    url = f"/orders/{order.pk}/step/cancel/"
    assert sun.post(url, {"reason": " "}).status_code == 422
    assert sun.post(url, {"reason": "客户已自行处理"}).status_code == 302
    assert history(order)[0].reason == "客户已自行处理"


def test_drawer_and_page_say_the_same(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    sun = sign_in("sun")
    drawer = sun.get(f"/orders/{order.pk}/drawer/", headers={"HX-Request": "true"})
    page = plain(sun.get(f"/orders/{order.number}/").content)
    assert "<html" not in drawer.content.decode()
    for words in ("客户与诉求", "办理过程", "派单", "维修队长", order.number, "138****2207"):
        assert words in plain(drawer.content), words
        assert words in page, words
    assert sun.get(f"/orders/{order.pk}/drawer/").status_code == 302
    assert order.number in plain(sun.get(f"/orders/?o={order.pk}").content)


def test_three_rows_cost_as_much_as_one(
    cast: Cast, order: WorkOrder, sign_in: SignIn, django_capture_on_commit_callbacks: object
) -> None:
    sun = sign_in("sun")
    counts = []
    for url in ("/orders/", "/orders/board/"):
        sun.get(url)
        with CaptureQueriesContext(
            connection,
        ) as one:
            assert sun.get(url).status_code == 200
        counts.append(len(one))
    for n in range(2):
        make_order(cast, django_capture_on_commit_callbacks, address=f"文苑小区{n}幢")
    for url, before in zip(("/orders/", "/orders/board/"), counts, strict=True):
        with CaptureQueriesContext(connection) as three:
            assert sun.get(url).status_code == 200
        assert len(three) == before, url


def test_filters_and_pages_take_any_address(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    sun = sign_in("sun")
    for query in (
        "q=王志远", "q=wzy", f"q={order.number}", "tab=late", "tab=x&kind=no_flame&tier=vip",
        "unit=99999999999999999999", "page=-1", "page=9e9", "due=soon", "source=12345", "o=0",
        "sort=x&due=today", f"unit={cast.units['service'].pk}",
    ):  # fmt: skip
        assert sun.get(f"/orders/?{query}").status_code in (200, 404), query
    assert order.number in sun.get("/orders/?q=王志远").content.decode()
    assert order.number in sun.get(f"/orders/?q={order.number[:8]}").content.decode()
    assert order.number not in sun.get("/orders/?tab=suspended").content.decode()


def test_the_export_is_plain_text_scoped_and_logged(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: object
) -> None:
    import zipfile
    from io import BytesIO

    row = make_order(cast, django_capture_on_commit_callbacks, description="=HYPERLINK(1)")
    assert sign_in("lin").get("/orders/export/").status_code == 403
    answer = sign_in("han").get("/orders/export/?tab=open")
    book = zipfile.ZipFile(BytesIO(answer.content))
    text = book.read("xl/sharedStrings.xml").decode()
    assert row.number in text
    assert "=HYPERLINK(1)" in text
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert PHONE not in text
    assert Lookup.objects.filter(action="export", query_kind="orders").count() == 1


def test_chinese_pages_speak_chinese_only(cast: Cast, order: WorkOrder, sign_in: SignIn) -> None:
    bring(order, "dispatched", cast, crew="zhou")
    sun = sign_in("sun")
    for url in (
        "/orders/", f"/orders/?o={order.pk}", f"/orders/{order.number}/", "/orders/board/",
        f"/orders/{order.number}/print/", f"/orders/{order.pk}/step/reassign/",
    ):  # fmt: skip
        words = set(re.findall(r"[A-Za-z]{3,}", plain(sun.get(url).content)))
        assert words <= {
            "VIP",
            "Ctrl",
            "Enter",
            "English",
            "Excel",
            "PDF",
            "Esc",
            "Alt",
            "nbsp",
            "Shift",
        }, url


def test_an_order_in_hand_explains_opening_its_customer(
    cast: Cast, order: WorkOrder, sign_in: SignIn
) -> None:
    url = f"/customers/{order.party_id}/?via=workorder:{order.pk}"
    bring(order, "dispatched", cast, crew="zhou")
    assert sign_in("zhou").get(url).status_code == 200
    assert Lookup.objects.filter(
        action="view", purpose_type="workorder", purpose_source="auto"
    ).exists()
    listed = sign_in("sun").get(f"{url}&tab=orders")
    assert order.number in listed.content.decode()
