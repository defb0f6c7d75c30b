"""The standard while somebody types, and again at saving."""

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from heqi.entry.tests.forms import ReadingForm
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GOOD = {
    "account_no": "0203-118-7702",
    "number": "410700882",
    "last_reading": "1100",
    "reading": "1200",
    "read_on": "2026-11-20",
}


def form_of(cast: Cast, **changed: object) -> ReadingForm:
    return ReadingForm({**GOOD, **changed}, by=cast.qian, now=cast.now)


def printed(form: ReadingForm) -> str:
    page = engines["django"].from_string("{% load ui %}{% field form.reading %}")
    return page.render({"form": form})


def check(client: Client, field: str, **changed: object) -> str:
    url = f"{reverse('entry:check')}?form={ReadingForm.handle}&field={field}"
    response = client.post(url, {**GOOD, **changed}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(
        cast.staff["qian"].account, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.mark.clause("data-entry/1.2.1")
def test_a_good_entry_is_saved(cast: Cast) -> None:
    assert form_of(cast).is_valid()


def test_what_the_standard_demands_is_demanded_of_the_form(cast: Cast) -> None:
    form = form_of(cast, number="")
    assert form.errors == {"number": ["表号未填写。"]}
    assert form.fields["number"].required
    assert not form.fields["note"].required


def test_a_doubt_is_saved_once_it_is_confirmed(cast: Cast) -> None:
    doubtful = form_of(cast, reading="1000")
    assert doubtful.errors == {"reading": ["本次读数低于上次读数。"]}
    assert 'name="confirmed" value="below_last"' in printed(doubtful)
    confirmed = form_of(cast, reading="1000", confirmed=["below_last"])
    assert confirmed.is_valid()


def test_the_reason_and_the_clause_stand_below_the_field(cast: Cast) -> None:
    html = printed(form_of(cast, reading="viel"))
    assert html.count("本次读数应为") == 1
    assert "/policies/data-entry/3" in html


@pytest.mark.clause("data-entry/1.2.1")
def test_while_typing_the_reason_and_the_clause_are_told(client: Client) -> None:
    assert check(client, "reading").strip() == ""
    told = check(client, "reading", reading="1000")
    assert "本次读数低于上次读数。" in told
    assert "/policies/data-entry/1.2.1" in told
    assert "表号应由" in check(client, "number", number="!")


def test_while_typing_other_fields_are_left_alone(client: Client) -> None:
    assert check(client, "reading", number="", account_no="").strip() == ""


def test_an_unknown_field_or_form_is_not_found(client: Client) -> None:
    url = reverse("entry:check")
    for query in ("", "?form=x.Y&field=z", f"?form={ReadingForm.handle}&field=nothing"):
        assert client.post(url + query).status_code == 404
    assert client.get(url).status_code == 405


@pytest.mark.parametrize("kind", ["address", "reading", "appliance", "payment"])
def test_the_standard_can_be_read(client: Client, kind: str) -> None:
    response = client.get(reverse("entry:standards"), {"kind": kind, "post": "agent"})
    assert response.status_code == 200
    assert "/policies/data-entry/" in response.content.decode()


def test_an_unknown_kind_cannot_be_read(client: Client) -> None:
    assert client.get(reverse("entry:standards"), {"kind": "x"}).status_code == 404
