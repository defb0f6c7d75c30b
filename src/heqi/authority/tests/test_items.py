"""Each item of the matrix: allowed, proof missing, beyond authority, by a stand-in."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import refuse_approval
from heqi.approvals.models import Approval
from heqi.authority import subjects
from heqi.authority.actions import draw_check
from heqi.authority.actions.using import Paper
from heqi.authority.facts import item_codes, matrix
from heqi.authority.models import Check, Confirmation, Signal, Use
from heqi.authority.states import Status
from heqi.authority.subjects import Subject
from heqi.authority.tests.scenes import (
    PHOTOS,
    PROPER,
    RECORD,
    TODAY,
    attempt,
    happen,
    heads,
    records,
    sign,
    silent,
    stand_in,
    use,
)
from heqi.evidence.models import Attachment
from heqi.evidence.tests.files import png
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
WITH_SIGNATURES = ("waiver_1", "waiver_2", "bearing_1")


def clause(item: str) -> str:
    kind, number = item.rsplit("_", 1)
    return f"authority/4-{kind}-{number}"


ITEMS = [
    pytest.param(item, marks=pytest.mark.clause(clause(item), "authority/1.2"), id=item)
    for item in PROPER
]


def test_the_nine_items_of_the_policy_are_all_tried_here(cast: Cast) -> None:
    assert list(PROPER) == item_codes()


@pytest.mark.parametrize("item", ITEMS)
def test_the_holder_uses_it_with_everything_proved(cast: Cast, item: str) -> None:
    row = use(cast, item)
    assert row.clause == clause(item)
    assert row.decision.answer == {"allowed": True}
    assert clause(item) in row.decision.clauses
    assert row.beyond == []
    assert not row.by_stand_in
    assert {one.code for one in row.conditions.all()} >= set(PROPER[item][1]["proofs"])
    assert (row.status == Status.SIGNING) == (item in WITH_SIGNATURES)


@pytest.mark.parametrize("item", ITEMS)
def test_with_one_proof_missing_nothing_is_kept_and_the_condition_is_named(
    cast: Cast, item: str
) -> None:
    proofs = dict(PROPER[item][1]["proofs"])
    missing = next(iter(proofs))
    papers = [] if missing in PHOTOS.get(item, ()) else None
    more = {} if papers is None else {"papers": papers}
    with pytest.raises(ValidationError) as refused:
        use(cast, item, proofs={**proofs, missing: " "}, **more)
    assert list(refused.value.message_dict) == [missing]
    assert not Use.objects.exists()


@pytest.mark.parametrize("item", ITEMS)
def test_whoever_does_not_hold_it_is_stopped_and_told_who_does(cast: Cast, item: str) -> None:
    other = "han"
    with pytest.raises(Refused) as refused:
        use(cast, item, by=other)
    assert "由" in refused.value.sentence or "held by" in refused.value.sentence
    assert not Use.objects.exists()


@pytest.mark.parametrize("item", ITEMS)
def test_a_stand_in_uses_it_in_the_holders_name(cast: Cast, item: str) -> None:
    heads(cast)
    holder = PROPER[item][0]
    stand_in(cast, holder, "han")
    row = use(cast, item, by="han")
    assert row.by_stand_in
    assert (row.holder, row.used_by) == (cast.staff[holder], cast.staff["han"])
    assert row.decision.answer == {"allowed": True}
    assert row.clause == clause(item)
    assert row.unit == cast.staff[holder].unit  # booked where the post is, not where he sits


@pytest.mark.clause("authority/4-permission-2")
@pytest.mark.parametrize("job", ["repair", "odd_job"])
def test_a_name_is_never_changed_outside_conversion(cast: Cast, job: str) -> None:
    with pytest.raises(Refused):
        use(cast, "permission_2", job=job)


@pytest.mark.clause("authority/4-permission-1")
def test_for_a_conversion_the_invoice_and_the_installation_suffice(cast: Cast) -> None:
    proofs = {"initial_fee_paid": "发票 1", "facilities_installed": "JL-1"}
    row = use(cast, "permission_1", job="conversion", proofs=proofs)
    assert "on_gas" not in row.facts


@pytest.mark.clause("authority/4-permission-1")
def test_a_repair_without_order_at_a_customer_not_yet_on_gas_is_stopped(cast: Cast) -> None:
    with records(already_on_gas=False) as subject, pytest.raises(Refused) as refused:
        use(cast, "permission_1", subject=subject)
    assert "系统无此记录" in refused.value.sentence


@pytest.mark.clause("authority/4-permission-1", "authority/4-waiver-1")
@pytest.mark.parametrize(
    ("item", "condition"),
    [("permission_1", "initial_fee_paid"), ("waiver_1", "vip_or_key_customer")],
)
def test_what_the_records_deny_no_paper_proves(cast: Cast, item: str, condition: str) -> None:
    with records(**{condition: False}) as subject, pytest.raises((Refused, ValidationError)):
        use(cast, item, subject=subject)
    assert not Use.objects.exists()


@pytest.mark.clause("authority/4-permission-1")
def test_what_the_records_say_needs_no_paper(cast: Cast) -> None:
    says = dict.fromkeys(("initial_fee_paid", "facilities_installed", "already_on_gas"), True)
    with records(**says) as subject:
        row = use(cast, "permission_1", subject=subject, proofs={})
    assert all(one.by_system for one in row.conditions.all())
    assert (row.subject_label, row.beneficiary) == (RECORD.label, RECORD.beneficiary)


WAIVER = pytest.mark.clause("authority/4-waiver-2")
VALUES = PROPER["waiver_2"][1]["values"]
EXCESSES = [
    pytest.param({"amount": Decimal("402")}, "amount", id="201 yuan a household"),
    pytest.param({"values": {**VALUES, "few_blocking": 4}}, "households_blocking", id="4 blocking"),
    pytest.param({"values": {**VALUES, "enough_affected": 29}}, "households_affected", id="29"),
    pytest.param(
        {"values": {**VALUES, "contract_expires_soon": TODAY + timedelta(days=40)}},
        "expires",
        id="expires in forty days",
    ),
]


@WAIVER
@pytest.mark.parametrize(("given", "code"), EXCESSES)
def test_beyond_the_standard_it_goes_up_only_with_a_reason(
    cast: Cast, given: dict[str, object], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        use(cast, "waiver_2", **given)
    assert list(refused.value.message_dict) == ["reason"]
    row = use(cast, "waiver_2", reason="工期将至，居民强烈要求", **given)
    assert [one["code"] for one in row.beyond] == [code]
    assert row.decision.answer == {"allowed": False}
    assert row.status == Status.SIGNING
    assert row.effective_at is None


@WAIVER
@pytest.mark.parametrize(
    "given",
    [
        {"amount": Decimal("400"), "households": 2},
        {"values": {**VALUES, "few_blocking": 3}},
        {"values": {**VALUES, "enough_affected": 30}},
        {"values": {**VALUES, "contract_expires_soon": TODAY + timedelta(days=30)}},
    ],
)
def test_the_limits_themselves_are_within_the_standard(
    cast: Cast, given: dict[str, object]
) -> None:
    assert use(cast, "waiver_2", **given).beyond == []


def test_an_attempt_says_what_it_is_about(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        use(cast, "permission_3", matter=" ")
    assert list(refused.value.message_dict) == ["matter"]
    assert attempt("permission_3").matter


@pytest.mark.parametrize(
    "item",
    [pytest.param(item, marks=pytest.mark.clause("authority/5.1")) for item in WITH_SIGNATURES],
)
def test_money_that_is_waived_or_borne_is_told_before_anything_is_used(
    cast: Cast, item: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        use(cast, item, amount=None)
    assert list(refused.value.message_dict) == ["amount"]
    with pytest.raises(ValidationError) as refused:
        use(cast, item, amount=Decimal(0))
    assert list(refused.value.message_dict) == ["amount"]
    assert use(cast, item).needs_form


@pytest.mark.clause("authority/4-permission-4")
def test_a_photo_is_a_file_and_no_word(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        use(cast, "permission_4", papers=[])
    assert list(refused.value.message_dict) == ["fixable_on_site"]
    row = use(cast, "permission_4")
    kept = Attachment.objects.get(folder__subject_id=str(row.pk))
    assert (kept.note, kept.media_type) == ("fixable_on_site", "image/png")


@pytest.mark.clause("authority/4-permission-2")
def test_a_document_is_its_number_or_its_file(cast: Cast) -> None:
    proofs = {**PROPER["permission_2"][1]["proofs"], "property_certificate": "看过了"}
    with pytest.raises(ValidationError) as refused:
        use(cast, "permission_2", proofs=proofs)
    assert list(refused.value.message_dict) == ["property_certificate"]
    paper = Paper("property_certificate", "房权证.png", png())
    assert use(cast, "permission_2", proofs=proofs, papers=[paper]).beyond == []


UNPAID = {"initial_fee_paid": False, "facilities_installed": True, "already_on_gas": True}


@pytest.mark.clause("authority/4-permission-1", "authority/1.3")
def test_what_the_records_deny_is_not_got_by_leaving_the_record_out(cast: Cast) -> None:
    with records(**UNPAID) as subject, pytest.raises(Refused):
        use(cast, "permission_1", subject=subject)
    for reason in ("", "  "):
        with pytest.raises(ValidationError) as refused:
            use(cast, "permission_1", subject=None, unrecorded=reason)
        assert list(refused.value.message_dict) == ["unrecorded"]
    assert not Use.objects.exists()


@pytest.mark.clause("authority/1.3", "authority/5.2")
def test_a_use_without_a_record_is_a_sign_and_is_always_drawn(cast: Cast) -> None:
    for _n in range(12):
        use(cast, "permission_1")
    row = use(cast, "permission_1", subject=None, unrecorded="客户未建档")
    happen(row)
    assert row.unrecorded == "客户未建档"
    signal = Signal.objects.get()
    assert (signal.kind, signal.use, "客户未建档" in signal.said) == ("no_record", row, True)
    # Whatever the period: a later check takes it, and only the first one.
    december = NOW + timedelta(days=20)
    use(cast, "permission_1", now=december)
    given = {"method": "callback", "since": december.date(), "until": december.date()}
    first = draw_check(cast.units["gas"], **given, by=cast.he, now=december)
    Check.objects.update(finished_at=december)
    second = draw_check(cast.units["gas"], **given, by=cast.he, now=december)
    assert first.items.filter(use=row).exists()
    assert not second.items.filter(use=row).exists()


@pytest.mark.clause("authority/1.3")
def test_a_record_that_is_named_needs_no_reason(cast: Cast) -> None:
    row = use(cast, "permission_1", unrecorded="另有原因")
    happen(row)
    assert row.unrecorded == ""
    assert not Signal.objects.exists()


@pytest.mark.clause("authority/4-waiver-2")
def test_a_record_of_another_kind_is_no_record(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        use(cast, "waiver_2", subject=silent("permission_1"))
    assert list(refused.value.message_dict) == ["subject"]


def test_every_item_names_the_kinds_of_record_that_it_concerns(cast: Cast) -> None:
    rows = matrix(on=TODAY, company_id=cast.units["gas"].pk)
    assert all(terms.concerns for terms in rows)
    free = {terms.item for terms in rows if not terms.wants_record}
    assert free == {"permission_5", "bearing_1"}


def confirmations(row: Use) -> dict[tuple[str, str], tuple[str, bool | None]]:
    return {
        (one.condition.code, one.post): (one.staff.name if one.staff else "", one.holds)
        for one in Confirmation.objects.filter(condition__use=row).select_related("staff")
    }


@pytest.mark.clause("authority/4-bearing-1")
def test_whoever_holds_the_post_confirms_in_the_system(cast: Cast) -> None:
    row = use(cast, "bearing_1")
    # The head of engineering states what his own department confirms by using it.
    assert confirmations(row) == {
        ("omission_confirmed", "head_engineering"): ("贺东升", True),
        ("settled", "head_engineering"): ("贺东升", True),
        ("nobody_liable", "head_service_office"): ("", None),
    }
    assert row.conditions.get(code="nobody_liable").holds is None
    assert (row.status, row.effective_at) == (Status.SIGNING, None)
    with pytest.raises(Refused):
        sign(row, cast, "han")
    sign(row, cast, "he")
    assert confirmations(row)["nobody_liable", "head_service_office"] == ("何倩", True)
    one = row.conditions.get(code="nobody_liable")
    assert (one.holds, one.confirmations.get().at) == (True, NOW)
    assert row.effective_at is None  # the general manager decides
    sign(row, cast, "zheng")
    assert row.effective_at is not None


@pytest.mark.clause("authority/4-bearing-1")
def test_what_is_not_confirmed_ends_the_use(cast: Cast) -> None:
    row = use(cast, "bearing_1")
    approval = Approval.objects.get(pk=row.approval_id)
    refuse_approval(approval, reason="施工队负有责任", by=cast.he, now=NOW)
    happen(row)
    assert confirmations(row)["nobody_liable", "head_service_office"] == ("何倩", False)
    assert row.conditions.get(code="nobody_liable").holds is False
    assert (row.status, row.effective_at) == (Status.REFUSED, None)


@pytest.mark.clause("authority/4-waiver-2")
def test_both_posts_confirm_that_mediation_failed(cast: Cast) -> None:
    row = use(cast, "waiver_2")
    assert confirmations(row) == {
        ("mediation_failed", "head_market"): ("毛新宇", True),
        ("mediation_failed", "head_engineering"): ("", None),
    }
    sign(row, cast, "engineering")
    assert confirmations(row)["mediation_failed", "head_engineering"] == ("贺东升", True)


@pytest.mark.clause("authority/4-bearing-1")
def test_a_confirmation_is_no_text_that_the_user_writes(cast: Cast) -> None:
    proofs = {**PROPER["bearing_1"][1]["proofs"], "nobody_liable": "服务办已口头同意 1 号"}
    row = use(cast, "bearing_1", proofs=proofs)
    assert row.conditions.get(code="nobody_liable").holds is None


@pytest.mark.clause("authority/4-permission-1", "authority/4-permission-2")
@pytest.mark.parametrize("text", ["现场查看已安装", "WX000000-00000", "见附件 3"])
def test_a_record_is_the_number_of_something_that_exists(cast: Cast, text: str) -> None:
    proofs = {**PROPER["permission_1"][1]["proofs"], "facilities_installed": text}
    with pytest.raises(ValidationError) as refused:
        use(cast, "permission_1", proofs=proofs)
    assert list(refused.value.message_dict) == ["facilities_installed"]


@pytest.mark.clause("authority/4-permission-2")
def test_a_record_that_is_named_is_asked_whether_it_proves_the_condition(cast: Cast) -> None:
    proofs = {**PROPER["permission_2"][1]["proofs"], "new_conversion": "WX-9"}
    record = Subject("tests.record", "7", "WX-9")
    subjects.number_records("tests.nine", lambda _by, number: record if number == "WX-9" else None)
    try:
        with records("tests", new_conversion=False), pytest.raises(Refused) as refused:
            use(cast, "permission_2", proofs=proofs)
        assert "系统无此记录" in refused.value.sentence
        with records("tests", new_conversion=True):
            row = use(cast, "permission_2", proofs=proofs)
    finally:
        subjects._numbers.pop("tests.nine")
    kept = row.conditions.get(code="new_conversion")
    assert (kept.by_system, kept.reference) == (True, "WX-9")


@pytest.mark.clause("authority/4-permission-3")
def test_the_record_of_another_customer_proves_nothing(cast: Cast) -> None:
    mine = replace(silent("permission_3"), beneficiary="party:1")
    theirs = Subject("tests.paper", "X", "X", beneficiary="party:2")
    subjects.number_records("tests.two", lambda _by, number: theirs if number == "XX" else None)
    proofs = {**PROPER["permission_3"][1]["proofs"], "heater_or_stove": "XX"}
    try:
        with pytest.raises(Refused) as refused:
            use(cast, "permission_3", subject=mine, proofs=proofs)
        assert "其他客户" in refused.value.sentence
    finally:
        subjects._numbers.pop("tests.two")
