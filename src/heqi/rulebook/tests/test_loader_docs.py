"""The examples in the reference of packs are what the loader reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[4]
PAGES = ["packs.md", "packs.zh-CN.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_valid_yaml(page: str) -> None:
    text = (ROOT / "docs" / "reference" / page).read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 9
    for block in blocks:
        assert yaml.safe_load(block)


def test_both_languages_show_the_same_examples() -> None:
    def keys(page: str) -> list[list[str]]:
        text = (ROOT / "docs" / "reference" / page).read_text("utf-8")
        blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        return [re.findall(r"[\w.]+(?=:)", re.sub(r"#.*", "", block)) for block in blocks]

    english, chinese = (keys(page) for page in PAGES)
    assert english == chinese
