"""Every kind of record that the policy knows reaches the month, with its page and its clause."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from heqi.appraisal.actions import open_month
from heqi.appraisal.models import Line, Period, StaffSheet
from heqi.appraisal.queries.months import links_of
from heqi.authority.facts import PENALTY
from heqi.authority.models import Signal
from heqi.authority.tests.scenes import use
from heqi.callbacks.models import CallbackTask, Review
from heqi.clocks.models import Clock
from heqi.complaints.models import Complaint
from heqi.complaints.tests.scenes import taken
from heqi.conduct.tests.scenes import decided
from heqi.duties.models import Occurrence
from heqi.duties.tests.scenes import duty, run_on
from heqi.governance.models import Improvement
from heqi.inspections.tests.scenes import arranged, found, started
from heqi.policies.deciding import ask
from heqi.policies.packs import common_pack
from heqi.policies.templatetags.policies import clause_label
from heqi.quality.tests.scenes import found_error
from heqi.rectifications.tests.scenes import issued
from heqi.reports.models import TierCheck
from heqi.service.tests.makers import make_request
from heqi.supervision.tests.scenes import brought
from tests.cast import NOW, SHANGHAI, Cast
from tests.surface.clock import Clock as Wall

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
DAY, NOVEMBER = NOW.date(), date(2026, 11, 1)
EARLY = NOW - timedelta(days=5)


def missed(row: Any) -> None:
    """A limit of a record passed."""
    clock = Clock.objects.filter(
        timeline__subject_type=row._meta.label_lower, timeline__subject_id=row.pk
    ).first()
    assert clock is not None, row._meta.label
    Clock.objects.filter(pk=clock.pk).update(state="missed", decided_at=NOW, next_at=None)


def valid_complaint(cast: Cast) -> None:
    row = taken(cast, now=EARLY)
    missed(row)
    Complaint.objects.filter(pk=row.pk).update(
        verdict="upheld", responsibility="employee", judged_at=NOW,
        responsible_unit=cast.units["repair1"], responsible=cast.staff["ma"],
    )  # fmt: skip


def missed_duties(cast: Cast) -> None:
    run_on(duty(cast.units["gas"], "improvement_plan", date(2026, 1, 1)), DAY)
    care, work = Occurrence.objects.order_by("pk")[:2]
    rows = Occurrence.objects.filter(pk__in=[care.pk, work.pk])
    rows.update(status="missed", grace_until=DAY - timedelta(days=1))
    Occurrence.objects.filter(pk=care.pk).update(clause="tiering/6.1(2)")


def callback(cast: Cast, n: int, **values: Any) -> CallbackTask:
    """A callback about work of the first repair team, made by the clerk."""
    matter = make_request(cast)
    given: dict[str, Any] = {
        "company": cast.units["gas"], "unit": cast.units["service"], "number": f"HF{n}",
        "subject": f"request:{matter.pk}", "label": matter.number, "request": matter,
        "status": "done", "is_open": False,
        "caller": cast.staff["qian"], "team": cast.units["repair1"], "worker": cast.staff["ma"],
        "planned_at": EARLY, "queue_at": EARLY, "done_at": NOW, "due_at": NOW + timedelta(days=1),
    }  # fmt: skip
    return CallbackTask.objects.create(**given | values)


def callbacks(cast: Cast) -> None:
    callback(cast, 1, due_at=NOW - timedelta(hours=1))
    callback(cast, 2, due_at=NOW - timedelta(hours=1), status="expired")
    callback(cast, 3, result="opinion", score=1, opinion_text="态度不好")
    basis = ask("appraisal.counting", {}, on=DAY, company_id=None)
    for n, fatal in ((4, "leading"), (5, "false_record")):
        Review.objects.create(
            company=cast.units["gas"], unit=cast.units["service"], month=NOVEMBER,
            task=callback(cast, n), caller=cast.staff["qian"], decision=basis, fatal=fatal,
            score=0, passed=False, reviewed_at=NOW, reviewer=cast.staff["he"],
        )  # fmt: skip


def misuse(cast: Cast) -> None:
    row = use(cast, "permission_1")
    penalty = ask(
        PENALTY, {"breach": "false_authorisation", "damage": False}, on=DAY, company_id=None
    )
    Signal.objects.create(
        use=row, company=row.company, unit=row.unit, kind="false_in_hindsight", decision=penalty,
        status="confirmed", breach="false_authorisation", penalty=penalty, finding="用户未通气",
        raised_at=NOW, judged_at=NOW,
    )  # fmt: skip


def tier_check(cast: Cast) -> None:
    check = TierCheck.objects.create(
        company=cast.units["gas"], month=NOVEMBER, seed="s", drawn_at=EARLY, closed_at=NOW
    )
    check.points.create(department=cast.units["service"], points=Decimal(1), reason="执行到位")


def late_improvement(cast: Cast) -> None:
    service = cast.units["service"]
    Improvement.objects.create(
        company=cast.units["gas"], unit=service, number="GJ1", title="预约时段过宽", gap="等候",
        status="open", due_on=DAY - timedelta(days=2), made_at=EARLY, made_by="韩雪",
    )  # fmt: skip


MAKERS: tuple[Callable[[Cast], Any], ...] = (
    valid_complaint,
    missed_duties,
    callbacks,
    lambda cast: found(cast, started(cast, arranged(cast)), now=NOW),
    lambda cast: brought(cast, "judged", now=EARLY),
    lambda cast: missed(issued(cast, now=EARLY)),
    found_error,
    late_improvement,
    decided,
    tier_check,
    misuse,
)


@pytest.mark.clause(
    "callback/results", "complaint/results", "data-entry/8.3", "tiering/8", "inspection/6.1",
    "authority/6.1", "supervision/use", "conduct/2.3(3)",
)  # fmt: skip
def test_every_kind_of_record_reaches_the_month_with_its_page_and_clause(cast: Cast) -> None:
    for make in MAKERS:
        make(cast)
    period = open_month(cast.units["gas"], NOVEMBER, by=cast.he, now=NOW + timedelta(days=1))
    lines = list(Line.objects.filter(sheet__period=period).select_related("sheet__unit"))
    pack = common_pack()
    known = set(pack.question("appraisal.points").facts["record"].options)
    assert {line.record for line in lines} == known
    pages = links_of(lines, cast.zheng)
    told = {line.record: line for line in lines}
    assert [line.record for line in lines if not pages[line.pk]] == []
    clauses = {line.clause for line in lines} | {line.points_clause for line in lines}
    assert clauses <= set(pack.clauses)
    of_person = {line.record for line in lines if line.for_staff}
    assert {"valid_complaint", "dissatisfied", "entry_error", "late_callback"} <= of_person
    assert not of_person & {"tier_check", "decision", "broken_promise"}
    assert told["tier_check"].points == 1
    assert all(line.points < 0 for line in lines if line.record not in ("tier_check", "decision"))
    assert told["entry_error"].sheet.unit == cast.units["service"]


def a_month_of_every_kind(cast: Cast, wall: Wall) -> Period:
    for make in MAKERS:
        make(cast)
    wall.now = datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)
    return open_month(cast.units["gas"], NOVEMBER, by=cast.he, now=wall.now)


def rows_of(page: str) -> list[str]:
    """The rows of the records behind the points."""
    return re.findall(r"<tr data-row.*?</tr>", page, re.S)


def links(row: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'href="(/[^"#]*)', row)]


def leads_there(client: Client, rows: list[str], lines: list[Line]) -> None:
    """Each line has a row; its number opens the record or what of it counts, its chips the
    clauses."""
    assert len(rows) == len(lines)
    opened: dict[str, str] = {}
    for line in lines:
        # The row that carries its number and both its clauses.
        chips = {
            reverse("policies:clause", args=ref.split("/", 1))
            for ref in (line.clause, line.points_clause)
        }
        fitting = [row for row in rows if line.source_number in row and chips <= set(links(row))]
        assert fitting, line
        for url in links(fitting[0]):
            if url not in opened:
                answer = client.get(url)
                assert answer.status_code == 200, (line.record, url)
                opened[url] = answer.content.decode()
        record = next(url for url in links(fitting[0]) if not url.startswith("/policies/"))
        assert line.source_number in opened[record] or line.record in (
            "missed_care", "missed_duty", "tier_check",
        ), (line.record, record)  # fmt: skip


@pytest.mark.clause("inspection/6.1", "conduct/2.2(3)", "tiering/8", "callback/results")
@pytest.mark.parametrize("who", ["he", "han"])
def test_every_kind_of_line_leads_in_two_clicks_to_its_record_and_its_clause(
    cast: Cast, sign_in: SignIn, clock: Wall, who: str
) -> None:
    period = a_month_of_every_kind(cast, clock)
    client = sign_in(who)
    grid = client.get(reverse("appraisal:period", args=[period.pk])).content.decode()
    seen = period.sheets.visible_to(getattr(cast, who)).filter(lines__isnull=False).distinct()
    assert seen.count() == (3 if who == "he" else 1)
    for sheet in seen:
        cells = {url for url in links(grid) if url.startswith(f"{sheet.get_absolute_url()}?item=")}
        items = set(sheet.lines.values_list("item", flat=True))
        assert cells == {f"{sheet.get_absolute_url()}?item={item}" for item in items}
        for item in items:
            page = client.get(f"{sheet.get_absolute_url()}?item={item}").content.decode()
            leads_there(client, rows_of(page), list(sheet.lines.filter(item=item)))


@pytest.mark.clause("data-entry/8.3", "complaint/results", "callback/results", "authority/6.1")
@pytest.mark.parametrize("who", ["ma", "qian", "han"])
def test_every_line_about_somebody_leads_him_in_two_clicks_to_what_counts_and_its_clause(
    cast: Cast, sign_in: SignIn, clock: Wall, who: str
) -> None:
    a_month_of_every_kind(cast, clock)
    client = sign_in(who)
    sheet = StaffSheet.objects.get(staff=cast.staff[who])
    mine = client.get(reverse("appraisal:mine")).content.decode()
    assert sheet.get_absolute_url() in links(mine)
    lines = list(Line.objects.filter(staff=cast.staff[who], for_staff=True))
    kinds = {
        "ma": {"misuse", "dissatisfied", "valid_complaint"},
        "qian": {
            "late_callback", "missed_callback", "leading_callback", "false_callback", "entry_error"
        },
        "han": {"missed_care"},
    }  # fmt: skip
    assert {line.record for line in lines} == kinds[who]
    page = client.get(sheet.get_absolute_url()).content.decode()
    leads_there(client, rows_of(page), lines)


def test_who_is_rated_reads_what_counts_and_nothing_of_the_customer(
    cast: Cast, sign_in: SignIn, clock: Wall
) -> None:
    a_month_of_every_kind(cast, clock)
    CallbackTask.objects.update(contact_name="赵海燕", contact_phone="13800103300")
    complaint = Complaint.objects.get()
    line = Line.objects.get(record="valid_complaint")
    page = sign_in("ma").get(line.get_absolute_url()).content.decode()
    assert complaint.get_verdict_display() in page
    assert "涉及客户或他人" in page
    assert f'href="/complaints/{complaint.pk}/"' not in page
    said = Line.objects.get(record="dissatisfied")
    page = sign_in("ma").get(said.get_absolute_url()).content.decode()
    assert "态度不好" in page
    assert "赵海燕" not in page
    assert "3300" not in page
    # Neither a line of somebody else nor one that counts for the department only.
    for record in ("late_callback", "decision"):
        other = Line.objects.get(record=record)
        assert sign_in("ma").get(other.get_absolute_url()).status_code == 404
    assert sign_in("li").get(line.get_absolute_url()).status_code == 404
    # Where the reader may open the record, the page of the line leads there.
    url = Line.objects.get(record="late_rectification").get_absolute_url()
    assert "/rectifications/" in sign_in("he").get(url).content.decode()


def test_papers_and_files_of_a_month_carry_every_kind_with_number_and_clause(
    cast: Cast, sign_in: SignIn, clock: Wall
) -> None:
    period = a_month_of_every_kind(cast, clock)
    client = sign_in("he")
    sheets = [
        *((f"/appraisal/sheets/{row.pk}/", row.lines.all()) for row in period.sheets.all()),
        *(
            (
                f"/appraisal/people/{row.pk}/",
                Line.objects.filter(staff=row.staff, for_staff=True),
            )
            for row in period.staff_sheets.filter(lines__gt=0)
        ),
    ]
    seen = set()
    for url, lines in sheets:
        paper = client.get(f"{url}print/").content.decode()
        file = client.get(f"{url}export/")
        assert client.get(f"{url}print/?as=pdf").status_code == 200
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
        cells = [[str(c) for c in row] for row in book.get_sheet_by_index(0).to_python()]
        for line in lines:
            assert line.source_number in paper, line
            assert clause_label(line.clause) in paper, line
            fitting = [
                row for row in cells
                if {line.source_number, line.clause, line.points_clause} <= set(row)
                and any(_same(cell, line.points) for cell in row)
            ]  # fmt: skip
            assert fitting, line
            seen.add(line.record)
    assert seen == set(common_pack().question("appraisal.points").facts["record"].options)


def _same(cell: str, points: Decimal) -> bool:
    try:
        return Decimal(cell) == points
    except ArithmeticError:
        return False
