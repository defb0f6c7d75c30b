"""Numbering styles other than the compendium's own, and what a policy says about itself."""

from __future__ import annotations

import pytest

from heqi.policies.reader import Unreadable, read_compendium
from heqi.policies.reader.markers import chinese_number, marker_of
from heqi.policies.reader.numbering import chinese

from .synthetic import compendium_text


def read(text: str, name: str = "制度.txt"):
    return read_compendium(text.encode(), name)


def tree(clauses) -> list:
    return [(c.number, tree(c.children)) if c.children else c.number for c in clauses]


def test_chapters_and_articles():
    policies = read(
        "青禾燃气有限公司安全用气宣传管理规定\n"
        "第一章 总则\n第一条 为了少出事，制定本规定。\n第二条 本规定适用于全体员工。\n"
        "第二章 做法\n第三条 宣传分为：\n（一）进社区；\n（二）进学校：\n1.小学；\n2.中学。\n"
        "第四条 每季度一次。\n第三章 附则\n第五条 本规定自2020年5月1日起施行。\n"
    ).policies
    (policy,) = policies
    assert policy.key == "an-quan-yong-qi-xuan-chuan-guan-li-gui-ding"
    assert policy.dates.effective_since == "2020-05-01"
    assert tree(policy.clauses) == [
        ("第一章", ["第一条", "第二条"]),
        ("第二章", [("第三条", ["（一）", ("（二）", ["1", "2"])]), "第四条"]),
        ("第三章", ["第五条"]),
    ]
    refs = [c.ref.partition("/")[2] for c in policy.walk()]
    assert refs[:3] == ["ch1", "art1", "art2"]
    assert len(set(refs)) == len(refs)


def test_chinese_numerals_with_lists_below():
    (policy,) = read(
        "钥匙保管制度\n一、目的\n不丢钥匙。\n二、做法\n1、专人保管；\n（1）白天交前台；\n（2）夜里交门卫。\n"
        "2、借用登记。\n三、附则\n由行政部负责解释。\n"
    ).policies
    assert tree(policy.clauses) == ["一", ("二", [("1", ["（1）", "（2）"]), "2"]), "三"]


def test_dotted_decimals_with_brackets_and_rings():
    (policy,) = read(
        "值班管理办法\n1. 总则\n1.1. 目的：有人接电话。\n1.2. 范围：全公司。\n2. 要求\n2.1 早班：\n"
        "1) 到岗；\n2) 交接：\n① 账；\n② 物。\n3) 巡查。\n3. 附则\n"
    ).policies
    assert tree(policy.clauses) == [
        ("1", ["1.1", "1.2"]),
        ("2", [("2.1", ["1", ("2", ["①", "②"]), "3"])]),
        "3",
    ]


def test_a_number_with_its_unit_at_the_start_of_a_wrapped_line_is_text():
    (policy,) = read(
        "抢修制度\n1 要求\n1.1 接到报警后抢修人员应当在\n30分钟内赶到现场，\n3个人一组。\n"
        "1.2 记录。\n"
    ).policies
    (chapter,) = policy.clauses
    assert chapter.children[0].text == "接到报警后抢修人员应当在30分钟内赶到现场，3个人一组。"
    assert tree(policy.clauses) == [("1", ["1.1", "1.2"])]


def test_two_policies_of_one_name_get_two_keys():
    text = "客户回访管理办法\n1 目的\n问一问。\n客户回访管理办法\n1 目的\n再问一问。\n"
    assert [p.key for p in read(text).policies] == ["callback", "callback-2"]


def test_a_text_without_a_title_takes_the_name_of_the_file():
    (policy,) = read("1 目的\n1.1 省电。\n", "节电制度.txt").policies
    assert policy.name == "节电制度"


def test_gb18030_reads_like_utf8():
    text = compendium_text()
    one = read_compendium(text.encode("gb18030"), "a.txt").as_json()
    two = read_compendium(("\ufeff" + text.replace("\n", "\r\n")).encode(), "a.txt").as_json()
    assert one == two


def test_the_trial_the_owner_and_the_references_of_a_policy():
    policies = {p.key: p for p in read(compendium_text()).policies}
    dates = policies["tiering"].dates
    assert (dates.trial_since, dates.trial_months, dates.automatic) == ("2015-07-01", 6, True)
    assert policies["tiering"].interpreter == "客户服务部"
    assert policies["inspection"].issuer == "服务督导室"
    assert policies["inspection"].dates.trial_from_publication
    targets = {r.title: r.target for r in policies["authority"].references}
    assert targets == {
        "授权处理台帐": "record",
        "服务授权单": "form",
        "云岚燃气有限公司员工奖惩规定": "external",
    }
    assert "市场开发部" in policies["tiering"].units
    assert "抢修班长" in policies["authority"].posts


def test_policies_that_are_only_named_are_listed_with_their_state():
    policies = {p.key: p for p in read(compendium_text()).policies}
    assert policies["complaint"].state == "absent"
    assert set(policies["complaint"].named_in) == {"contents", "register", "required"}
    assert policies["supervision"].state == "required"
    assert policies["callback"].state == "incomplete"
    assert policies["tiering"].state == "present"


def test_the_json_has_the_promised_shape():
    shape = read(compendium_text()).as_json()
    assert {"policies", "tables", "forms", "boilerplate", "anomalies"} <= set(shape)
    clause = shape["policies"][1]["clauses"][0]
    assert {"ref", "number", "text", "children", "kind", "line"} <= set(clause)
    assert {"clause", "title", "columns", "rows", "confirmed", "doubts"} <= set(shape["tables"][0])
    assert shape["tables"][0]["confirmed"] is False
    assert {"code", "line", "message", "clause"} <= set(shape["anomalies"][0])
    assert set(shape["anomalies"][0]["message"]) == {"zh", "en"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b"%PDF-1.7", "PDF"),
        (bytes(range(256)) * 40, "neither"),
        ("\ufeff1 总则\x00".encode("utf-16-le"), "neither"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("今天天气不错。\n大家早点回家。".encode(), "numbered"),
        (("字" * 30_000).encode(), "characters"),
        (b"a\n" * 400_000, "lines"),
        (b"1 " * (11 << 20), "MB"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_in_both_languages(data, says):
    with pytest.raises(Unreadable) as refused:
        read_compendium(data, "x.txt")
    assert says in refused.value.en
    assert any("\u4e00" <= c <= "\u9fff" for c in refused.value.zh)


@pytest.mark.parametrize("n", [1, 9, 10, 11, 20, 23, 99, 100, 105, 110, 119, 321])
def test_chinese_numbers_there_and_back(n):
    assert chinese_number(chinese(n)) == n


@pytest.mark.parametrize(
    "text", ["2011年1月1日", "3.5%的用户", "0.5元", "12345热线", "1", "第三方施工"]
)
def test_figures_are_no_numbers_of_clauses(text):
    assert marker_of(text) is None or marker_of(text).measure
