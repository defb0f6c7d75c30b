"""Every read of personal data leaves a row, or does not happen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from heqi.customers import pace, purposes
from heqi.customers.lookups import NotLogged
from heqi.customers.models import Lookup, Party
from heqi.customers.pace import TooMany, gates_on
from heqi.customers.purposes import Purpose, choose, offered, reasons, register_context, vouched
from heqi.customers.reading import find_party, open_customer, unmask
from heqi.customers.search import search_customers
from heqi.customers.tests.makers import make_customer
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
CALL = Purpose("incoming_call", type="call", id="77")


@pytest.fixture
def wang(cast: Cast) -> Party:
    return make_customer(cast.units["gas"], id_number="330100199001011234")[0]


@pytest.fixture
def broken_log(wang: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_lookup RENAME TO customers_lookup_away")


def test_a_search_is_logged_without_its_text(cast: Cast, wang: Party) -> None:
    search_customers(cast.lin, "13800102207", now=NOW, purpose=CALL)
    row = Lookup.objects.get()
    assert (row.action, row.actor_id, row.result_count) == ("search", cast.lin.id, 1)
    assert row.subject_ids == [wang.pk]
    assert (row.purpose_code, row.purpose_source, row.purpose_id) == ("incoming_call", "auto", "77")
    assert row.query_length == 11
    assert len(row.query_hmac) == 64
    assert "2207" not in str(vars(row))
    search_customers(cast.lin, "13800102207", now=NOW)
    assert Lookup.objects.filter(query_hmac=row.query_hmac).count() == 2


@pytest.mark.clause("data-entry/9.3")
def test_opening_needs_a_reason_and_is_logged_with_it(cast: Cast, wang: Party) -> None:
    with pytest.raises(ValidationError):
        open_customer(cast.lin, wang, None, now=NOW)
    assert not Lookup.objects.exists()
    open_customer(cast.lin, wang, choose("complaint", "TS261123-00001"), now=NOW)
    row = Lookup.objects.get()
    assert (row.action, row.party_id, row.masked) == ("view", wang.pk, True)
    assert (row.purpose_source, row.purpose_id) == ("chosen", "TS261123-00001")


def test_one_field_is_revealed_at_a_time(cast: Cast, wang: Party) -> None:
    assert unmask(cast.lin, wang, "phone", CALL, now=NOW) == "13800102207"
    assert unmask(cast.lin, wang, "id_number", CALL, now=NOW) == "330100199001011234"
    assert [(r.action, r.field, r.masked) for r in Lookup.objects.order_by("id")] == [
        ("unmask", "phone", False),
        ("unmask", "id_number", False),
    ]
    other = make_customer(
        cast.units["gas"], "李四", phones=("13800110000",), account_no="1-1111", meter="", room="2"
    )[0]
    with pytest.raises(ValidationError):
        unmask(cast.lin, wang, f"phone:{other.phones.get().pk}", CALL, now=NOW)
    with pytest.raises(ValidationError):
        unmask(cast.lin, wang, "name; drop", CALL, now=NOW)


def test_a_refusal_is_logged_too(cast: Cast, wang: Party) -> None:
    with pytest.raises(Refused):
        unmask(cast.ma, wang, "phone", choose("counter"), now=NOW)
    assert Lookup.objects.get().action == "denied"


def test_an_attempt_on_another_companys_customer_is_logged_and_sees_nothing(
    cast: Cast, wang: Party
) -> None:
    assert find_party(cast.other, wang.pk, now=NOW) is None
    assert find_party(cast.other, 999_999, now=NOW) is None
    row = Lookup.objects.get()
    assert (row.action, row.party_id, row.actor_id) == ("denied", wang.pk, cast.other.id)


@pytest.mark.parametrize(
    "read",
    [
        lambda cast, wang: search_customers(cast.lin, "王", now=NOW),
        lambda cast, wang: open_customer(cast.lin, wang, CALL, now=NOW),
        lambda cast, wang: unmask(cast.lin, wang, "phone", CALL, now=NOW),
    ],
)
def test_what_cannot_be_logged_is_not_shown(
    cast: Cast, wang: Party, broken_log: None, read: Callable[[Cast, Party], object]
) -> None:
    with pytest.raises(NotLogged):
        read(cast, wang)


def test_pages_answer_503_when_the_log_is_broken(
    cast: Cast, wang: Party, broken_log: None, sign_in: Callable[[str], Client]
) -> None:
    lin = sign_in("lin")
    for url in ("/search/?q=王志远", "/customers/", f"/customers/{wang.pk}/?purpose=incoming_call"):
        response = lin.get(url)
        assert response.status_code == 503, url
        assert "滨江新城" not in response.content.decode()
    assert lin.post(f"/customers/{wang.pk}/unmask/phone/?purpose=counter").status_code == 503


def test_look_ups_can_neither_change_nor_go(cast: Cast, wang: Party) -> None:
    search_customers(cast.lin, "王", now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Lookup.objects.update(actor_name="nobody")
    with pytest.raises(DatabaseError), transaction.atomic():
        Lookup.objects.all().delete()


def test_there_are_at_most_eight_reasons_in_both_languages() -> None:
    assert 1 <= len(offered()) <= 8
    assert all(reason.zh and reason.en for reason in reasons().values())
    with pytest.raises(ValidationError):
        choose("curiosity")
    with pytest.raises(ValidationError):
        choose("work_order", "  ")


def test_a_context_speaks_for_its_reader_and_customer_only(
    cast: Cast, wang: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purposes, "_contexts", {})
    register_context(
        "orders",
        reason="work_order",
        check=lambda actor, pk, party, now: pk == "5" and party.pk == wang.pk,
    )
    found = vouched("orders:5", actor=cast.lin, party=wang, now=NOW)
    assert found == Purpose("work_order", type="orders", id="5", source="auto")
    assert vouched("orders:6", actor=cast.lin, party=wang, now=NOW) is None
    assert vouched("calls:5", actor=cast.lin, party=wang, now=NOW) is None
    with pytest.raises(LookupError):
        register_context("x", reason="curiosity", check=lambda *a: True)


def test_an_order_opens_the_file_it_is_about_for_somebody_on_the_road(
    cast: Cast, wang: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purposes, "_contexts", {})
    register_context("orders", reason="work_order", check=lambda actor, pk, party, now: pk == "5")
    assert find_party(cast.zhou, wang.pk, now=NOW) is None
    assert find_party(cast.zhou, wang.pk, now=NOW, via="orders:6") is None
    assert find_party(cast.zhou, wang.pk, now=NOW, via="orders:5") == wang
    purpose = vouched("orders:5", actor=cast.zhou, party=wang, now=NOW)
    open_customer(cast.zhou, wang, purpose, now=NOW)
    assert unmask(cast.zhou, wang, "phone", purpose, now=NOW) == "13800102207"
    with pytest.raises(Refused):
        open_customer(cast.zhou, wang, choose("counter"), now=NOW)
    # Even a context that vouches for everybody does not reach across companies.
    assert find_party(cast.other, wang.pk, now=NOW, via="orders:5") is None
    with pytest.raises(Refused):
        open_customer(cast.other, wang, purpose, now=NOW)


def test_staff_see_their_own_look_ups_and_supervisors_their_units(cast: Cast, wang: Party) -> None:
    search_customers(cast.lin, "王", now=NOW)
    search_customers(cast.other, "王", now=NOW)
    assert Lookup.objects.visible_to(cast.lin).count() == 1
    assert Lookup.objects.visible_to(cast.he).count() == 1
    assert Lookup.objects.visible_to(cast.sun).count() == 0


@pytest.mark.clause("data-entry/9.3")
def test_who_looks_too_often_in_an_hour_must_wait(cast: Cast, wang: Party) -> None:
    limit = int(gates_on(NOW, company_id=None)["unmasks_per_hour"])
    row = {"actor_kind": "staff", "actor_id": cast.lin.id, "actor_name": "林晓"}
    Lookup.objects.bulk_create(
        Lookup(at=NOW - timedelta(minutes=30), action="unmask", **row) for _n in range(limit - 1)
    )
    unmask(cast.lin, wang, "phone", CALL, now=NOW)
    with pytest.raises(TooMany, match=str(limit)):
        unmask(cast.lin, wang, "phone", CALL, now=NOW)
    assert unmask(cast.sun, wang, "phone", CALL, now=NOW)
    assert unmask(cast.lin, wang, "phone", CALL, now=NOW + timedelta(minutes=31))


def test_the_page_says_that_it_was_too_often(
    cast: Cast, wang: Party, sign_in: Callable[[str], Client]
) -> None:
    from django.utils import timezone

    limit = int(gates_on(NOW, company_id=None)["searches_per_hour"])
    row = {"actor_kind": "staff", "actor_id": cast.lin.id, "actor_name": "林晓"}
    Lookup.objects.bulk_create(
        Lookup(at=timezone.now(), action="search", **row) for _n in range(limit)
    )
    response = sign_in("lin").get("/search/?q=王志远")
    assert response.status_code == 429
    assert str(limit) in response.content.decode()


def test_a_guard_may_refuse_somebody_for_a_time(
    cast: Cast, wang: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = cast.lin
    guards = {"test": lambda actor, now: "暂停" if actor.id == lin.id else ""}
    monkeypatch.setattr(pace, "_guards", guards)
    for read in (
        lambda: search_customers(lin, "王", now=NOW),
        lambda: open_customer(lin, wang, CALL, now=NOW),
        lambda: unmask(lin, wang, "phone", CALL, now=NOW),
    ):
        with pytest.raises(Refused, match="暂停"):
            read()
    assert open_customer(cast.sun, wang, CALL, now=NOW) == wang


def test_a_list_is_found_from_each_of_its_customers(cast: Cast, wang: Party) -> None:
    other = make_customer(
        cast.units["gas"], "王五", phones=("13800110000",), account_no="1-1111", meter="", room="2"
    )[0]
    search_customers(cast.lin, "王", now=NOW)
    row = Lookup.objects.get()
    assert {wang.pk, other.pk} == set(row.subjects.values_list("party_id", flat=True))
