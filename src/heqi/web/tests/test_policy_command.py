"""The policies from the command line: answers as JSON, bad input as one sentence."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from heqi.policies.reader.tests.synthetic import compendium_text


def run(*arguments: str) -> tuple[int, object, str]:
    """Exit status, parsed output and standard error."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("policy", *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as stop:
        status = int(stop.code or 0)
    text = out.getvalue()
    return status, json.loads(text) if text else None, err.getvalue()


@pytest.mark.clause("tiering/6.1(7)")
def test_a_vip_hears_within_the_hour_of_a_complaint() -> None:
    facts = '{"tier": "vip_person", "service": "complaint"}'
    status, ruling, _err = run("ask", "service.commitments", "--facts", facts, "--on", "2011-03-01")
    assert (status, ruling["status"]) == (0, "answered")
    assert "tiering/6.1(7)" in ruling["clauses"]
    clocks = [c for c in ruling["answer"]["respond"] if c["clause"] == "tiering/6.1(7)"]
    assert [clock["limit"] for clock in clocks] == ["1 h"]
    assert ruling["answer"]["reply_by"] == ["deputy_gm"]


def test_a_missing_fact_that_matters_gives_no_single_answer() -> None:
    status, ruling, _err = run("ask", "service.commitments", "--facts", '{"service": "repair"}')
    assert (status, ruling["status"]) == (3, "missing")
    assert "tier" in ruling["missing"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "service.nothing"),
        ("ask", "service.commitments", "--facts", "no json"),
        ("ask", "service.commitments", "--facts", '{"tier": "gold"}'),
        ("ask", "service.commitments", "--on", "yesterday"),
        ("due", "three moons", "--from", "2026-11-23T10:00"),
        ("due", "1h", "--from", "soon"),
        ("due", "1h", "--from", "2026-11-23T10:00", "--calendar", "mars"),
        ("due", "1h", "--from", "2026-11-23T10:00", "--pause", "x"),
        ("import", "/nowhere/file.txt", "--dry-run"),
        ("replay", "/nowhere/pack", "--since", "2026-01-01", "--until", "2026-02-01"),
    ],
)
def test_bad_input_is_one_sentence_and_never_a_trace(arguments: tuple[str, ...]) -> None:
    status, output, err = run(*arguments)
    assert (status, output) == (2, None)
    assert len(err.strip()) > 8
    assert "Traceback" not in err


def test_three_working_days_over_the_national_holiday_are_explained() -> None:
    status, due, _err = run("due", "3 working days", "--from", "2020-09-30T16:20")
    assert status == 0
    assert due["due_at"].startswith("2020-10-12T")
    assert "10 月 1–8 日" in due["explain"]["zh"]
    assert "补班" in due["explain"]["zh"]


def test_a_year_that_is_not_published_is_named_and_not_guessed() -> None:
    status, due, _err = run("due", "3 working days", "--from", "2026-12-31T16:20")
    assert (status, due["due_at"], due["missing_calendar"]) == (3, None, 2027)


def test_the_packs_are_sound() -> None:
    status, problems, _err = run("check")
    assert status == 0
    assert [p for p in problems if p["severity"] == "error"] == []


def test_a_dry_run_of_an_import_shows_the_structure(tmp_path: Path) -> None:
    file = tmp_path / "汇编.txt"
    file.write_text(compendium_text(), encoding="utf-8")
    status, found, _err = run("import", str(file), "--dry-run")
    assert status == 0
    assert {"policies", "tables", "forms", "boilerplate", "anomalies"} <= set(found)
    assert [p["key"] for p in found["policies"]][:3] == ["framework", "inspection", "tiering"]
