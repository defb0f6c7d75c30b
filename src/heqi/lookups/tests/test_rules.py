"""Each rule over plain rows: what it finds, its sentence with the numbers, and what it lets be."""

from collections.abc import Sequence
from typing import Any

import pytest

from heqi.customers.business import Entry
from heqi.lookups.facts.rows import instant
from heqi.lookups.rules import Around, Finding, Look, Tally, Window, review
from heqi.lookups.rules.entries import back_dated, disagreeing, own_account, reverted
from heqi.lookups.rules.looks import EXPLAINED, REFUTED, UNEXPLAINED
from heqi.lookups.sentences import rules, sentence
from heqi.lookups.thresholds import limits_on
from tests.cast import NOW

pytestmark = pytest.mark.clause("data-entry/9.3")
ME, MATE = 7, 8
DAY = (int(NOW.timestamp()) + 8 * 3600) // 86400
NINE = DAY * 86400 - 8 * 3600 + 9 * 3600
LIMITS = limits_on(NOW.date(), None)


def looks(
    count: int, *, every: int = 600, by: int = ME, at: int = NINE, **values: Any
) -> list[Look]:
    """So many looks at customers 101, 102 …, unexplained unless said otherwise."""
    values = {"action": "view", "verdict": UNEXPLAINED, **values}
    return [
        Look(by * 1_000 + n, at + every * n, by, subject=101 + n, **values) for n in range(count)
    ]


def of_one(count: int, *, days: int = 1, **values: Any) -> list[Look]:
    """So many looks at one customer, the last of them today."""
    first = NINE - (days - 1) * 86400
    step = 86400 if days > 1 else 600
    values = {"action": "view", "verdict": UNEXPLAINED, **values}
    return [Look(i + 1, first + step * i, ME, subject=101, **values) for i in range(count)]


def window(rows: Sequence[Look], **values: Any) -> Window:
    """A day with these rows, unlinked and settled as their verdicts say."""
    by: dict[int, list[Look]] = {}
    for row in rows:
        by.setdefault(row.actor, []).append(row)
    unlinked = {
        actor: [row for row in found if row.verdict != EXPLAINED] for actor, found in by.items()
    }
    return Window(day=DAY, looks=by, unlinked=unlinked, settled=unlinked, **values)


def found(rule: str, rows: Sequence[Look], around: Around | None = None, **more: Any) -> list[str]:
    """The Chinese sentences of what a rule finds."""
    findings = review(window(rows, **more), around or Around(), LIMITS)
    return [told(finding) for finding in findings if finding.rule == rule]


def told(finding: Finding) -> str:
    """A finding in words; it must speak in both languages and give points."""
    assert finding.points > 0
    since, until = instant(finding.since), instant(finding.until)
    assert sentence(finding, since, until, "en")
    return sentence(finding, since, until, "zh")


def peers(day: int, hour: int) -> dict[object, list[Tally]]:
    """Ten colleagues over two weeks with about twenty customers a day; my day is given."""
    usual = [
        Tally(person, DAY - back, 18 + (person + back) % 5, 4, 18, 2)
        for person in range(20, 30)
        for back in range(15)
    ]
    return {"desk": [*usual, Tally(ME, DAY, day, hour, day, 2)]}


def test_r1_looks_without_business_are_counted() -> None:
    assert "5 户的查询（5 次）" in found("R1", looks(5))[0]
    assert not found("R1", looks(5, verdict=EXPLAINED))


def test_r2_a_false_reason_is_told() -> None:
    assert "所填单号查无此单" in found("R2", looks(1, verdict=REFUTED))[0]
    assert not found("R2", looks(1))


@pytest.mark.parametrize(
    ("kind", "says"),
    [("self", "本人或家人"), ("household", "本人或家人"), ("colleague", "同事")],
)
def test_r3_oneself_the_household_and_colleagues(kind: str, says: str) -> None:
    around = Around(kin={(ME, 101): kind})
    assert says in found("R3", of_one(2), around)[0]
    assert not found("R3", of_one(2, verdict=EXPLAINED), around)


def test_r4_a_vip_is_left_to_his_contacts() -> None:
    vip = frozenset({101})
    assert "VIP 客户 2 次" in found("R4", of_one(2), Around(protected=vip))[0]
    assert not found("R4", of_one(2), Around(protected=vip, carers=frozenset({(ME, 101)})))


def test_r5_six_neighbours_without_business() -> None:
    homes = Around(home={ME: "B2"}, building={101 + n: "B2" for n in range(10)})
    assert "6 户" in found("R5", looks(6), homes)[0]
    assert not found("R5", looks(5), homes)
    assert not found("R5", looks(6), Around(home={ME: "B1"}, building=homes.building))


def test_r6_far_more_than_the_peers_in_a_day_or_an_hour() -> None:
    group = Around(group={ME: "desk"})
    rows = looks(3)
    assert "一天查询 90 户" in found("R6", rows, group, tallies=peers(90, 10))[0]
    assert "一小时内查询 40 户" in found("R6", rows, group, tallies=peers(25, 40))[0]
    assert not found("R6", rows, group, tallies=peers(28, 6))


def test_r7_numbers_in_a_row_and_guessing() -> None:
    street = Around(place={101 + n: ("0501", 1_000 + n) for n in range(20)})
    assert "10 分钟内按号码顺序查询 10 户" in found("R7", looks(10, every=50), street)[0]
    assert not found("R7", looks(10, every=50, verdict=EXPLAINED), street)
    assert not found("R7", looks(9, every=50), street)
    guess = [Look(n, NINE + 60 * n, ME, "search", verdict=EXPLAINED) for n in range(1, 31)]
    assert "30 次搜索没有结果" in found("R7", guess)[0]


def test_r8_off_the_roster() -> None:
    night = Around(duty={ME: [(NINE - 40_000, NINE - 20_000)]})
    assert "排班时间以外查询 6 次" in found("R8", looks(6), night)[0]
    assert not found("R8", looks(5), night)
    assert not found("R8", looks(6), Around())


def test_r9_refused_again_and_again_and_then_seen_by_a_colleague() -> None:
    refused = looks(5, action="denied", every=300)
    assert "60 分钟内 5 次查询被拒绝" in found("R9", refused)[0]
    assert not found("R9", looks(4, action="denied", every=300))
    then = [*looks(1, action="denied"), *looks(1, by=MATE, at=NINE + 600)]
    assert "同事被拒绝后 10 分钟" in found("R9", then)[0]
    late = [*looks(1, action="denied"), *looks(1, by=MATE, at=NINE + 1_000)]
    assert not found("R9", late)


def test_r10_revealing_more_than_peers_and_identity_without_a_process() -> None:
    usual = {"desk": [Tally(p, DAY - 1, 30, 5, 30, 2) for p in range(20, 30)]}
    mine = Tally(ME, DAY, 20, 5, 20, 16)
    rows = looks(16, action="unmask", field="phone")
    much = {"desk": [*usual["desk"], mine]}
    assert "打开 20 户却显示完整号码 16 次" in found("R10", rows, tallies=much)[0]
    few = {"desk": [*usual["desk"], mine._replace(unmasks=14)]}
    assert not found("R10", rows[:14], tallies=few)
    identity = looks(2, action="unmask", field="id_number")
    assert "显示证件号码 2 次" in found("R10", identity)[0]
    transfer = looks(2, action="unmask", field="id_number", reason="account_transfer")
    assert not found("R10", transfer)


def test_r11_one_customer_on_four_days() -> None:
    assert "在 4 天里查询同一客户 4 次" in found("R11", of_one(4, days=4))[0]
    assert not found("R11", of_one(3, days=3))
    assert not found("R11", of_one(4, days=4), Around(open_cases=frozenset({101})))


def test_r13_data_taken_out_late_for_the_first_time_or_before_leaving() -> None:
    out = [Look(1, NINE + 13 * 3600, ME, "export", rows=40)]
    assert "未经审批导出或打印 1 次，共 40 行" in found("R13", out)[0]
    leaving = Around(leaves={ME: DAY + 10}, exported=frozenset({ME}))
    assert "离职前导出或打印 1 次" in found("R13", [out[0]._replace(at=NINE)], leaving)[0]
    used = Around(exported=frozenset({ME}))
    assert not found("R13", [out[0]._replace(at=NINE)], used)
    assert not found("R13", [out[0]._replace(approved=True)])


def test_r15_bait_needs_no_second_sign() -> None:
    bait = Around(canaries=frozenset({101}))
    assert "并不存在的客户 1 次" in found("R15", of_one(1, verdict=EXPLAINED), bait)[0]


def test_f1_an_entry_after_which_the_three_sides_differ() -> None:
    entry = Entry(1, NINE, ME, "payment", 0, amount=1)
    assert "1 笔录入后单据、钱款、报表相差 0.01 元" in told(next(disagreeing([entry], LIMITS)))
    assert not list(disagreeing([entry._replace(amount=0)], LIMITS))


def test_f2_changed_and_changed_back() -> None:
    there = Entry(1, NINE, ME, "field", 101, "phone", "a", "b")
    back = Entry(2, NINE + 7_200, ME, "field", 101, "phone", "b", "a")
    assert "修改后 2 小时又由本人改回" in told(next(reverted([there, back], LIMITS)))
    assert not list(reverted([there, back._replace(actor=MATE)], LIMITS))
    assert not list(reverted([there, back._replace(at=NINE + 8 * 86400)], LIMITS))


def test_f3_entered_after_a_check_was_announced_about_the_time_before() -> None:
    entry = Entry(1, NINE, ME, "reading", 101, dated=NINE - 3 * 86400, announced=NINE - 3_600)
    assert "补录 1 条此前日期的记录" in told(next(back_dated([entry], LIMITS)))
    assert not list(back_dated([entry._replace(announced=0)], LIMITS))
    assert not list(back_dated([entry._replace(announced=NINE + 60)], LIMITS))
    assert not list(back_dated([entry._replace(dated=NINE - 20 * 3_600)], LIMITS))


def test_f4_ones_own_account() -> None:
    entries = [Entry(n, NINE + n, ME, "payment", 101) for n in (1, 2)]
    (finding,) = own_account(entries, {(ME, 101): "household"}, LIMITS)
    assert "本人或家人的业务资料 2 次" in told(finding)
    assert not list(own_account(entries, {(ME, 101): "colleague"}, LIMITS))


def test_every_rule_of_the_list_has_words_in_both_languages() -> None:
    codes = [
        *(f"R{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15)),
        "F1",
        "F2",
        "F3",
        "F4",
    ]
    assert list(rules()) == codes
    assert all(row.title[language] for row in rules().values() for language in ("zh", "en"))
