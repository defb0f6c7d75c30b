"""Each flaw of the invented compendium is found; each is gone where the text is sound."""

from __future__ import annotations

import pytest

from heqi.policies.reader import Anomaly, read_compendium

from .synthetic import compendium_text

TEXT = compendium_text()


def anomalies(text: str) -> list[Anomaly]:
    return list(read_compendium(text.encode(), "汇编.txt").anomalies)


@pytest.fixture(scope="module")
def found() -> list[Anomaly]:
    return anomalies(TEXT)


EXPECTED = [
    ("number-out-of-sequence", "data-entry/7.2", ["3.2", "7.2"]),
    ("breaks-off", "callback/1.3.2", ["1.3.2"]),
    ("announced-absent", "", ["客户投诉处理办法"]),
    ("required-unregistered", "framework/5.3-supervision", ["社会监督员管理办法"]),
    ("condition-count", "authority/3-permission-2", ["三个条件", "2"]),
    ("probable-lost-negation", "authority/3-permission-2", ["公司责任"]),
    ("kind-without-row", "authority/2", ["补偿类授权"]),
    ("base-standard-absent", "tiering/6", ["一般客户"]),
    ("immediately-without-figure", "data-entry/6.1", ["立即"]),
    ("calendar-day-ambiguous", "tiering/6.1(2)", ["自然日"]),
    ("unit-variant", "tiering/6.1(4)", ["管网运营部", "管网运行部", "运营部"]),
    ("unit-variant", "tiering/6.2(1)", ["市场部", "市场开发部"]),
    ("unit-variant", "authority/3-permission-2", ["调度中心坐席员", "呼叫中心坐席员"]),
    ("post-one-or-two", "tiering/6.1(3)", ["抢修队长", "抢修班长"]),
    ("term-undefined", "authority/3-waiver-1", ["关键客户"]),
    ("body-without-members", "inspection/3.2", ["服务评议委员会"]),
    ("recipients-differ", "inspection/3.2", ["服务评议委员会", "服务督导室"]),
    ("trial-without-date", "inspection/5.2", ["6"]),
    ("document-title-variant", "data-entry/8.1", ["员工奖惩规定", "员工奖惩条例"]),
    ("document-title-variant", "framework/5.3-data-entry", ["录入管理规范", "录入管理办法"]),
    ("external-document-absent", "framework/5.3-data-entry", ["总部客户资料维护标准"]),
    ("external-document-absent", "authority/5.1", ["员工奖惩规定"]),
    ("external-document-absent", "conduct/2.2.1(2)", ["服务规范", "接待红线"]),
    ("range-not-covered", "conduct/2.2.2(1)", ["1000", "3000"]),
    ("unnumbered-paragraph", "conduct/2.1.1-team", ["多人"]),
    ("flow-chart-lost", "tiering/7.1", ["流程图"]),
    ("table-columns-lost", "authority/3", ["8", "7"]),
    ("table-columns-lost", "tiering/7.2", ["4", "3"]),
    ("table-columns-lost", "framework/5.3", ["4", "5"]),
    ("ascii-punctuation", "", ["半角"]),
    ("bounds-inclusive-unstated", "inspection/4.1", ["两次以上", "800立方以上"]),
    ("approval-differs", "framework/5.3-callback", ["电话回访管理办法"]),
    ("numbering-starts-late", "framework/5.1", ["5.1"]),
    ("self-name-varies", "inspection/1.2", ["本规定"]),
    ("window-unstated", "inspection/4.1", ["一年内"]),
    ("day-kind-unstated", "data-entry/6.4", ["日内"]),
]


@pytest.mark.parametrize(("code", "clause", "names"), EXPECTED)
def test_each_flaw_is_named_with_its_place_in_both_languages(found, code, clause, names):
    hits = [a for a in found if a.code == code and a.clause == clause]
    assert len(hits) == 1
    assert all(name in hits[0].message.zh for name in names)
    assert hits[0].message.en
    assert hits[0].line in hits[0].lines
    first = TEXT.split("\n")[hits[0].line - 1]
    assert first.strip()


def test_nothing_else_is_reported(found):
    known = {(code, clause) for code, clause, _ in EXPECTED}
    rest = {(a.code, a.clause) for a in found} - known
    assert rest == {
        ("day-kind-unstated", "authority/3-permission-2"),
        ("post-variant", "authority/3-permission-1"),
        ("window-unstated", "conduct/2.2.2(2)"),
    }


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("number-out-of-sequence", "3.2 操作人每日自查。", "7.2 操作人每日自查。"),
        ("breaks-off", "不偏袒自己人,并以用户的", "不偏袒自己人。"),
        ("condition-count", "符合三个条件的", "符合两个条件的"),
        ("probable-lost-negation", "涉及公司责任无法修的", "不涉及公司责任无法修的"),
        ("kind-without-row", "补偿类授权、", ""),
        ("immediately-without-figure", "立即录入", "2小时内录入"),
        ("calendar-day-ambiguous", "自然日", "工作日"),
        ("term-undefined", "VIP及关键客户的", "VIP客户的"),
        ("body-without-members", "4 罚则", "3.5 服务评议委员会由总经理和部门主任组成。\n4 罚则"),
        ("trial-without-date", "自发布起试行6个月", "自2015年3月1日起试行6个月"),
        ("range-not-covered", "(2)年度内", "(3)损失3000元(含)以上者,解除合同;\n(2)年度内"),
        ("unnumbered-paragraph", "\n好点子由多人", "由多人"),
        ("flow-chart-lost", "7.1 流程图\n", "7.1 流程图\n先分类,再审定。\n"),
        ("post-one-or-two", "抢修队长", "抢修班长"),
        ("recipients-differ", "报服务评议委员会", "报服务督导室"),
        ("self-name-varies", "本规定管到", "本办法管到"),
        (
            "required-unregistered",
            "5.4 云岚燃气现行规章\n",
            "5.4 云岚燃气现行规章\n《社会监督员管理办法》\n",
        ),
    ],
)
def test_a_flaw_put_right_is_no_longer_reported(code, before, after):
    assert before in TEXT
    assert code not in {a.code for a in anomalies(TEXT.replace(before, after))}


def test_a_skipped_and_a_repeated_number_are_two_findings():
    text = TEXT.replace("(2)咨询。", "(3)咨询。").replace("3.3 专题检查", "3.2 专题检查")
    codes = {(a.code, a.clause) for a in anomalies(text)}
    assert ("number-gap", "tiering/5(3)") in codes
    assert any(code == "number-repeated" and ref == "tiering/5(3)~2" for code, ref in codes)
    assert any(code == "number-out-of-sequence" and "inspection/3" in ref for code, ref in codes)


def test_a_form_that_is_said_to_be_attached_and_is_not_is_missed():
    start = TEXT.index("附件一:")
    end = TEXT.index("云岚燃气有限公司客户分级服务办法\n1 目的")
    codes = {a.code for a in anomalies(TEXT[:start] + TEXT[end:])}
    assert "form-absent" in codes
