"""The built screens hold nothing that keeps anybody out, light and dark."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings

from tests.cast import Cast
from tests.surface.samples import make_samples

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SCREENS = {
    "lin": ["/", "/desk/", "/customers/", "/search/?q=130"],
    "sun": ["/", "/orders/", "/orders/board/"],
    "he": ["/", "/policies/", "/policies/tiering/", "/policies/tiering/6.1(4)", "/notices/"],
    "zheng": ["/", "/approvals/"],
}


@contextmanager
def at_once(*, execute: bool = False) -> Iterator[list[Any]]:
    """Outside a test's transaction reactions run at commit by themselves."""
    yield []


@pytest.mark.skipif(
    not (settings.DATA / "vendor").exists() and os.environ.get("HEQI_BROWSER") != "required",
    reason="contrast needs the fetched assets",
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_built_screens_shut_nobody_out(
    open_as: Callable[..., Any], people: Cast, theme: str
) -> None:
    samples = make_samples(people, at_once)
    order = samples.rows["order"]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = []
    screens = {**SCREENS, "zhou": ["/", f"/orders/{order.number}/", "/field/"]}
    for who, paths in screens.items():
        for path in paths:
            page = open_as(who, path, theme=theme, audited=True)
            faults = axe.run(page, options={"runOnly": RULES}).response["violations"]
            found += [f"{who} {path} {f['id']}: {f['nodes'][0]['html'][:120]}" for f in faults]
    assert found == []
