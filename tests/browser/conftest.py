"""A real browser against a real server; skipped where there is no Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests.cast import Cast, make_cast

CHROMIUM = (
    os.environ.get("HEQI_CHROMIUM")
    or shutil.which("chromium")
    or shutil.which("chromium-browser")
    or ""
)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for the run."""
    if not CHROMIUM and os.environ.get("HEQI_BROWSER") == "required":
        pytest.fail("no chromium on this machine; HEQI_CHROMIUM names one")
    if not CHROMIUM:
        pytest.skip("no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    # The driver runs an event loop in this thread; the database is not used from inside it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield running
        running.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def people(live_server: Any) -> Cast:
    """The cast as the server sees it: committed."""
    return make_cast()


@pytest.fixture
def open_as(browser: Any, live_server: Any, people: Cast) -> Iterator[Callable[..., Any]]:
    """``open_as("admin", "/ui/")`` gives a page; ``lang``, ``theme`` and ``size`` as wished.

    ``page.failures`` collects errors of scripts and of the content policy.
    """
    contexts = []

    def _open(name: str, path: str, *, lang: str = "zh-hans", theme: str = "light",
              size: tuple[int, int] = (1440, 900), audited: bool = False) -> Any:  # fmt: skip
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, bypass_csp=audited
        )
        # Twice the usual: the machine may be busy with the rest of the tests.
        context.set_default_timeout(60_000)
        contexts.append(context)
        values = {
            settings.SESSION_COOKIE_NAME: _session(people, name),
            settings.LANGUAGE_COOKIE_NAME: lang,
            "heqi_theme": theme,
        }
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in values.items()]
        )
        page = context.new_page()
        page.failures = []
        page.on("pageerror", lambda error: page.failures.append(str(error)))
        page.on(
            "console",
            lambda line: (
                page.failures.append(line.text)
                if line.type == "error" and "404" not in line.text
                else None
            ),
        )
        page.goto(live_server.url + path)
        return page

    yield _open
    for context in contexts:
        context.close()


def _session(cast: Cast, name: str) -> str:
    account = cast.staff[name].account
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)
