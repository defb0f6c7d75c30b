"""The inbox through its pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from heqi.ledger.actors import SYSTEM
from heqi.notices.actions import mark_read, notify
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def _tell(cast: Cast, name: str, url: str = "") -> Notice:
    [notice] = notify(
        cast.staff[name],
        "notices.test",
        context={"name": "<b>孙磊</b>"},
        url=url,
        by=SYSTEM,
        now=timezone.now(),
    )
    return notice


def test_the_inbox_shows_ones_own_messages_as_text(cast: Cast, sign_in: SignIn) -> None:
    _tell(cast, "lin")
    page = sign_in("lin").get("/notices/").content.decode()
    assert "&lt;b&gt;孙磊&lt;/b&gt;" in page
    assert "测试消息" not in sign_in("sun").get("/notices/").content.decode()


def test_an_english_reader_reads_english(cast: Cast, sign_in: SignIn) -> None:
    _tell(cast, "lin")
    page = sign_in("lin").get("/notices/", headers={"accept-language": "en"}).content.decode()
    assert "This is a test message sent by" in page


def test_opening_a_message_reads_it_and_goes_where_it_points(cast: Cast, sign_in: SignIn) -> None:
    notice = _tell(cast, "lin", url="/approvals/7/")
    client = sign_in("lin")
    assert client.get("/notices/count/").json() == {"unread": 1}
    answer = client.post(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/approvals/7/")
    assert client.get("/notices/count/").json() == {"unread": 0}


def test_a_message_never_leads_off_the_site(cast: Cast, sign_in: SignIn) -> None:
    notice = _tell(cast, "lin", url="//evil.example/")
    assert sign_in("lin").post(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_somebody_elses_message_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    notice = _tell(cast, "lin")
    assert sign_in("sun").post(f"/notices/{notice.pk}/read/").status_code == 404
    with pytest.raises(Refused):
        mark_read(notice, by=cast.sun, now=NOW)


def test_everything_is_read_with_one_press(cast: Cast, sign_in: SignIn) -> None:
    _tell(cast, "lin")
    _tell(cast, "lin")
    client = sign_in("lin")
    client.post("/notices/read-all/")
    assert client.get("/notices/count/").json() == {"unread": 0}
    assert "孙磊" in client.get("/notices/?tab=all").content.decode()


def test_reading_needs_a_post_and_a_login(cast: Cast, sign_in: SignIn) -> None:
    notice = _tell(cast, "lin")
    assert sign_in("lin").get(f"/notices/{notice.pk}/").status_code == 405
    assert Client().get("/notices/").status_code == 302
