"""A changed criterion of tiers flows into past cases; nothing live moves."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from heqi.appraisal.models import Line
from heqi.appraisal.tests.scenes import opened, sheet_of
from heqi.clocks.moved import moved_facts
from heqi.clocks.replay import replay
from heqi.compendium import actions
from heqi.compendium.content import export_of
from heqi.compendium.models import Draft
from heqi.compendium.records import KINDS
from heqi.compendium.replaying import decide_again
from heqi.compendium.tests import scenes
from heqi.compendium.trying import try_draft
from heqi.people.queries import department_of
from heqi.policies.models import Decision
from heqi.rulebook.loader import load_packs
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import decide
from heqi.service.models import ServiceRequest
from heqi.service.tests.makers import make_request
from heqi.tiers.models import Assessment
from heqi.tiers.replaying import moved_tiers
from heqi.tiers.tests.makers import another_party, make_vip_org
from tests.cast import NOW, SHANGHAI, Cast

pytestmark = pytest.mark.django_db
TIERS = """
question: tiering.tier
rules:
  - id: large_users
    replace: true
    clause: tiering/4.1-large-users
    since: 2011-01-01
    excepts: [standard, officials, supervising_departments, supervisors, government, media]
    when:
      - {{fact: customer_kind, in: [commercial, industrial]}}
      - {{fact: daily_m3, at_least: {m3}}}
    then: {{tier: vip_org}}
  - id: vip
    replace: true
    clause: tiering/4.1
    since: 2011-01-01
    excepts: standard
    when: [{{fact: daily_m3, at_least: {m3}}}]
    then: {{vip: true}}
"""
NOVEMBER = {"since": date(2026, 11, 1), "until": date(2026, 12, 1)}


def drafted(path: Path, m3: int) -> Pack:
    (path / "rules").mkdir()
    (path / "pack.yaml").write_text(
        "id: draft\ntitle: {zh: 草案, en: Draft}\nversion: '1'\nrequires: [citygas]\n"
    )
    (path / "rules" / "tier.yaml").write_text(TIERS.format(m3=m3))
    return load_packs([*map(Path, settings.HEQI_PACKS), path])


def trader(cast: Cast, m3: str, name: str) -> ServiceRequest:
    """A commercial customer of so much gas a day, who asks for a repair."""
    party = another_party(cast, name, kind="organisation", customer_kind="commercial")
    type(party).objects.filter(pk=party.pk).update(daily_m3=Decimal(m3))
    party.refresh_from_db()
    return make_request(cast, party=party)


@pytest.mark.clause("tiering/4.1-large-users")
def test_a_lower_criterion_gives_past_requests_the_promises_of_vips(
    cast: Cast, tmp_path: Path
) -> None:
    between, below = trader(cast, "900", "悦来酒店"), trader(cast, "500", "小面馆")
    report = replay(drafted(tmp_path, 800), **NOVEMBER, now=NOW + timedelta(days=3), keep=9)
    assert (report.cases, report.moved, report.changed) == (2, 1, 1)
    case = report.examples[0]
    assert (case["case"], case["facts"]) == (between.number, {"tier": "vip_org"})
    assert "tiering/6.2(3)" in case["due"]
    assert report.newly_late == sum(report.late_by_clause.values()) > 0
    below.refresh_from_db()
    assert below.tier == "standard"


@pytest.mark.clause("tiering/4.1-large-users")
def test_the_tier_is_that_of_the_day_of_the_request(cast: Cast, tmp_path: Path) -> None:
    """The assessment in force decides with its figure; before it, what is on file."""
    party = make_vip_org(cast, "1200")
    begun = NOW.date() - timedelta(days=5)
    Assessment.objects.filter(party=party).update(valid_from=begun)
    type(party).objects.filter(pk=party.pk).update(daily_m3=Decimal(1600))
    windows = moved_tiers(drafted(tmp_path, 1500), **NOVEMBER)[party.pk]
    assert [(w.since, w.until, w.tier) for w in windows] == [(begun, date(2026, 12, 1), "standard")]


def test_nothing_live_moves(cast: Cast) -> None:
    """Every row of every table is as before, but those of the replay itself and its audit."""
    trader(cast, "900", "悦来酒店")
    draft = with_large_users(cast)
    run = actions.ask_replay(draft, **NOVEMBER, by=cast.he, now=NOW)
    before = everything()
    assert actions.replay_due(now=NOW + timedelta(days=3)) == 1
    assert everything() == before
    run.refresh_from_db()
    assert (run.status, run.result["moved"]) == ("done", 1)
    assert run.result["decisions"]["changed"] == {"service": 1}


def test_the_page_leads_from_each_number_to_its_cases(
    cast: Cast, tmp_path: Path, sign_in: Callable[[str], Client]
) -> None:
    between = trader(cast, "900", "悦来酒店")
    later = NOW + timedelta(days=3)
    found = try_draft({cast.units["gas"]: drafted(tmp_path, 800)}, **NOVEMBER, now=later, keep=9)
    draft = scenes.begun(cast)
    run = draft.runs.create(unit=draft.unit, **NOVEMBER, status="done", result=found, asked_at=NOW)
    client = sign_in("he")
    page = reverse("compendium:replay", args=[draft.pk, run.pk])
    shown = client.get(page, {"clause": "tiering/6.2(3)", "outcome": "late"}).content.decode()
    assert between.number in shown
    assert "VIP 客户（单位）" in shown
    other = client.get(page, {"clause": "complaint/results"}).content.decode()
    assert between.number not in other
    book = client.get(reverse("compendium:export_replay", args=[draft.pk, run.pk]))
    assert book.content.startswith(b"PK")


def with_large_users(cast: Cast) -> Draft:
    """A draft whose criterion of large users begins on the day it is planned for."""
    draft = scenes.begun(cast)
    scenes.with_clause(draft, cast)
    scenes.with_rule(
        draft, cast, "tiering.tier", id="large_users", replace=True, clause="own-repairs/3.1",
        since=scenes.DAY, excepts=["standard"], then={"tier": "vip_org"},
        when=[{"fact": "customer_kind", "in": ["commercial"]},
              {"fact": "daily_m3", "at_least": 800}],
    )  # fmt: skip
    return draft


def rows_of(book: Any) -> list[list[Any]]:
    """The rows of an Excel file that was downloaded."""
    file = CalamineWorkbook.from_filelike(BytesIO(book.content))
    return file.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("named", ["number", "exported"])
def test_the_command_line_finds_what_the_page_finds(named: str, cast: Cast, tmp_path: Path) -> None:
    trader(cast, "900", "悦来酒店")
    draft = with_large_users(cast)
    run = actions.ask_replay(draft, **NOVEMBER, by=cast.he, now=NOW)
    actions.replay_due(now=timezone.now())
    run.refresh_from_db()
    assert run.result["moved"] == 1
    at = draft.number
    if named == "exported":
        at = str(tmp_path)
        for path, text in export_of(draft).texts.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
    out = StringIO()
    call_command(
        "policy", "replay", at, "--since", "2026-11-01", "--until", "2026-12-01", "--json",
        stdout=out,
    )  # fmt: skip
    found = json.loads(out.getvalue())
    assert {**found, "elapsed_s": 0} == {**run.result, "elapsed_s": 0}


def test_the_file_has_every_number_of_the_page_and_what_the_draft_cannot_decide(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    trader(cast, "900", "悦来酒店")
    draft = with_large_users(cast)
    # A record that was decided by a question which no pack has any more.
    Decision.objects.filter(question="service.commitments").update(question="service.former")
    run = actions.ask_replay(draft, **NOVEMBER, by=cast.he, now=NOW)
    actions.replay_due(now=NOW + timedelta(days=3))
    run.refresh_from_db()
    assert run.result["decisions"]["failed"] == {"service": 1}
    assert "service" not in run.result["decisions"]["changed"]
    client = sign_in("he")
    page = client.get(reverse("compendium:replay", args=[draft.pk, run.pk])).content.decode()
    assert "不能判断" in page
    book = client.get(reverse("compendium:export_replay", args=[draft.pk, run.pk]))
    told = {str(cell) for row in rows_of(book) for cell in row}
    assert {"不能判断", "重新判断", "不同"} <= told


def test_the_file_counts_changed_cases_and_decisions_by_clause_and_department(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    trader(cast, "900", "悦来酒店")
    draft = with_large_users(cast)
    run = actions.ask_replay(draft, **NOVEMBER, by=cast.he, now=NOW)
    actions.replay_due(now=NOW + timedelta(days=3))
    run.refresh_from_db()
    book = sign_in("he").get(reverse("compendium:export_replay", args=[draft.pk, run.pk]))
    rows = [row for row in rows_of(book) if len(row) > 6]
    changed = {(row[0], row[2]): row[6] for row in rows if row[4] == "有变化的案例"}
    by_department = run.result["by_department"]
    assert {key[1]: n for key, n in changed.items() if key[0] == "按部门"} == by_department
    assert any(row[4] == "结果不同的判断" and row[6] for row in rows)


POINTS = """
question: appraisal.points
rules:
  - id: valid_complaint
    replace: true
    clause: complaint/results
    since: 2011-01-01
    when: [{fact: record, is: valid_complaint}]
    then: {item: complaints, points: 15, staff: true}
"""


@pytest.mark.clause("framework/5.2.1.6")
def test_a_changed_price_of_a_record_changes_the_score_and_grade_of_its_month(
    cast: Cast, tmp_path: Path
) -> None:
    """What a review has set within a range is left as it was set."""
    sheet = sheet_of(cast, opened(cast))
    kept = {
        "item": "complaints", "record": "valid_complaint", "points": Decimal(-2), "title": "投诉",
        "clause": "complaint/results", "points_clause": "complaint/results",
        "source_type": "complaints.complaint", "source_number": "TS", "about_type": "x",
        "about_id": "1", "at": NOW,
    }  # fmt: skip
    Line.objects.create(sheet=sheet, source_id="1", **kept)
    Line.objects.create(sheet=sheet, source_id="2", **kept, set_at=NOW)
    drafted(tmp_path, 800)
    (tmp_path / "rules" / "points.yaml").write_text(POINTS)
    draft = load_packs([*map(Path, settings.HEQI_PACKS), tmp_path])
    tried = try_draft({cast.units["gas"]: draft}, **NOVEMBER, now=NOW + timedelta(days=3), keep=9)
    (found,) = tried["sheets"]
    assert (found["department"], found["month"]) == (str(sheet.unit), "2026-11")
    assert (found["was"], found["will"]) == ("96.00", "83.00")
    assert found["grades"][0] != found["grades"][1]
    sheet.refresh_from_db()
    assert sheet.score == 100


SOONER = """
question: service.commitments
rules:
  - id: sooner
    clause: tiering/4.2
    since: 2011-01-01
    when: [{fact: service, is: repair}]
    then: {respond: 15min}
"""


@pytest.mark.clause("framework/5.2.1.6")
def test_what_a_draft_breaks_counts_in_the_month_in_which_it_was_due(
    cast: Cast, tmp_path: Path
) -> None:
    opened(cast)
    opened(cast, date(2026, 12, 1))
    make_request(cast)
    make_request(cast, now=datetime(2026, 11, 30, 23, 50, tzinfo=SHANGHAI))
    drafted(tmp_path, 800)
    (tmp_path / "rules" / "limit.yaml").write_text(SOONER)
    draft = load_packs([*map(Path, settings.HEQI_PACKS), tmp_path])
    period = {"since": date(2026, 9, 1), "until": date(2026, 12, 1)}
    later = datetime(2026, 12, 3, 12, 0, tzinfo=SHANGHAI)
    tried = try_draft({cast.units["gas"]: draft}, **period, now=later, keep=9)
    assert tried["newly_late"] == 2
    found = {line["month"]: (line["was"], line["will"]) for line in tried["sheets"]}
    assert found == {"2026-11": ("100.00", "99.50"), "2026-12": ("100.00", "99.50")}


def test_decisions_in_bulk_say_what_deciding_each_record_anew_says(
    cast: Cast, tmp_path: Path
) -> None:
    rng = Random("decisions")
    for number in range(12):
        party = another_party(
            cast, f"客户{number}", kind="organisation", customer_kind="commercial"
        )
        type(party).objects.filter(pk=party.pk).update(daily_m3=Decimal(rng.randrange(600, 1200)))
        party.refresh_from_db()
        make_request(cast, party=party)
        make_request(cast, party=party, now=NOW + timedelta(minutes=rng.randrange(600)))
    drafted(tmp_path, 800)
    (tmp_path / "rules" / "limit.yaml").write_text(SOONER)
    draft = load_packs([*map(Path, settings.HEQI_PACKS), tmp_path])
    gas = cast.units["gas"]
    moved = moved_facts(draft, **NOVEMBER, company=gas)
    found = decide_again(draft, **NOVEMBER, moved=moved, company=gas)
    requests = ServiceRequest.objects.exclude(decision=None).select_related("decision")
    looked, clauses, departments = 0, Counter[str](), Counter[str]()
    for request in requests:
        was = request.decision
        own = moved.get("service.servicerequest", {}).get(request.pk, {})
        facts = was.facts | {name: own[name] for name in own if name in was.facts}
        will = decide(draft, was.question, facts, was.first_on).as_json()
        looked += 1
        if json.loads(json.dumps(will["answer"])) != was.answer:
            departments[str(department_of(request.unit))] += 1
            clauses[was.question] += 1
    assert found["looked"]["service"] == looked == 24
    assert found["changed"]["service"] == sum(clauses.values()) > 3
    assert found["by_department"] == dict(departments)


def test_every_record_that_keeps_a_decision_is_decided_anew() -> None:
    fields = Decision._meta.get_fields(include_hidden=True)
    keeping = {
        (field.related_model._meta.label_lower, field.field.name)
        for field in fields
        if field.auto_created and field.is_relation
    }
    known = {(kind.label, kind.decision) for kind in KINDS}
    assert keeping - known == {("clocks.timeline", "decision")}
    for kind in KINDS:
        model = apps.get_model(kind.label)
        assert not model._default_manager.filter(**{f"{kind.unit}__company": 0, f"{kind.at}": NOW})


def everything() -> dict[str, list[tuple[object, ...]]]:
    """What all tables hold."""
    own = {"compendium.replayrun", "compendium.replaycase"}
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower not in own and model._meta.managed:
            rows: models.QuerySet[models.Model] = model._base_manager.order_by("pk")
            found[model._meta.label_lower] = list(rows.values_list())
    return found
