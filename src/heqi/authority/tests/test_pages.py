"""The pages: wizard, ledger, matrix, form on paper, sheets, ledgers, checks, signs, phone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heqi.approvals.actions import refuse_approval
from heqi.approvals.models import Approval
from heqi.authority.actions import raise_signal
from heqi.authority.actions.closing import close_ledger
from heqi.authority.models import Check, Signal, Use
from heqi.authority.tests.scenes import PROPER, happen, heads, records, sign, use
from heqi.rulebook.values import Words
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    still_clock(monkeypatch)


def filled(item: str, **other: object) -> dict[str, object]:
    """The fields of a proper attempt."""
    given = PROPER[item][1]
    found: dict[str, object] = {"matter": "客户家中无火，无派工单", "unrecorded": "客户未建档"}
    found |= {f"proof_{code}": text for code, text in given["proofs"].items()}
    found |= {f"value_{code}": value for code, value in given.get("values", {}).items()}
    found |= {name: given[name] for name in ("job", "amount", "households") if name in given}
    return found | other


@pytest.mark.clause("authority/4-permission-1")
def test_a_repairer_uses_an_authority_on_the_phone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    first = client.get(reverse("authority:phone")).content.decode()
    assert "无派工单的置换、维修、零星业务" in first
    assert "阻工方减免" not in first
    url = reverse("authority:phone_new", args=["permission_1"])
    photo = SimpleUploadedFile("发票.png", PNG, "image/png")
    given = filled("permission_1", proof_initial_fee_paid="", file_initial_fee_paid=photo, send="1")
    assert client.post(url, given).status_code == 302
    row = Use.objects.get()
    assert row.conditions.get(code="initial_fee_paid").reference == "发票.png"


@pytest.mark.clause("authority/4-permission-1")
def test_checking_keeps_nothing_and_tells_what_is_missing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    url = reverse("authority:new", args=["permission_1"])
    page = client.post(url, filled("permission_1", check="1")).content.decode()
    assert "在授权范围内" in page
    page = client.post(url, filled("permission_1", proof_initial_fee_paid="", check="1"))
    assert "尚缺" in page.content.decode()
    assert not Use.objects.exists()


def test_what_was_typed_stays_with_the_sentence_at_its_field(cast: Cast, sign_in: SignIn) -> None:
    url = reverse("authority:new", args=["permission_1"])
    given = filled("permission_1", proof_initial_fee_paid="", send="1")
    answer = sign_in("ma").post(url, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "尚缺：已交初装费（凭公司发票）" in page
    assert "客户家中无火" in page


def test_whoever_is_not_a_holder_is_stopped_in_words(cast: Cast, sign_in: SignIn) -> None:
    url = reverse("authority:new", args=["permission_1"])
    answer = sign_in("han").post(url, filled("permission_1", send="1"))
    assert answer.status_code == 403
    assert "该项授权由户内维修员行使" in answer.content.decode()


@pytest.mark.clause("authority/4-waiver-2")
def test_a_record_answers_conditions_by_itself(cast: Cast, sign_in: SignIn) -> None:
    with records(own_customer=True, vulnerable=True) as subject:
        url = reverse("authority:new", args=["permission_3"])
        client = sign_in("lin")
        found = client.get(url, {"q": "张桂兰"}).content.decode()
        assert subject.label in found
        page = client.get(url, {"subject": subject.key}).content.decode()
        assert "系统记录" in page
        assert 'name="proof_own_customer"' not in page


@pytest.mark.clause("authority/1.3", "authority/5.2")
def test_without_a_record_the_page_asks_why_and_the_ledger_says_so(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in("ma")
    url = reverse("authority:new", args=["permission_1"])
    assert "不指明记录的须说明原因" in client.get(url).content.decode()
    answer = client.post(url, filled("permission_1", unrecorded="", send="1"))
    assert answer.status_code == 422
    assert "关联记录，或未指明记录的原因" in answer.content.decode()
    assert client.post(url, filled("permission_1", send="1")).status_code == 302
    row = Use.objects.get()
    page = client.get(reverse("authority:use", args=[row.pk])).content.decode()
    assert "未指明记录" in page
    assert "客户未建档" in page
    happen(row)
    signals = sign_in("he").get(reverse("authority:signals")).content.decode()
    assert row.number in signals
    assert "未指明关联记录" in signals


def test_a_record_of_another_kind_is_not_taken_by_the_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    url = reverse("authority:new", args=["permission_1"])
    with records("project") as subject:
        page = client.get(url, {"subject": subject.key}).content.decode()
        assert "该项授权不针对" in page
        assert subject.label not in client.get(url, {"q": "张桂兰"}).content.decode()
        given = filled("permission_1", subject=subject.key, unrecorded="", send="1")
        assert client.post(url, given).status_code == 422
    assert not Use.objects.exists()


@pytest.mark.clause("authority/form-1", "authority/form-1-note1")
def test_the_form_prints_as_the_paper_looks_with_the_amount_in_capitals(
    cast: Cast, sign_in: SignIn
) -> None:
    row = sign(use(cast, "waiver_1"), cast, "han", "zheng")
    page = sign_in("he").get(reverse("authority:print", args=[row.pk])).content.decode()
    for text in ("服务授权处理单", "☑ 费用减免授权", "人民币捌拾元整", "韩雪", "郑国栋", "马超群"):
        assert text in page
    pdf = sign_in("he").get(reverse("authority:print", args=[row.pk]), {"as": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    plain = use(cast, "permission_1")
    assert sign_in("he").get(reverse("authority:print", args=[plain.pk])).status_code == 404


@pytest.mark.clause("authority/5.1")
def test_the_ledger_filters_and_leaves_as_a_file(cast: Cast, sign_in: SignIn) -> None:
    waiver, plain = use(cast, "waiver_1"), use(cast, "permission_1")
    client = sign_in("he")
    url = reverse("authority:uses")
    page = client.get(url, {"tab": "all", "kind": "waiver"}).content.decode()
    assert waiver.number in page
    assert plain.number not in page
    assert ">0/2</span>" in page  # nobody of two has signed
    assert "2026-11" in client.get(url, {"tab": "all", "month": "2026-11"}).content.decode()
    file = client.get(reverse("authority:export"), {"tab": "all"})
    assert file["Content-Type"].endswith("sheet")


@pytest.mark.clause("authority/3")
def test_the_matrix_says_who_may_what_and_why(cast: Cast, sign_in: SignIn) -> None:
    heads(cast)
    page = sign_in("ma").get(reverse("authority:matrix")).content.decode()
    for text in ("阻工方减免", "每户 200 元", "合同 1 个月内到期", "毛新宇", "补单", "1 周"):
        assert text in page


@pytest.mark.clause("authority/4-permission-5", "conduct/2.3(7)")
def test_the_receiving_department_acknowledges_and_reports(cast: Cast, sign_in: SignIn) -> None:
    row = use(cast, "permission_5")
    client = sign_in("he")
    url = reverse("authority:sheet_step", args=[row.sheet.pk, "acknowledge"])
    assert client.post(url).status_code == 403
    head = Client()
    head.force_login(
        cast.staff["engineering"].account,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert head.post(url).status_code == 302
    row.sheet.refresh_from_db()
    end = (row.sheet.finish_on + timedelta(days=1)).isoformat()
    assert f"{timezone.localtime(row.sheet.due_at):%Y-%m-%dT%H:%M}" == f"{end}T00:00"
    assert row.sheet.due_clause == "authority/4-permission-5"
    page = head.get(reverse("authority:sheet", args=[row.sheet.pk])).content.decode()
    assert "按联系单时间完成" in page
    finish = reverse("authority:sheet_step", args=[row.sheet.pk, "finish"])
    assert head.post(finish, {"report": ""}).status_code == 422
    assert head.post(finish, {"report": "已开挖恢复"}).status_code == 302
    row.refresh_from_db()
    assert row.status == "done"
    paper = head.get(reverse("authority:sheet_print", args=[row.sheet.pk])).content.decode()
    assert "业务联系单" in paper
    assert "已开挖恢复" in paper


@pytest.mark.clause("authority/5.1")
def test_a_closed_ledger_shows_that_no_line_was_changed(cast: Cast, sign_in: SignIn) -> None:
    row = use(cast, "waiver_1")
    ledger = close_ledger(cast.units["service"], date(2026, 11, 1), now=NOW)
    client = sign_in("han")
    url = reverse("authority:ledger", args=[ledger.pk])
    page = client.get(url).content.decode()
    assert row.number in page
    assert "结账后未更改" in page
    ledger.lines[0]["amount"] = "8.00"
    ledger.save()
    assert "与明细不符" in client.get(url).content.decode()
    print_ = client.get(reverse("authority:ledger_print", args=[ledger.pk])).content.decode()
    assert "客户问题授权处理台帐" in print_
    file = client.get(reverse("authority:ledger_export", args=[ledger.pk]))
    assert file["Content-Type"].endswith("sheet")


@pytest.mark.clause("authority/5.1")
def test_a_closed_ledger_tells_what_came_to_nothing_since(cast: Cast, sign_in: SignIn) -> None:
    row = use(cast, "waiver_1")
    ledger = close_ledger(cast.units["service"], date(2026, 11, 1), now=NOW)
    approval = Approval.objects.get(pk=row.approval_id)
    refuse_approval(approval, reason="客户不属于 VIP", by=cast.han, now=NOW)
    happen(row)
    page = sign_in("han").get(reverse("authority:ledger", args=[ledger.pk])).content.decode()
    assert "1 笔结账时计入的授权后来未成立，涉及 ¥ 80.00 未发生。" in page
    assert "结账后未更改" in page


@pytest.mark.clause("authority/5.2", "authority/6.1")
def test_the_office_draws_checks_and_establishes_misuse(cast: Cast, sign_in: SignIn) -> None:
    use(cast, "permission_1")
    client = sign_in("he")
    given = {"company": cast.units["gas"].pk, "method": "callback", "since": "2026-11-01"}
    new = reverse("authority:new_check")
    assert client.post(new, {**given, "until": "2026-10-01"}).status_code == 422
    assert client.post(new, {**given, "until": "2026-11-23"}).status_code == 302
    item = Check.objects.get().items.get()
    url = reverse("authority:check_item", args=[item.pk])
    assert client.post(url, {"result": "improper", "finding": ""}).status_code == 422
    assert client.post(url, {"result": "improper", "finding": "发票是别人的"}).status_code == 302
    signal = Signal.objects.get()
    step = reverse("authority:signal_step", args=[signal.pk, "confirm"])
    said = {"breach": "false_authorisation", "finding": "发票不属于该户"}
    assert client.post(step, said).status_code == 422
    assert client.post(step.replace("confirm", "ask")).status_code == 302
    own = {"statement": "客户当场出示"}
    assert sign_in("ma").post(step.replace("confirm", "state"), own).status_code == 302
    assert client.post(step, said).status_code == 302
    page = client.get(reverse("authority:signal", args=[signal.pk])).content.decode()
    assert "3–5" in page


def test_a_sign_may_be_explained(cast: Cast, sign_in: SignIn) -> None:
    row = use(cast, "permission_1")
    signal = raise_signal(row, "found_in_check", seen=1, why=Words("不符", "wrong"), now=NOW)
    assert signal is not None
    url = reverse("authority:signal_step", args=[signal.pk, "dismiss"])
    client = sign_in("he")
    assert client.post(url, {"finding": ""}).status_code == 422
    assert client.post(url, {"finding": "录入时写错"}).status_code == 302
    assert (
        "录入时写错" in client.get(reverse("authority:signal", args=[signal.pk])).content.decode()
    )


@pytest.mark.clause("authority/5.2")
def test_the_page_of_a_draw_says_how_many_are_drawn(cast: Cast, sign_in: SignIn) -> None:
    text = sign_in("he").get(reverse("authority:new_check")).content.decode()
    assert "不涉及金额： 抽取比例 10%，每部门至少 1 笔。" in text
    assert "涉及金额： 抽取比例 30%" in text
    assert "未关联记录： 抽取比例 100%" in text
