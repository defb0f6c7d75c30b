"""The shell, the sign-in, the language, the refusals, the style page."""

import json
import re
from collections.abc import Callable

import pytest
from django.conf import settings as site
from django.test import Client

from heqi.web.tests.lint import stray_words
from tests.cast import Cast

SignIn = Callable[[str], Client]
DATA = {"wáng", "zhìyuǎn"}


@pytest.fixture
def password(cast: Cast, settings: object) -> str:
    settings.HEQI_DEMO = False  # type: ignore[attr-defined]
    account = cast.staff["lin"].account
    account.set_password("a-long-password")
    account.save()
    return "a-long-password"


def test_the_sign_in_page_speaks_chinese_and_offers_no_sign_up(db: None, settings: object) -> None:
    settings.HEQI_DEMO = False  # type: ignore[attr-defined]
    html = Client().get("/accounts/login/").content.decode()
    assert "登录" in html
    assert "signup" not in html
    assert "data-demo" not in html
    assert stray_words(html) == []


def test_somebody_signs_in(password: str) -> None:
    client = Client()
    bad = client.post("/accounts/login/", {"login": "lin", "password": "wrong"})
    assert bad.status_code == 200
    assert "请更正" in bad.content.decode()
    good = client.post("/accounts/login/", {"login": "lin", "password": password})
    assert good.status_code == 302
    assert "林晓" in client.get("/accounts/password/change/").content.decode()


def test_after_five_wrong_passwords_signing_in_pauses(password: str) -> None:
    client = Client()
    for _ in range(6):
        answer = client.post("/accounts/login/", {"login": "lin", "password": "wrong"})
    assert answer.status_code == 429
    html = answer.content.decode()
    assert "密码错误次数过多" in html
    assert stray_words(html) == []


def test_a_demonstration_lists_its_accounts(cast: Cast, settings: object) -> None:
    settings.HEQI_DEMO = True  # type: ignore[attr-defined]
    html = Client().get("/accounts/login/").content.decode()
    assert 'data-demo="lin"' in html
    assert site.HEQI_DEMO_PASSWORD in html


def test_the_language_is_switched_and_kept(sign_in: SignIn) -> None:
    client = sign_in("lin")
    page = "/accounts/2fa/"
    assert 'lang="zh-CN"' in client.get(page).content.decode()
    client.post("/language/", {"language": "en", "next": page})
    html = client.get(page).content.decode()
    assert 'lang="en"' in html
    assert "Two-step sign-in" in html


def test_the_theme_is_kept_without_a_script(sign_in: SignIn) -> None:
    client = sign_in("lin")
    answer = client.post("/theme/", {"theme": "dark", "next": "/accounts/2fa/"})
    assert answer.url == "/accounts/2fa/"
    assert 'data-bs-theme="dark"' in client.get(answer.url).content.decode()
    assert client.post("/theme/", {"theme": "dark", "next": "//elsewhere.example"}).url == "/"
    assert client.get("/theme/").status_code == 405


@pytest.mark.parametrize(
    "page", ["/accounts/password/set/", "/accounts/2fa/", "/accounts/logout/", "/nothing/"]
)
def test_pages_around_the_account_speak_chinese(sign_in: SignIn, page: str) -> None:
    html = sign_in("lin").get(page).content.decode()
    assert stray_words(html) == []


def test_the_content_policy_allows_nothing_inline(sign_in: SignIn) -> None:
    policy = sign_in("lin").get("/accounts/2fa/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_htmx_is_configured_to_keep_the_policy(db: None) -> None:
    html = Client().get("/accounts/login/").content.decode()
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", html)[1])
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False


def test_an_unknown_address_is_a_sentence(sign_in: SignIn) -> None:
    answer = sign_in("lin").get("/nothing/")
    assert answer.status_code == 404
    assert "没有内容" in answer.content.decode()
    assert Client().get("/nothing/").status_code == 404


def test_the_address_of_a_form_opened_again_says_what_it_is_for(sign_in: SignIn) -> None:
    answer = sign_in("he").get("/complaints/1/do/close/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "此地址只接收表单" in answer.content.decode()


def test_a_refusal_is_a_sentence_with_its_status(sign_in: SignIn) -> None:
    client = sign_in("lin")
    page = client.get("/ui/")
    assert page.status_code == 403
    assert "没有此项权限" in page.content.decode()
    part = client.get("/ui/", headers={"HX-Request": "true"})
    assert part.status_code == 403
    assert "<html" not in part.content.decode()


def test_a_form_without_token_is_refused_in_words(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "表单" in answer.content.decode()


def test_the_style_page_shows_everything_in_chinese(sign_in: SignIn) -> None:
    answer = sign_in("admin").get("/ui/")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert stray_words(html, DATA) == []
    assert len(answer.content) < 60_000
    for part in ("cg-clock over", "cg-note vip", "data-batch", "cg-pager", "data-chips", "spark"):
        assert part in html


def test_the_style_page_shows_everything_in_english(sign_in: SignIn) -> None:
    client = sign_in("admin")
    client.cookies["heqi_language"] = "en"
    html = client.get("/ui/").content.decode()
    assert "9 min late" in html
    assert 'data-w-left="%(time)s left"' in html


def test_the_drawer_opens_in_place_and_as_part_of_the_page(sign_in: SignIn) -> None:
    client = sign_in("admin")
    part = client.get("/ui/?d=1", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<aside")
    assert "data-drawer-panel" in client.get("/ui/?d=1").content.decode()


def test_the_menu_shows_only_what_exists_and_may_be_used(sign_in: SignIn) -> None:
    agent = sign_in("lin").get("/accounts/2fa/").content.decode()
    assert 'data-nav="customers"' in agent
    operator = sign_in("admin").get("/accounts/2fa/").content.decode()
    assert 'data-nav="intake"' not in operator
    assert 'data-nav="customers"' not in operator


def test_counts_come_afresh_and_know_the_page_they_stand_on(sign_in: SignIn) -> None:
    client = sign_in("lin")
    answer = client.get(
        "/nav/counts/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?q=1"},
    )
    html = answer.content.decode()
    assert re.search(r'data-nav="customers" class="active"', html)
    assert "hx-swap-oob" in html


def test_nobody_who_is_not_signed_in_sees_a_menu(db: None) -> None:
    assert "data-nav" not in Client().get("/nav/counts/").content.decode()
