"""The pages of the review: desk, question, own log, who saw a customer, gates, bait, report."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heqi.customers.models import Lookup, Party
from heqi.customers.search import search_customers
from heqi.customers.tests.makers import make_customer
from heqi.lookups.models import Canary, Case, GlassOpening, Pause
from heqi.lookups.queries import sightings
from heqi.lookups.tests.makers import bait, look
from heqi.lookups.tests.test_deciding import make_case
from heqi.notices.models import Notice
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
SignIn = Callable[[str], Client]


@pytest.fixture
def wang(cast: Cast) -> Party:
    return make_customer(cast.units["gas"])[0]


def test_the_desk_shows_cases_by_points_and_only_to_reviewers(cast: Cast, sign_in: SignIn) -> None:
    make_case(cast, "lin", 5)
    make_case(cast, "sun", 25)
    page = sign_in("he").get("/lookups/").content.decode()
    assert page.index("孙磊") < page.index("林晓")
    assert sign_in("lin").get("/lookups/").status_code == 403
    assert "林晓" not in sign_in("audit").get("/lookups/?tab=asked").content.decode()


def test_the_desk_leaves_in_excel_as_the_reviewer_sees_it(cast: Cast, sign_in: SignIn) -> None:
    make_case(cast, "sun", 25)
    he = sign_in("he")
    assert "/lookups/export/?tab=answered" in he.get("/lookups/?tab=answered").content.decode()
    for tab, stands in (("", True), ("closed", False)):
        with ZipFile(BytesIO(he.get(f"/lookups/export/?tab={tab}").content)) as parts:
            assert ("孙磊" in parts.read("xl/sharedStrings.xml").decode()) is stands
    assert sign_in("lin").get("/lookups/export/").status_code == 403


def test_a_case_goes_from_the_desk_to_the_viewer_and_back(cast: Cast, sign_in: SignIn) -> None:
    case = make_case(cast, "lin", 5)
    he, lin, audit = sign_in("he"), sign_in("lin"), sign_in("audit")
    assert lin.get(f"/lookups/questions/{case.pk}/").status_code == 404
    assert he.post(f"/lookups/cases/{case.pk}/ask/").status_code == 302
    page = lin.get(f"/lookups/questions/{case.pk}/").content.decode()
    assert "这是询问" in page
    assert lin.post(f"/lookups/questions/{case.pk}/answer/", {"text": ""}).status_code == 422
    lin.post(f"/lookups/questions/{case.pk}/answer/", {"text": "来电未建单"})
    assert "来电未建单" in he.get(f"/lookups/cases/{case.pk}/").content.decode()
    for who in (he, audit):
        done = who.post(
            f"/lookups/cases/{case.pk}/decide/", {"choice": "uphold", "reason": "没有通话"}
        )
        assert done.status_code == 302
    case.refresh_from_db()
    assert case.status == "upheld"
    assert "可在" in lin.get(f"/lookups/questions/{case.pk}/").content.decode()
    lin.post(f"/lookups/questions/{case.pk}/appeal/", {"text": "当日值班"})
    case.refresh_from_db()
    assert case.status == "appealed"


def test_everybody_sees_his_own_log_and_nobody_elses(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    look(cast.lin, wang, NOW)
    assert wang.number in sign_in("lin").get("/lookups/mine/").content.decode()
    assert wang.number not in sign_in("sun").get("/lookups/mine/").content.decode()


def test_who_saw_a_customer_counts_lists_and_results_too(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    look(cast.lin, wang, NOW)
    search_customers(cast.sun, "王志远", now=NOW)
    found = sightings(cast.he, wang)
    assert {name for name, _number, _last in found.viewers} == {"林晓", "孙磊"}
    page = sign_in("he").get(f"/lookups/customers/{wang.pk}/").content.decode()
    assert "林晓" in page
    assert "孙磊" in page
    assert sign_in("lin").get(f"/lookups/customers/{wang.pk}/").status_code == 403
    assert "谁看过此客户" in (
        sign_in("he")
        .get(f"/customers/{wang.pk}/?purpose=audit&reference=HC1&tab=contacts")
        .content.decode()
    )


def test_who_saw_a_customer_walks_indexes_only(cast: Cast, wang: Party) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is read on SQLite")
    look(cast.lin, wang, NOW)
    with CaptureQueriesContext(connection) as queries:
        sightings(cast.he, wang)
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
            assert "SCAN customers_lookup" not in plan, plan


def test_an_emergency_opens_one_customer_for_minutes_and_tells_the_supervisor(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    ma = sign_in("ma")
    assert ma.get(f"/customers/{wang.pk}/?purpose=counter").status_code == 404
    assert ma.post(f"/lookups/glass/{wang.pk}/", {"reason": "急"}).status_code == 422
    response = ma.post(f"/lookups/glass/{wang.pk}/", {"reason": "邻居报漏气，找户主"})
    opening = GlassOpening.objects.get()
    assert response["Location"] == f"/customers/{wang.pk}/?via=glass:{opening.pk}"
    assert wang.name in ma.get(response["Location"]).content.decode()
    row = Lookup.objects.filter(action="view").get()
    assert (row.purpose_source, row.purpose_code) == ("glass", "glass")
    told = set(
        Notice.objects.filter(template="lookups.glass").values_list("recipient_id", flat=True)
    )
    assert {cast.han.id, cast.he.id} <= told
    GlassOpening.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert ma.get(response["Location"]).status_code == 404
    assert sign_in("other").get(f"/lookups/glass/{wang.pk}/").status_code == 404


def test_a_pause_is_lifted_by_somebody_else(cast: Cast, sign_in: SignIn) -> None:
    pause = Pause.objects.create(
        staff=cast.staff["lin"],
        company=cast.units["gas"],
        rule="R7",
        since=timezone.now(),
        until=timezone.now() + timedelta(minutes=60),
    )
    lin, he = sign_in("lin"), sign_in("he")
    assert lin.get("/customers/").status_code == 403
    assert lin.post(f"/lookups/pauses/{pause.pk}/lift/", {"reason": "我"}).status_code == 403
    assert he.post(f"/lookups/pauses/{pause.pk}/lift/", {"reason": ""}).status_code == 422
    assert he.post(f"/lookups/pauses/{pause.pk}/lift/", {"reason": "已核实"}).status_code == 302
    assert lin.get("/customers/").status_code == 200


def test_bait_is_laid_out_from_customers_that_do_not_exist(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    he = sign_in("he")
    assert he.post("/lookups/baits/", {"number": wang.number}).status_code == 422
    assert he.post("/lookups/baits/", {"number": "KH0"}).status_code == 422
    party = bait(cast.units["gas"], NOW)
    page = he.get("/lookups/baits/").content.decode()
    assert party.number in page
    canary = Canary.objects.get()
    assert he.post(f"/lookups/baits/{canary.pk}/take-in/").status_code == 302
    assert not Canary.objects.current().exists()
    assert sign_in("zheng").get("/lookups/baits/").status_code == 403


def test_the_report_counts_alerts_and_upheld_by_rule(cast: Cast, sign_in: SignIn) -> None:
    make_case(cast, "lin", 25)
    Case.objects.update(opened_at=timezone.now())
    page = sign_in("he").get("/lookups/report/").content.decode()
    assert "查询 VIP 或受保护客户" in page
    assert sign_in("he").get("/lookups/report/?month=x").status_code == 200
    assert sign_in("lin").get("/lookups/report/").status_code == 403


def test_the_gates_page_is_for_reviewers(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("he").get("/lookups/gates/").status_code == 200
    assert sign_in("lin").get("/lookups/gates/").status_code == 403
