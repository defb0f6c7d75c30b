"""The published grammar holds: what the reference shows is read, in both languages alike."""

import re
from pathlib import Path

import pytest
import yaml

from heqi.rulebook.calendars import Calendar
from heqi.rulebook.clock_form import parse_clock
from heqi.rulebook.spans import Meaning, parse_limit

REFERENCE = Path(__file__).parents[4] / "docs" / "reference"
PAGES = [REFERENCE / "limits.md", REFERENCE / "limits.zh-CN.md"]


def lines(page: Path) -> list[str]:
    rows = re.findall(r"^\| (`.+?) \|", page.read_text("utf-8"), re.MULTILINE)
    return [line for row in rows for line in re.findall(r"`([^`]+)`", row)]


def blocks(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(.+?)```", page.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_line_and_block_of_the_reference_is_read(page):
    assert len(lines(page)) > 50
    for line in lines(page):
        assert parse_limit(line).words("zh")
    for block in blocks(page):
        form = yaml.safe_load(block)
        read = {"clock": parse_clock, "name": Calendar.from_mapping}
        read.get(next(iter(form)), parse_limit)(form)


def test_both_languages_show_the_same():
    english, chinese = PAGES
    assert lines(english) == lines(chinese)
    assert blocks(english) == blocks(chinese)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_meaning_is_listed(page):
    text = page.read_text("utf-8")
    assert [m for m in Meaning if f"`{m.value}`" not in text] == []
