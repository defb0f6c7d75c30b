"""What no template may contain."""

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from heqi.web.assets import icon_names

PACKAGE = Path(__file__).parents[2]
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
OURS = re.compile(r"[\u3400-\u9fff]")


def name_of(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_inline(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", text), "style= is refused by the content policy"
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "scripts are files"
    assert not re.search(r"\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", text), "no handlers in markup"
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_request_of_htmx_has_a_way_without_it(path: Path) -> None:
    for tag in re.findall(r"<(?:a|button|form)\b[^>]*\bhx-(?:get|post)=[^>]*>", path.read_text()):
        if tag.startswith("<a"):
            assert re.search(r"\shref=", tag), tag
        if tag.startswith("<form"):
            assert re.search(r"\saction=", tag), tag


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_it_compiles(path: Path) -> None:
    try:
        get_template(name_of(path))
    except TemplateSyntaxError as error:
        pytest.fail(f"{name_of(path)}: {error}")


def test_every_icon_is_in_the_sprite() -> None:
    known = set(icon_names())
    used = {
        (name_of(path), name)
        for path in TEMPLATES
        for name in re.findall(r'{%\s*icon\s+"([\w-]+)"', path.read_text("utf-8"))
    }
    assert {pair for pair in used if pair[1] not in known} == set()


def test_chinese_stands_in_catalogs_not_in_templates() -> None:
    samples = {"ui/style.html", "ui/style_drawer.html"}
    switch = "中文"
    found = [
        name_of(path)
        for path in TEMPLATES
        if name_of(path) not in samples
        and OURS.search(re.sub(r"{#.*?#}", "", path.read_text("utf-8")).replace(switch, ""))
    ]
    assert found == []
