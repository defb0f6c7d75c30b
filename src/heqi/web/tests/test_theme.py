"""The theme: contrast, the browsers it must serve, its size."""

import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "heqi"
CSS = (STATIC / "app.css").read_text("utf-8")
NO_COMMENTS = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)
TOO_NEW = re.compile(
    r"color-mix|oklch|oklab|light-dark|:has\(|:is\(|:where\(|@layer|@container|@property|@scope"
    r"|\bsubgrid\b|\d[sld]v[hw]\b|(?:^|[{};\s])&"
)
THEMES = ("light", "dark")


def tokens(theme: str) -> dict[str, str]:
    blocks = re.findall(r"(:root,\[data-bs-theme=light\]|\[data-bs-theme=dark\])\{([^}]*)\}", CSS)
    light, dark = (dict(re.findall(r"--cg-([\w-]+):(#[0-9a-f]{3,6})", b)) for _s, b in blocks[:2])
    return light if theme == "light" else {**light, **dark}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


TEXTS = [
    *product(("text", "text-2"), ("bg", "surface", "surface-2", "surface-3")),
    *product(("text-3",), ("bg", "surface", "surface-2")),
    *product(("link",), ("bg", "surface", "primary-soft")),
    ("on-primary", "primary"),
    ("on-primary", "primary-h"),
    *[(tone, f"{tone}-soft") for tone in ("over", "soon", "ok", "hold", "vip", "care")],
    *[(tone, "surface") for tone in ("over", "soon", "ok", "hold", "vip", "care")],
    ("nav-text", "nav-bg"),
    ("text", "mark"),
]
SHAPES = [("ctl-line", "surface"), *[(f"{t}-bar", "surface") for t in ("over", "soon", "ok")]]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(theme: str, shape: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_white_can_be_read_on_the_menu_and_its_counts() -> None:
    assert contrast("#ffffff", tokens("light")["nav-active"]) >= 4.5
    assert contrast("#ffffff", tokens("dark")["nav-active"]) >= 4.5
    assert contrast("#ffffff", "#c4302b") >= 4.5


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.css")), ids=lambda p: p.name)
def test_the_theme_keeps_to_what_old_browsers_know(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    assert TOO_NEW.findall(text) == []


def test_the_script_keeps_to_the_content_policy() -> None:
    for path in STATIC.glob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML|\.style\b|insertAdjacentHTML", text)


@pytest.mark.parametrize(
    ("name", "kilobytes"),
    [
        ("app.css", 35),
        ("app.js", 8),
        ("keys.js", 5),
        ("mobile.css", 2),
        ("door.css", 3),
        ("door.js", 1),
        ("sign.js", 2),
    ],
)
def test_the_pages_stay_light(name: str, kilobytes: int) -> None:
    assert (STATIC / name).stat().st_size <= kilobytes * 1024


def test_every_class_of_time_is_styled() -> None:
    for state in ("over", "soon", "ok", "paused", "met"):
        assert f".sla.{state}" in NO_COMMENTS
