"""One box finds a customer by whatever the caller says."""

import pytest

from heqi.customers.actions import change_contact, change_meter, transfer_account
from heqi.customers.models import Meter, SearchEntry
from heqi.customers.search import search_customers
from heqi.customers.search.index import reindex
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def found(cast: Cast, text: str, who: str = "lin", limit: int = 8) -> list[str]:
    result = search_customers(getattr(cast, who), text, limit=limit, now=NOW)
    return [hit.name for hit in result.hits]


@pytest.fixture
def town(cast: Cast) -> Cast:
    gas = cast.units["gas"]
    make_customer(gas)
    make_customer(
        gas, "欧阳明月", phones=("13800558899", "057188001234"), account_no="0203-118-7703",
        meter="IC99001234", room="1103",
    )  # fmt: skip
    make_customer(
        gas, "临江市第一人民医院", phones=("057155667788",), account_no="9000-001-0001",
        meter="IOT77008800", compound="望州苑", building="A", unit_no="", room="",
        kind="organisation", customer_kind="commercial",
    )  # fmt: skip
    make_customer(
        gas, "曾一", phones=("13900009999",), account_no="0203-200-0001", meter="55500011",
        compound="东风里", building="12", unit_no="1", room="502",
    )  # fmt: skip
    make_customer(
        cast.units["other"], "王志远", phones=("13800102207",), account_no="0203-118-7702",
        meter="410700882",
    )  # fmt: skip
    return cast


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王志远", "王志远"),
        ("志远", "王志远"),
        ("王志", "王志远"),
        ("王", "王志远"),
        ("欧阳明月", "欧阳明月"),
        ("阳明月", "欧阳明月"),
        ("wzy", "王志远"),
        ("WZY", "王志远"),
        ("wang'zhi'yuan", "王志远"),
        ("wang zhi yuan", "王志远"),
        ("wangzhiyuan", "王志远"),
        ("wangz", "王志远"),
        ("wangzhiy", "王志远"),
        ("ｗｚｙ", "王志远"),
        ("zengyi", "曾一"),
        ("cengyi", "曾一"),
        ("cy", "曾一"),
        ("13800102207", "王志远"),
        ("138 0010 2207", "王志远"),
        ("+86 13800102207", "王志远"),
        ("1380010", "王志远"),
        ("138001022", "王志远"),
        ("2207", "王志远"),
        ("102207", "王志远"),
        ("571880", None),
        ("0571880", "欧阳明月"),
        ("0203-118-7702", "王志远"),
        ("02031187702", "王志远"),
        ("7702", "王志远"),
        ("410700882", "王志远"),
        ("700882", "王志远"),
        ("ic99001234", "欧阳明月"),
        ("IOT7700", "临江市第一人民医院"),
        ("滨江 1102", "王志远"),
        ("滨江1102", "王志远"),
        ("1102", "王志远"),
        ("滨江新城3幢2单元1102", "王志远"),
        ("滨江新城3-2-1102", "王志远"),
        ("3-2-1102", "王志远"),
        ("王志远 滨江", "王志远"),
        ("王志远滨江新城", "王志远"),
        ("临江市滨江新城3幢1103", "欧阳明月"),
        ("王 2207", "王志远"),
        ("王2207", "王志远"),
        ("王志远 13800102207", "王志远"),
        ("第一人民医院", "临江市第一人民医院"),
        ("第一医院", "临江市第一人民医院"),
        ("医院", "临江市第一人民医院"),
        ("望州苑", "临江市第一人民医院"),
        ("wangzhouyuan", "临江市第一人民医院"),
        ("bjxc 1103", "欧阳明月"),
        ("东风里 502", "曾一"),
        ("东风里0502", "曾一"),
    ],
)
def test_a_customer_is_found_by(town: Cast, text: str, name: str | None) -> None:
    names = found(town, text)
    assert name in names if name else not names


@pytest.mark.parametrize(
    "text",
    [
        "王志达",
        "志王",
        "欧月",
        "江路",
        "临江路",
        "2208",
        "13800102208",
        "滨江 1999",
        "xyz",
        "99999999",
    ],
)
def test_what_is_not_there_is_not_found(town: Cast, text: str) -> None:
    assert found(town, text) == []


@pytest.mark.parametrize(
    "text",
    ["", " ", "'", '"', "*", '"王" OR "李"', "NEAR(a b)", "a* AND -b", "%", "_", "\\", "');--",
     "\0", "tokens:王", "王" * 5000, "1" * 5000, "a" * 5000, "𠮷野", "😀", "& | ! <-> :*", "' | '",
     "^王", "王 " * 500, "\u202e王", "٣٤٥٦", "①②③"],
)  # fmt: skip
def test_hostile_text_finds_or_finds_not_but_never_fails(town: Cast, text: str) -> None:
    result = search_customers(town.lin, text, now=NOW)
    assert result.capped_count <= 4


def test_hits_are_masked_and_say_why(town: Cast) -> None:
    hit = search_customers(town.lin, "2207", now=NOW).hits[0]
    assert hit.phone == "138****2207"
    assert hit.why == ("phone",)
    assert hit.account_no == "0203-118-7702"
    assert hit.address == "临江市滨江区江南路12号滨江新城3幢2单元1102室"
    assert search_customers(town.lin, "王志远", now=NOW).hits[0].why == ("name",)
    assert search_customers(town.lin, "wzy", now=NOW).hits[0].why == ("pinyin",)
    assert search_customers(town.lin, "滨江 1102", now=NOW).hits[0].why == ("address",)


def test_another_companys_customers_neither_appear_nor_count(town: Cast) -> None:
    gas = town.units["gas"]
    for number in range(12):
        make_customer(
            town.units["other"], "王志强", phones=(f"1380010{3000 + number}",),
            account_no=f"7000-{number:04}", meter=f"6600{number:04}", room=str(2000 + number),
        )  # fmt: skip
    for text in ("王志", "滨江", "1380010", "wz", "王"):
        result = search_customers(town.lin, text, now=NOW, limit=8)
        assert {hit.company for hit in result.hits} == {str(gas)}, text
        assert result.capped_count <= 4
    assert search_customers(town.national, "王志", now=NOW).capped_count == 14


def test_a_right_in_one_unit_finds_that_units_customers_only(town: Cast) -> None:
    make_customer(
        town.units["repair1"], "王小队", phones=("13800770001",), account_no="0300-000-0001",
        meter="33330001", room="1",
    )  # fmt: skip
    assert found(town, "王", "zhou") == ["王小队"]
    assert found(town, "138", "zhou") == ["王小队"]
    assert search_customers(town.zhou, "王", now=NOW).capped_count == 1


def test_without_the_right_there_is_no_search(town: Cast) -> None:
    with pytest.raises(Refused):
        search_customers(town.admin, "王", now=NOW)


def test_whole_names_come_before_longer_names_and_addresses(cast: Cast) -> None:
    gas = cast.units["gas"]
    for number in range(10):
        make_customer(
            gas, f"王志{'一二三四五六七八九十'[number]}", phones=(f"1380011{number:04}",),
            account_no=f"1000-{number:04}", meter=f"4400{number:04}", room=str(100 + number),
        )  # fmt: skip
    make_customer(
        gas, "王志", phones=("13800999999",), account_no="1000-9999", meter="44009999", room="999"
    )
    assert found(cast, "王志")[0] == "王志"
    assert len(found(cast, "王志")) == 8
    assert len(found(cast, "王志", limit=50)) == 11


def test_whole_initials_come_before_longer_ones(cast: Cast) -> None:
    gas = cast.units["gas"]
    for number in range(10):
        make_customer(
            gas, f"王志云面馆{number}", phones=(f"1380012{number:04}",),
            account_no=f"1100-{number:04}", meter=f"4500{number:04}", room=str(100 + number),
        )  # fmt: skip
    make_customer(
        gas, "吴振英", phones=("13800999999",), account_no="1000-9999", meter="44009999", room="999"
    )
    assert found(cast, "wzy")[0] == "吴振英"


def test_the_index_follows_every_change(town: Cast) -> None:
    entry = SearchEntry.objects.get(party__name="王志远", company=town.units["gas"])
    party, point = entry.party, entry.service_point
    change_contact(party, name="汪志源", phones=["13700001111"], by=town.lin, now=NOW)
    assert found(town, "王志远") == []
    assert found(town, "2207") == []
    assert found(town, "wzy") == ["汪志源", "临江市第一人民医院"]  # in 望州苑
    assert found(town, "1111") == ["汪志源"]
    change_meter(
        Meter.objects.get(service_point=point), number="888800001111", reason="old",
        by=town.lin, now=NOW,
    )  # fmt: skip
    assert found(town, "410700882") == []
    assert found(town, "888800001111") == ["汪志源"]
    heir, _point = make_customer(
        town.units["gas"], "汪小源", phones=("13700002222",), account_no="5555-0001",
        meter="12121212", room="77",
    )  # fmt: skip
    transfer_account(point, to=heir, on=NOW.date(), reason="sold", by=town.lin, now=NOW)
    assert found(town, "02031187702") == ["汪小源"]
    assert found(town, "汪志源") == ["汪志源"]
    assert SearchEntry.objects.filter(party=party).get().service_point is None


def test_a_reindex_gives_the_same_answers(town: Cast) -> None:
    texts = ["王志远", "wzy", "2207", "滨江 1102", "医院", "1380010", "曾"]
    before = [sorted(found(town, text)) for text in texts]
    assert reindex() == SearchEntry.objects.count() == 5
    assert [sorted(found(town, text)) for text in texts] == before


def test_the_system_searches_all_companies(town: Cast) -> None:
    assert search_customers(SYSTEM, "王志远", now=NOW).capped_count == 2
