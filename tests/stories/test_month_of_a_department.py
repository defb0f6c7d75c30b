"""A month of a department, from five kinds of records to the final sheet and its correction."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from heqi.appraisal.actions import open_month
from heqi.appraisal.models import Line, Period, Sheet
from heqi.appraisal.queries.corrections import differences
from heqi.callbacks.tests.makers import said, task_of
from heqi.complaints.tests.scenes import assigned, graded, investigated, judged
from heqi.conduct import actions as conduct
from heqi.conduct.models import Case
from heqi.conduct.tests.scenes import decided, signed
from heqi.inspections.tests.scenes import arranged, found, started
from heqi.ledger.loop import tick
from heqi.service.tests.makers import make_request, make_vip
from heqi.workorders.actions import dispatch_order
from heqi.workorders.models import WorkOrder
from heqi.workorders.queries import clocks_of_order
from tests.cast import SHANGHAI, Cast
from tests.surface.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[str], Client]


def at_once(execute: bool) -> AbstractContextManager[None]:
    """Here what follows a commit follows it by itself."""
    return nullcontext()


def late_promise(cast: Cast, clock: Clock) -> set[str]:
    """A repair for another VIP waits until its promise is broken; its numbers."""
    party, point = make_vip(
        cast, name="赵海燕", phones=("13800103300",), account_no="0203-118-8800",
        meter="410700980", room="1103",
    )  # fmt: skip
    request = make_request(cast, party=party, service_point=point, place="indoor", now=clock.now)
    order = WorkOrder.objects.select_related("request", "unit", "company").get(request=request)
    dispatch_order(order, assignee=cast.staff["zhou"], by=cast.sun, now=clock.now)
    due = [one.due_at for one in clocks_of_order(order) if one.is_open() and one.due_at]
    clock.now = max(due) + timedelta(minutes=1)
    tick(now=clock.now)
    return {request.number, order.number}


def links(page: str, start: str) -> set[str]:
    """The addresses of a page that begin like this."""
    return {found.replace("&amp;", "&") for found in re.findall(rf'href="({start}[^"#]*)', page)}


@pytest.mark.clause(
    "tiering/8", "complaint/results", "callback/results", "inspection/6.1", "conduct/3.2.2",
    "conduct/3.1.1(1)",
)  # fmt: skip
def test_a_month_of_a_department_from_its_records_to_the_correction(
    cast: Cast, sign_in: SignIn, clock: Clock
) -> None:
    # An upheld complaint of the repairer, a finding about him, a penalty.
    complaint = investigated(cast, assigned(cast, graded(cast)))
    judged(cast, complaint, responsibility="employee", responsible=cast.staff["ma"])
    finding = found(cast, started(cast, arranged(cast)), staff=cast.staff["ma"])
    penalty = decided(cast)
    # A customer praises the captain in a callback: a reward is proposed, taken up and decided.
    opinion = said(task_of(cast, at_once), cast, kind="praise", score=5)
    praise = Case.objects.get(source_type="callbacks.callbacktask")
    assert praise.source_number == opinion.task.number
    at = clock.now + timedelta(hours=3)
    conduct.take_up_case(praise, ground=praise.ground, by=cast.he, now=at)
    proofs = dict.fromkeys((praise.ruling.answer or {}).get("proof", []), "见回访记录")
    conduct.record_inquiry(
        praise, report="客户书面表扬", finding="属实", proofs=proofs, by=cast.he, now=at
    )
    figures = {"amount": Decimal(200), "points": Decimal(1)}
    conduct.set_content(praise, figures=figures, by=cast.he, now=at)
    conduct.submit_case(praise, opinion="建议奖励", by=cast.he, now=at)
    signed(cast, praise, "han zhoujm zheng", now=at)
    # And a promise that is not kept.
    late = late_promise(cast, clock)

    # December: the month is opened by the loop, scored, reviewed, published and final.
    clock.now = datetime(2026, 12, 4, 10, 0, tzinfo=SHANGHAI)
    he, han = sign_in("he"), sign_in("han")
    company = cast.units["gas"]
    period = open_month(company, date(2026, 11, 1), by=cast.he, now=clock.now)
    sheet = Sheet.objects.get(period=period, unit=cast.units["service"])
    lines = {line.source_number: line for line in sheet.lines.all()}
    wanted = {complaint.number, finding.number, penalty.number, praise.number}
    assert wanted <= set(lines), lines
    assert lines[penalty.number].points == -2
    assert lines[praise.number].points == 1
    broken = Line.objects.filter(sheet__period=period, record="broken_promise")
    assert broken.filter(source_number__in=late).exists()

    # Two clicks from the grid: the number of an item, then the record; the clause beside it.
    grid = he.get(reverse("appraisal:period", args=[period.pk])).content.decode()
    seen: set[str] = set()
    for item in links(grid, re.escape(sheet.get_absolute_url()) + r"\?item="):
        seen |= links(he.get(item).content.decode(), "/")
    for line in lines.values():
        policy, number = line.clause.split("/", 1)
        assert reverse("policies:clause", args=[policy, number]) in seen, line.clause
    for record in (
        f"/complaints/{complaint.pk}/", reverse("inspections:finding", args=[finding.pk]),
        penalty.get_absolute_url(), praise.get_absolute_url(),
    ):  # fmt: skip
        assert record in seen, record
        assert he.get(record).status_code == 200

    own = reverse("appraisal:sheet", args=[sheet.pk])
    scores = {one["item"]: one["score"] for one in sheet.items if one["weight"]}
    assert han.post(f"{own}score/", {**scores, "note": "无异议"}).status_code == 302
    steps = {"review": 8, "publish": 10, "close": 16}
    for step, day in steps.items():
        clock.now = clock.now.replace(day=day)
        url = reverse("appraisal:step", args=[period.pk, step])
        assert sign_in("he").post(url).status_code == 302, step
    period.refresh_from_db()
    assert period.status == "closed"
    before = list(sheet.lines.values_list("source_id", "points", "clause"))
    sheet.refresh_from_db()
    score = sheet.score
    weights = sum(Decimal(one["weight"]) for one in sheet.items if one["weight"])
    assert (weights, sheet.self_score) == (100, sum(Decimal(one) for one in scores.values()))
    assert list(differences(period, now=clock.now)) == []

    # New evidence: the penalty falls. November stays; December puts it right, with its reference.
    clock.now = clock.now.replace(day=18)
    conduct.reverse_case(penalty, reason="新证据", by=cast.zheng, now=clock.now)
    december = open_month(company, clock.now.date(), by=cast.he, now=clock.now)
    sheet.refresh_from_db()
    assert (sheet.score, Period.objects.get(pk=period.pk).status) == (score, "closed")
    assert list(sheet.lines.values_list("source_id", "points", "clause")) == before
    right = Line.objects.get(sheet__period=december, source_number=penalty.number)
    assert (right.points, right.corrects) == (Decimal(2), period.month)
