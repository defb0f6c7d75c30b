"""The pages: masked, scoped, logged, and the same with and without script."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heqi.customers.models import Lookup, Party
from heqi.customers.tests.makers import make_customer
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
PHONE = "13800102207"
CANARY = "金丝雀"


@pytest.fixture
def wang(cast: Cast) -> Party:
    party, _point = make_customer(cast.units["gas"], id_number="330100199001011234")
    make_customer(
        cast.units["other"], CANARY, phones=("13800102207",), account_no="6666-7702",
        meter="410700999", compound="鸟语苑",
    )  # fmt: skip
    return party


def urls(party: Party) -> list[str]:
    why = "purpose=incoming_call"
    return [
        "/customers/",
        "/customers/?q=2207",
        "/customers/?sort=number&tier=standard",
        "/customers/export/",
        "/customers/lookups/",
        "/search/?q=2207",
        "/search/?q=金丝",
        "/search/?q=鸟语苑",
        "/search/?q=jsq",
        f"/customers/{party.pk}/",
        *(f"/customers/{party.pk}/?{why}&tab={tab}" for tab in ("overview", "supply", "contacts")),
    ]


def test_nothing_of_another_company_and_nothing_whole_on_any_page(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    he = sign_in("he")
    for url in urls(wang):
        for headers in ({}, {"HX-Request": "true"}):
            response = he.get(url, headers=headers)
            assert response.status_code == 200, url
            body = text_of(response.content)
            for secret in (CANARY, "鸟语苑3", "6666-7702", PHONE, "199001011234"):
                assert secret not in body, (url, secret)


def text_of(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_another_companys_file_does_not_exist(cast: Cast, wang: Party, sign_in: SignIn) -> None:
    canary = Party.objects.get(name=CANARY)
    lin = sign_in("lin")
    for path in ("", "contact/"):
        assert lin.get(f"/customers/{canary.pk}/{path}?purpose=counter").status_code == 404
    assert lin.post(f"/customers/{canary.pk}/unmask/phone/?purpose=counter").status_code == 404
    assert lin.get("/customers/99999999/").status_code == 404
    assert lin.get(f"/customers/{10**30}/").status_code == 404
    assert set(Lookup.objects.values_list("action", flat=True)) == {"denied"}


def test_the_file_opens_for_a_reason_only(cast: Cast, wang: Party, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    asked = lin.get(f"/customers/{wang.pk}/")
    assert "王志远" not in asked.content.decode()
    assert not Lookup.objects.exists()
    wrong = lin.get(f"/customers/{wang.pk}/?purpose=work_order")
    assert wrong.status_code == 422
    assert "王志远" not in wrong.content.decode()
    assert lin.get(f"/customers/{wang.pk}/?purpose=nosiness").status_code == 422
    assert lin.get(f"/customers/{wang.pk}/?via=made:up").status_code == 200
    assert not Lookup.objects.exists()
    opened = lin.get(f"/customers/{wang.pk}/?purpose=work_order&reference=WX261123-00001")
    body = opened.content.decode()
    assert "王志远" in body
    assert "138****2207" in body
    assert "330***********1234" in body
    row = Lookup.objects.get()
    assert (row.action, row.purpose_code, row.purpose_id) == (
        "view", "work_order", "WX261123-00001",
    )  # fmt: skip
    assert "no-store" in opened["Cache-Control"]


def test_showing_a_number_takes_a_click(cast: Cast, wang: Party, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    url = f"/customers/{wang.pk}/unmask/phone:{wang.phones.get().pk}/"
    assert lin.get(url).status_code == 405
    assert lin.post(url).status_code == 422
    fragment = lin.post(f"{url}?purpose=counter", headers={"HX-Request": "true"})
    assert fragment.content.decode().strip() == f'<span class="num">{PHONE}</span>'
    page = lin.post(f"{url}?purpose=counter")
    assert PHONE in page.content.decode()
    assert "</html>" in page.content.decode()
    assert Lookup.objects.filter(action="unmask", masked=False).count() == 2
    assert sign_in("ma").post(f"{url}?purpose=counter").status_code in (403, 404)


def test_the_palette_is_a_fragment_and_the_page_stands_without_script(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    lin = sign_in("lin")
    fragment = lin.get("/search/?q=wzy", headers={"HX-Request": "true"}).content.decode()
    assert "</html>" not in fragment
    assert f'href="/customers/{wang.pk}/"' in fragment
    page = lin.get("/search/?q=wzy").content.decode()
    assert "</html>" in page
    assert f'href="/customers/{wang.pk}/"' in page
    assert lin.get("/search/").status_code == 200
    assert lin.get("/search/", {"q": "<script>alert(1)</script>"}).status_code == 200
    assert "<script>alert" not in lin.get("/search/?q=<script>alert(1)").content.decode()


def test_who_may_not_is_told_so(cast: Cast, wang: Party, sign_in: SignIn) -> None:
    for url in ("/search/?q=王", "/customers/", f"/customers/{wang.pk}/", "/customers/new/"):
        assert sign_in("admin").get(url).status_code == 403, url
    assert sign_in("lin").get("/customers/export/").status_code == 403
    assert sign_in("sun").get("/customers/new/").status_code == 403
    assert Client().get("/search/?q=王").status_code == 302


def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    cast: Cast, sign_in: SignIn
) -> None:
    gas = cast.units["gas"]
    he = sign_in("he")

    def counts() -> list[int]:
        found = []
        for url in ("/customers/", "/customers/?q=王", "/search/?q=王", "/customers/export/"):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert he.get(url).status_code == 200
            found.append(len(captured))
        return found

    make_customer(gas)
    he.get("/customers/")
    one = counts()
    for number in (1, 2):
        make_customer(
            gas, f"王{number}", phones=(f"1380020000{number}", f"1380030000{number}"),
            account_no=f"2000-000{number}", meter=f"7000000{number}", room=f"20{number}",
        )  # fmt: skip
    assert counts() == one


def test_the_export_is_plain_text_bounded_and_logged(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    make_customer(
        cast.units["gas"], '=HYPERLINK("http://x")', phones=("13800550001",),
        account_no="3000-0001", meter="80000001", room="9",
    )  # fmt: skip
    response = sign_in("he").get("/customers/export/")
    with zipfile.ZipFile(BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK" in words
    assert "138****2207" in words
    assert "何倩" in words
    row = Lookup.objects.get(action="export")
    assert (row.result_count, row.channel) == (2, "export")
    assert sorted(row.subject_ids) == sorted(
        Party.objects.filter(company=cast.units["gas"]).values_list("pk", flat=True)
    )


def test_filters_and_sorting_take_known_words_only(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    lin = sign_in("lin")
    for query in (
        "sort=id_number", "sort=phones__number", "tier=x", "compound=abc", "page=-1", "page=x",
        "compound=99999999999999999999999", "vulnerable=on", "state=closed", "q=%00",
        "q=" + "王" * 999,
    ):  # fmt: skip
        assert lin.get(f"/customers/?{query}").status_code == 200, query
    assert "王志远" in lin.get("/customers/?customer_kind=residential").content.decode()
    assert "王志远" not in lin.get("/customers/?customer_kind=industrial").content.decode()


def test_a_customer_is_created_and_corrected_on_pages(cast: Cast, sign_in: SignIn) -> None:
    lin = sign_in("lin")
    form = {
        "name": "赵六", "party_kind": "person", "customer_kind": "residential",
        "id_kind": "identity_card", "id_number": "330106199001010018",
    }  # fmt: skip
    missing = lin.post("/customers/new/", form)
    assert missing.status_code == 422
    assert lin.post("/customers/new/", {**form, "phone": "abc"}).status_code == 422
    wrong = {**form, "phone": "13800106666", "id_number": "330106199001010011"}
    assert lin.post("/customers/new/", wrong).status_code == 422
    made = lin.post("/customers/new/", {**form, "phone": "13800106666", "phones": "13800106667"})
    party = Party.objects.get()
    assert made.status_code == 302
    assert party.company == cast.units["gas"]
    assert "赵六" in lin.get(made["Location"]).content.decode()
    url = f"/customers/{party.pk}/contact/?purpose=counter"
    assert lin.get(url).status_code == 200
    assert lin.get(f"/customers/{party.pk}/contact/").status_code == 302
    change = {"name": "赵陆", "phones": "", "reason": "", "revision": "0"}
    assert lin.post(url, change).status_code == 422
    change["reason"] = "录入错字"
    assert lin.post(url, change).status_code == 302
    assert Party.objects.get().name == "赵陆"
    assert party.phones.count() == 2
    again = lin.post("/customers/new/", {**form, "phone": "13800106666"})
    assert again.status_code == 422
    assert party.number in again.content.decode()
    distinct = {**form, "phone": "13800106666", "distinct": "on"}
    assert lin.post("/customers/new/", distinct).status_code == 302


@pytest.mark.clause("data-entry/6.3")
def test_the_slower_editor_sees_what_changed_and_loses_nothing(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    lin, qian = sign_in("lin"), sign_in("qian")
    url = f"/customers/{wang.pk}/contact/?purpose=counter"
    mine = {"name": "王致远", "phones": "13900001111", "reason": "录入错字", "revision": "0"}
    first = {**mine, "phones": "", "name": "王智远"}
    assert lin.post(url, first).status_code == 302
    answer = qian.post(url, mine)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "林晓" in body
    assert "王智远" in body
    assert "王致远" in body
    assert "13900001111" in body
    assert Party.objects.get(pk=wang.pk).name == "王智远"
    # The page still carries the old revision: saving again without a word is refused again.
    assert qian.post(url, mine).status_code == 409
    assert qian.post(url, {**mine, "overwrite": "1"}).status_code == 302
    assert Party.objects.get(pk=wang.pk).name == "王致远"
