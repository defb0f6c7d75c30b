"""Pages speak one language, run nothing inline and need no assets."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from heqi.people.models import Staff, Unit
from heqi.policies.packs import common_pack
from heqi.web.tests.lint import CJK, stray_words
from tests.cast import Cast
from tests.surface.samples import CANARY, Samples, addresses
from tests.surface.test_access import client_of, undone

pytestmark = [pytest.mark.looks, pytest.mark.django_db]
# Who opens a page first; somebody else is asked where he may not.
READERS = ["he", "lin", "sun", "ma", "admin", "qian"]
# What people and documents brought along.
DATA = {"pk", "gas", "tiering", "txt", "png", "xlsx", "authority", "conduct", "framework"}
# What single pages quote: the notation of limits and ids of rules, keys of figures, a command.
QUOTED = {
    "compendium:compare": {"reply"},
    "compendium:entry": {"calendar", "days", "reply", "working"},
    "compendium:new_rule": {"calendar", "days", "reply", "working"},
    "compendium:rules": {"reply", "zip"},
    "inspections:verify": {"archive", "verify", "zip"},
}
# Addresses that answer with a file, a redirection or bare data.
# Their body is a document, a message as it was sent, or made-up words of a style page.
CHINESE_BY_NATURE = {
    "policies:import",
    "policies:queries",
    "policies:table",
    "policies:clause",
    "policies:policy",
    "policies:printed",
    "compendium:versions",
    "notices:outbox",
    "notices:inbox",
    "ui",
}
NO_PAGES = {"health", "evidence:download", "customers:export", "notices:count"}
TABS = {"customers:customer": "?purpose=incoming_call"}


def pages(cast: Cast, samples: Samples, language: str) -> Iterator[tuple[str, str]]:
    """Every page that somebody may see, once, with its address."""
    clients: dict[str, Client] = {}
    for who in READERS:
        clients[who] = client_of(cast, who)
        clients[who].cookies["heqi_language"] = language
    for address in addresses():
        if address.name in NO_PAGES:
            continue
        url = address.url(samples) + TABS.get(address.name, "")
        for who in READERS:
            with undone():
                response = clients[who].get(url)
            if response.status_code in (403, 404):
                continue
            if response.status_code == 200 and "html" in response.headers["Content-Type"]:
                assert "default-src 'none'" in response.headers["Content-Security-Policy"], url
                yield f"{address.name} {url} ({who})", response.content.decode()
            break


# What the samples say, and the headings of the file that they bring.
SAMPLED = {"换阀", "浓度", "计划", "住户", "户名", "客户编号", "标准", "证明材料"}
SAMPLED |= {"发票 00871234", "现场查看已安装", "表在走字", "VIP 台账", "张工", "未关联客户档案"}
SAMPLED |= {"抽查 20 张工单与 10 次上门录像，重点看上门前联系与着装", "维修·无火"}


def known_words(samples: Samples) -> list[str]:
    """Chinese that is data: names of people and places, the samples, the company's own words."""
    said = {CANARY, "滨江区", "江南路", "临江市", "现场", "汇编", "中文", "简体", "和气"}
    said |= {"减免", "制度标准", "单元", "松手即熄", "已电话解决", "队长在抢修"}
    # A clause's number as it is printed, the title of a task as it was written.
    said |= {"年限", "已安装"}
    said |= set(Staff.objects.values_list("name", flat=True))
    said |= set(Unit.objects.values_list("name", flat=True))
    said |= set(Staff.objects.values_list("post__name", flat=True))
    said |= {policy.title.zh for policy in common_pack().policies.values()}
    # Clauses that the source does not number are called by a word.
    for clause in common_pack().clauses.values():
        said |= set(re.findall(rf"{CJK.pattern}+", clause.printed or clause.number))
    said |= SAMPLED
    return sorted((one for one in said if one), key=len, reverse=True)


def test_chinese_pages_hold_no_english(cast: Cast, samples: Samples) -> None:
    stray = {
        where: sorted(set(found))
        for where, html in pages(cast, samples, "zh-hans")
        if (found := stray_words(html, DATA | QUOTED.get(where.partition(" ")[0], set())))
    }
    assert not stray, "\n".join(f"{where}: {words}" for where, words in stray.items())


def test_english_pages_hold_no_chinese_but_data(cast: Cast, samples: Samples) -> None:
    stray = {
        where: found
        for where, html in pages(cast, samples, "en")
        if where.partition(" ")[0] not in CHINESE_BY_NATURE
        and (found := chinese_in(html, known_words(samples)))
    }
    assert not stray, "\n".join(f"{where}: {words}" for where, words in stray.items())


def chinese_in(html: str, data: list[str]) -> list[str]:
    """Runs of Chinese outside what is marked as Chinese and what is data."""
    html = re.sub(r"<(\w+)[^>]*\blang=\"zh[^>]*>.*?</\1>", " ", html, flags=re.S)
    html = re.sub(r"<(textarea|script|style)\b.*?</\1>", " ", html, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", html)
    for word in data:
        text = text.replace(word, " ")
    return sorted({run for run in re.findall(rf"{CJK.pattern}+", text) if len(run) > 1})[:12]


INLINE = re.compile(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:|hx-on|<script(?![^>]*\bsrc=)")
DATA_SCRIPT = re.compile(r"<script[^>]*type=\"application/json\"[^>]*>")


def test_pages_run_nothing_inline_and_render_without_assets(cast: Cast, samples: Samples) -> None:
    seen = 0
    for where, html in pages(cast, samples, "zh-hans"):
        seen += 1
        found = INLINE.findall(DATA_SCRIPT.sub("", html))
        assert not found, (where, found)
        if "<html" in html:
            assert "</main>" in html or "</article>" in html, where
    assert seen > 15
