"""The pages of master data: accounts, meters, places, formalities, tasks, duplicates, history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from heqi.customers import actions
from heqi.customers.facts import needs_of
from heqi.customers.models import (
    BusinessStep,
    Compound,
    DuplicatePair,
    Lookup,
    MasterDataTask,
    Merge,
    Meter,
    Party,
    Premises,
    ServicePoint,
)
from heqi.customers.queries import changes_of
from heqi.customers.tests.makers import make_customer
from heqi.customers.tests.test_merging import two
from heqi.ledger.actors import Actor
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
TODAY = NOW.date().isoformat()
CANARY = "金丝雀"


@pytest.fixture
def place(cast: Cast) -> ServicePoint:
    _party, point = make_customer(cast.units["gas"], id_number="330106199001010018")
    make_customer(
        cast.units["other"], CANARY, account_no="6666-7702", meter="410700999", compound="鸟语苑"
    )
    return point


def papers(kind: str, **values: str) -> dict[str, str]:
    """The form of a formality with everything that the policy wants to see."""
    needs = needs_of(kind, on=NOW.date(), company_id=None)
    given = {"on": TODAY, "reason": "客户申请", "worker": "马超群"}
    given |= {f"doc_{code}": "on" for code in needs.documents}
    given |= {"settled": "on"} if needs.settled else {}
    given |= {"reading": "1234.5"} if needs.reading else {}
    return {**given, **values}


NEW_METER = {
    "number": "520011223", "new_reading": "0", "meter_kind": "iot", "model": "G2.5",
    "maker": "示例仪表", "inlet": "left", "made_on": "2026-05-01",
}  # fmt: skip


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_lists_and_pages_show_nothing_of_another_company(
    cast: Cast, keeper: Actor, place: ServicePoint, sign_in: SignIn
) -> None:
    other = ServicePoint.objects.get(company=cast.units["other"])
    qian = sign_in("qian")
    for path in ("points/", "points/?q=2207", "meters/", "meters/?tab=all", "compounds/",
                 "steps/", "tasks/", "duplicates/", "merges/"):  # fmt: skip
        answer = qian.get(f"/customers/{path}")
        assert answer.status_code == 200, path
        assert CANARY not in body(answer), path
        assert "鸟语苑" not in body(answer), path
    for path in (
        f"points/{other.pk}/", f"points/{other.pk}/do/transfer/", f"points/{other.pk}/add/meter/",
        f"meters/{other.meters.get().pk}/", f"compounds/{other.premises.compound_id}/",
        f"addresses/{other.premises_id}/", f"history/point/{other.pk}/",
        f"edit/premises/{other.premises_id}/",
    ):  # fmt: skip
        assert qian.get(f"/customers/{path}").status_code == 404, path


def test_who_saw_the_holder_of_an_account_is_known(
    cast: Cast, place: ServicePoint, sign_in: SignIn
) -> None:
    answer = sign_in("lin").get(f"/customers/points/{place.pk}/")
    assert "王志远" in body(answer)
    assert "1990" not in body(answer)
    assert place.occupancies.first().party_id in Lookup.objects.latest("id").subject_ids


@pytest.mark.clause("data-entry/5-clerk")
def test_a_meter_is_changed_on_its_form_and_printed(
    cast: Cast, place: ServicePoint, sign_in: SignIn
) -> None:
    qian = sign_in("qian")
    actions.change_supply(place, step="gas_on", by=cast.qian, now=NOW)
    url = f"/customers/points/{place.pk}/do/meter_change/"
    assert "换表" in body(qian.get(url))
    bare = qian.post(url, {"on": TODAY})
    assert bare.status_code == 422
    given = papers("meter_change", seal="F-1", cause="faulty", **NEW_METER)
    taken = qian.post(url, {**given, "number": "410700882"})
    assert taken.status_code == 422
    assert "520011223" not in set(Meter.objects.values_list("number", flat=True))
    done = qian.post(url, given)
    assert done.status_code == 302, body(done)
    step = BusinessStep.objects.get()
    for path in ("", "print/"):
        shown = body(qian.get(f"/customers/steps/{step.number}/{path}"))
        assert "410700882" in shown
        assert "520011223" in shown
        assert "1234.5" in shown
    printed = Lookup.objects.get(action="print")
    assert (printed.channel, len(printed.subject_ids)) == ("paper", 1)
    assert sign_in("lin").get(url).status_code == 403


@pytest.mark.clause("data-entry/2.2")
def test_an_account_is_transferred_to_somebody_new_or_on_file(
    cast: Cast, place: ServicePoint, sign_in: SignIn
) -> None:
    qian = sign_in("qian")
    actions.change_supply(place, step="gas_on", by=cast.qian, now=NOW)
    url = f"/customers/points/{place.pk}/do/transfer/"
    assert qian.post(url, papers("transfer")).status_code == 422
    assert qian.post(url, papers("transfer", customer="KH000000-00000")).status_code == 422
    new = {
        "new-party_kind": "person", "new-name": "李娜", "new-customer_kind": "residential",
        "new-id_kind": "identity_card", "new-id_number": "330106199001010018",
        "new-phone": "13911112222",
    }  # fmt: skip
    done = qian.post(url, papers("transfer", **new))
    assert done.status_code == 302, body(done)
    holder = Party.objects.get(name="李娜")
    assert place.occupancies.filter(until=None, party=holder).count() == 3
    back = Party.objects.get(name="王志远", company=cast.units["gas"])
    assert qian.post(url, papers("transfer", customer=back.number)).status_code == 302
    assert BusinessStep.objects.filter(kind="transfer").count() == 2


def test_a_step_that_does_not_start_here_says_so(
    cast: Cast, place: ServicePoint, sign_in: SignIn
) -> None:
    qian = sign_in("qian")
    assert qian.get(f"/customers/points/{place.pk}/do/resume/").status_code == 409
    assert qian.get(f"/customers/points/{place.pk}/do/dance/").status_code == 404
    done = qian.post(f"/customers/points/{place.pk}/do/gas_on/", papers("gas_on"))
    assert done.status_code == 302
    place.refresh_from_db()
    assert place.state == "gas_on"


def test_an_address_is_corrected_and_the_slower_editor_keeps_his_words(
    cast: Cast, place: ServicePoint, sign_in: SignIn
) -> None:
    lin, qian = sign_in("lin"), sign_in("qian")
    home = place.premises
    url = f"/customers/edit/premises/{home.pk}/"
    mine = {
        "compound": str(home.compound_id), "city": "临江市", "district": "滨江区",
        "street": "江南路12号", "building": "3", "unit_no": "2", "floor": "11", "room": "1102",
        "area": "town", "pressure": "low", "riser": "L-9", "reason": "现场核对", "revision": "0",
    }  # fmt: skip
    assert "现场核对" not in body(lin.get(url))
    assert lin.post(url, {**mine, "riser": "L-1"}).status_code == 302
    late = qian.post(url, mine)
    assert late.status_code == 409
    for word in ("林晓", "L-1", "L-9", "现场核对"):
        assert word in body(late)
    assert qian.post(url, {**mine, "overwrite": "1"}).status_code == 302
    assert Premises.objects.get(pk=home.pk).riser == "L-9"
    history = body(qian.get(f"/customers/history/premises/{home.pk}/"))
    assert "立管" in history
    assert "现场核对" in history


def test_places_accounts_and_what_hangs_on_them_are_put_on_file(
    cast: Cast, place: ServicePoint, sign_in: SignIn
) -> None:
    qian = sign_in("qian")
    compound = {"name": "云台花园", "district": "云台区", "street": "云台路1号", "area": "town"}
    assert qian.post("/customers/compounds/new/", compound).status_code == 302
    made = Compound.objects.get(name="云台花园")
    home = {
        "compound": str(made.pk), "city": "临江市", "district": "云台区", "street": "云台路1号",
        "building": "6", "unit_no": "1", "room": "201", "area": "town", "pressure": "low",
    }  # fmt: skip
    assert qian.post("/customers/addresses/new/", {**home, "room": ""}).status_code == 422
    assert qian.post("/customers/addresses/new/", home).status_code == 302
    new = Premises.objects.get(compound=made)
    assert new.text == "临江市云台区云台路1号云台花园6幢1单元201室"
    holder = Party.objects.get(name="王志远", company=cast.units["gas"])
    url = f"/customers/addresses/{new.pk}/account/"
    account = {"account_no": "0203-999-0001", "customer": holder.number}
    assert qian.post(url, {**account, "customer": "KH0"}).status_code == 422
    assert qian.post(url, account).status_code == 302
    point = new.service_points.get()
    assert qian.get(f"/customers/compounds/{made.pk}/").status_code == 200
    assert qian.get(f"/customers/addresses/{new.pk}/").status_code == 200
    meter = {**NEW_METER, "digits": "5", "installed_on": TODAY}
    contract = {"number": "HT-1", "kind": "supply", "since": TODAY}
    since = point.opened_on.isoformat()
    role = {"customer": holder.number, "role": "payer", "since": since}
    cooker = {
        "appliance_kind": "cooker", "brand": "甲牌", "model": "J1", "flame_failure": "true",
        "hose_on": "2026-01-01", "alarm": "",
    }  # fmt: skip
    for noun, given in (
        ("meter", meter), ("contract", contract), ("role", role), ("appliance", cooker),
    ):  # fmt: skip
        answer = qian.post(f"/customers/points/{point.pk}/add/{noun}/", given)
        assert answer.status_code == 302, (noun, body(answer))
    shown = body(qian.get(f"/customers/points/{point.pk}/"))
    for word in ("520011223", "HT-1", "甲牌", "王志远"):
        assert word in shown
    edited = qian.post(
        f"/customers/edit/appliance/{point.appliances.get().pk}/",
        {**cooker, "alarm": "true", "revision": "0"},
    )
    assert edited.status_code == 302
    assert point.appliances.get().alarm is True


@pytest.mark.clause("data-entry/5-master")
def test_a_task_is_worked_off_by_the_keeper(
    cast: Cast, keeper: Actor, place: ServicePoint, sign_in: SignIn
) -> None:
    lin, qian = sign_in("lin"), sign_in("qian")
    asked = {"kind": "master_data", "title": "新装户建档", "source_number": "BZ261123-00001"}
    made = lin.post("/customers/tasks/new/", asked)
    task = MasterDataTask.objects.get()
    assert made.status_code == 302
    url = f"/customers/tasks/{task.number}/"
    assert "录入办法 6.4" in body(qian.get(url))
    assert "创建完毕" not in body(lin.get(url))
    assert lin.post(f"{url}finish/", {"account_no": place.account_no}).status_code == 403
    assert qian.post(f"{url}finish/", {}).status_code == 422
    assert qian.post(f"{url}finish/", {"account_no": "0000-1"}).status_code == 422
    assert qian.post(f"{url}finish/", {"account_no": place.account_no}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.service_point) == ("done", place)
    assert qian.post(f"{url}reopen/", {"reason": "缺表具"}).status_code == 302
    assert qian.post(f"{url}dance/", {}).status_code == 404


def test_duplicates_are_compared_merged_and_undone_on_pages(
    cast: Cast, keeper: Actor, sign_in: SignIn
) -> None:
    first, second = two(cast, vulnerable=True, vulnerable_note="独居")
    qian = sign_in("qian")
    assert sign_in("lin").get("/customers/duplicates/").status_code == 403
    assert qian.post("/customers/duplicates/find/").status_code == 302
    pair = DuplicatePair.objects.get()
    url = f"/customers/duplicates/{pair.pk}/"
    shown = body(qian.get(url))
    assert first.number in shown
    assert second.number in shown
    assert "199001011234" not in shown
    assert "13800102207" not in shown
    seen = {"revision_first": "0", "revision_second": "0"}
    assert qian.post(f"{url}merge/", seen).status_code == 422
    stale = {**seen, "revision_second": "7", "stays": "first"}
    assert qian.post(f"{url}merge/", stale).status_code == 409
    chosen = {**seen, "stays": "first", "take_vulnerable": "second", "reason": "同一人"}
    assert qian.post(f"{url}merge/", chosen).status_code == 302
    merge = Merge.objects.get()
    first.refresh_from_db()
    assert first.vulnerable_note == "独居"
    opened = qian.get(f"/customers/{second.pk}/?purpose=counter")
    assert opened.status_code == 302
    assert f"/customers/{first.pk}/" in opened["Location"]
    assert "并入" in body(qian.get(f"/customers/merges/{merge.pk}/"))
    assert qian.post(f"/customers/merges/{merge.pk}/undo/", {"reason": ""}).status_code == 422
    assert qian.post(f"/customers/merges/{merge.pk}/undo/", {"reason": "错"}).status_code == 302
    assert qian.post(f"{url}dismiss/", {"reason": "父子"}).status_code == 302
    assert not DuplicatePair.objects.filter(state="open").exists()


@pytest.mark.clause("data-entry/6.3")
def test_history_names_every_field_from_and_to_and_masks_numbers(
    cast: Cast, keeper: Actor, place: ServicePoint
) -> None:
    party = place.occupancies.first().party
    actions.change_contact(
        party, name="王致远", phones=["13900001111"], reason="客户来电", by=cast.lin, now=NOW
    )
    actions.change_party(party, id_number="330106199202020017", by=keeper, now=NOW)
    found = {(c.field, c.before, c.after, c.who) for c in changes_of(party)}
    assert ("电话", "138****2207", "139****1111", "林晓") in found
    assert ("名称", "王志远", "王致远", "林晓") in found
    assert ("证件号码", "330***********0018", "330***********0017", "钱敏") in found
    assert next(c.reason for c in changes_of(party, field="phones")) == "客户来电"
    assert not any("13900001111" in c.after for c in changes_of(party))
