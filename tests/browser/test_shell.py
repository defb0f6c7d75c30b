"""The shell in a real browser: keys, clocks, drawer, theme, input methods, accessibility."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def free_focus(page: Any) -> None:
    page.evaluate("document.activeElement.blur()")


def test_rows_are_walked_and_ticked_by_keys(open_as: Open) -> None:
    page = open_as("admin", "/ui/")
    free_focus(page)
    for key in ("j", "j", "k", "j", "x"):
        page.keyboard.press(key)
    rows = page.locator("[data-row]")
    assert "cur" in rows.nth(1).get_attribute("class")
    assert rows.nth(1).locator("input").is_checked()
    assert page.locator("[data-batch-n]").inner_text() == "1"
    assert page.locator("[data-batch]").is_visible()
    assert page.failures == []


def test_letters_in_a_field_are_only_letters(open_as: Open) -> None:
    page = open_as("admin", "/ui/")
    page.locator("#id_text").fill("")
    page.locator("#id_text").press_sequentially("jjx?")
    assert page.locator("#id_text").input_value() == "jjx?"
    assert page.locator("[data-row].cur").count() == 0


@pytest.mark.parametrize(("lang", "word"), [("zh-hans", "秒"), ("en", " s left")])
def test_clocks_tick_in_the_language_of_the_page(open_as: Open, lang: str, word: str) -> None:
    page = open_as("admin", "/ui/", lang=lang)
    clock = page.locator(".cg-clock.soon [data-v]").first
    before = clock.inner_text()
    assert word in before
    page.wait_for_timeout(1500)
    assert clock.inner_text() != before


LATE = """document.addEventListener('readystatechange', () => {
  const late = '<p data-due="1000" data-label="到场"><b data-v></b></p>';
  if (document.readyState === 'interactive') document.body.insertAdjacentHTML('beforeend', late);
})"""


def test_a_clock_late_from_the_start_is_told_and_stops_no_script(
    open_as: Open,
) -> None:
    page = open_as("admin", "/ui/")
    page.add_init_script(LATE)
    page.reload()
    assert "到场 超时" in page.locator("[role=status].visually-hidden").last.text_content()
    assert page.failures == []
    assert page.evaluate("!!window.cg")


def test_the_drawer_takes_focus_and_gives_it_back(open_as: Open) -> None:
    page = open_as("admin", "/ui/")
    opener = page.locator("[hx-push-url]")
    opener.click()
    page.wait_for_selector("[data-drawer-panel]")
    assert page.url.endswith("?d=1")
    assert page.evaluate("document.activeElement.matches('[data-drawer-panel]')")
    page.keyboard.press("Escape")
    assert page.locator("[data-drawer-panel]").count() == 0
    assert page.url.endswith("/ui/")
    assert opener.evaluate("e => e === document.activeElement")
    assert page.failures == []


def test_back_leaves_the_drawer_and_not_half_a_page(open_as: Open) -> None:
    page = open_as("admin", "/ui/")
    page.locator("[hx-push-url]").click()
    page.wait_for_selector("[data-drawer-panel]")
    page.go_back()
    page.wait_for_function("!document.querySelector('[data-drawer-panel]')")
    assert page.locator(".cg-nav").count() == 1
    assert page.failures == []


def test_the_theme_is_switched_at_once_and_kept(open_as: Open) -> None:
    page = open_as("admin", "/ui/")
    page.locator(".cg-top details.menu summary").click()
    page.locator("[data-theme]").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_one_request_for_a_word_of_an_input_method(open_as: Open) -> None:
    page = open_as("lin", "/customers/")
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "search" in r.url else None)
    box = page.locator("#q")
    box.evaluate("e => { e.dataset.search = 'words'; }")
    box.focus()
    devtools = page.context.new_cdp_session(page)
    for part in ("w", "wa", "wan", "wang"):
        devtools.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
        page.wait_for_timeout(250)
    assert asked == []
    devtools.send("Input.insertText", {"text": "王"})
    page.wait_for_timeout(500)
    assert len(asked) == 1
    assert page.failures == []


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_nothing_sticks_out_sideways(open_as: Open, size: tuple[int, int], lang: str) -> None:
    page = open_as("admin", "/ui/", size=size, lang=lang)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_everybody_can_use_it(open_as: Open, lang: str, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_as("admin", "/ui/?d=1", lang=lang, theme=theme, audited=True)
    violations = axe.run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []


def test_a_row_of_tabs_shows_the_tab_one_stands_on(open_as: Open) -> None:
    page = open_as("he", "/rectifications/", size=(390, 844))
    row = page.locator("nav.cg-tabs").first
    assert row.evaluate("e => e.scrollWidth > 2 * e.clientWidth"), "the row fits: no test"
    here = row.locator("a.active").bounding_box()
    assert 0 <= here["x"] <= 390 - here["width"]
