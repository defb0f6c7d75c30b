"""What the reader finds in the company's real compendium; its text stays outside the project.

COMPENDIUM names the file. Without it the tests are skipped; a file that is missing is a failure.
Only numbers, ids and codes stand here, no sentence of the source.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from heqi.policies.packs import common_pack
from heqi.policies.reader import Binding, Compendium, bind, read_compendium

FILE = os.environ.get("COMPENDIUM", "")

pytestmark = pytest.mark.skipif(not FILE, reason="COMPENDIUM names no file")

STATES = {
    "framework": "present",
    "inspection": "present",
    "tiering": "present",
    "authority": "present",
    "conduct": "present",
    "data-entry": "present",
    "callback": "incomplete",
    "complaint": "absent",
    "supervision": "required",
}
TRIAL_SINCE = {
    "tiering": "2011-01-01",
    "authority": "2010-10-01",
    "conduct": "2011-01-01",
    "data-entry": "2011-03-01",
}
ABSENT = [
    "callback/scope",
    "callback/timing",
    "callback/script",
    "callback/execution",
    "callback/quality",
    "callback/opinion",
    "callback/supervision-centre",
    "callback/results",
    "complaint/definition",
    "complaint/levels",
    "complaint/bodies",
    "complaint/limits",
    "complaint/process",
    "complaint/plan-level-1",
    "complaint/supervision-centre",
    "complaint/appeal",
    "complaint/information",
    "complaint/results",
    "supervision/purpose",
    "supervision/members",
    "supervision/operation",
    "supervision/use",
]
ROWS = {
    "framework/5.3": [
        "complaint",
        "callback",
        "inspection",
        "tiering",
        "authority",
        "conduct",
        "data-entry",
        "supervision",
    ],
    "tiering/7.2": ["10", "20", "30", "40", "50", "60"],
    "authority/4": [
        "permission-1",
        "permission-2",
        "permission-3",
        "permission-4",
        "permission-5",
        "waiver-1",
        "waiver-2",
        "bearing-1",
        "priority-1",
    ],
}
COLUMNS = {
    "framework/5.3": ["name", "explanation", "points", "approval"],
    "tiering/7.2": ["step", "operator", "description", "remark"],
    "authority/4": [
        "kind",
        "matter",
        "standard",
        "process",
        "front-line",
        "team-leader",
        "department-head",
        "leader",
    ],
}
FORMS = {
    "inspection/form-1": (7, 0, 1),
    "authority/form-1": (9, 2, 4),
    "conduct/form-1": (18, 1, 4),
}
ANOMALIES = [
    ("ascii-punctuation", ""),
    ("company-placeholder", ""),
    ("announced-absent", ""),
    ("numbering-starts-late", "framework/5.1"),
    ("unit-variant", "framework/5.2.2"),
    ("table-columns-lost", "framework/5.3"),
    ("external-document-absent", "framework/5.3-complaint"),
    ("approval-differs", "framework/5.3-callback"),
    ("document-title-variant", "framework/5.3-data-entry"),
    ("external-document-absent", "framework/5.3-data-entry"),
    ("external-document-absent", "framework/5.3-data-entry"),
    ("required-unregistered", "framework/5.3-supervision"),
    ("document-title-variant", "framework/5.4-callback"),
    ("self-name-varies", "inspection/1.2"),
    ("body-without-members", "inspection/5.3"),
    ("recipients-differ", "inspection/5.3"),
    ("bounds-inclusive-unstated", "inspection/8.1"),
    ("window-unstated", "inspection/8.1"),
    ("trial-without-date", "inspection/9.2"),
    ("unit-variant", "tiering/3.2"),
    ("base-standard-absent", "tiering/6"),
    ("calendar-day-ambiguous", "tiering/6.1(2)"),
    ("post-one-or-two", "tiering/6.1(4)"),
    ("unit-variant", "tiering/6.1(5)"),
    ("unit-variant", "tiering/6.2(1)"),
    ("flow-chart-lost", "tiering/7.1"),
    ("table-columns-lost", "tiering/7.2"),
    ("kind-without-row", "authority/3"),
    ("table-columns-lost", "authority/4"),
    ("post-variant", "authority/4-permission-1"),
    ("condition-count", "authority/4-permission-3"),
    ("day-kind-unstated", "authority/4-permission-3"),
    ("probable-lost-negation", "authority/4-permission-3"),
    ("unit-variant", "authority/4-permission-3"),
    ("term-undefined", "authority/4-waiver-1"),
    ("external-document-absent", "authority/6.1"),
    ("unnumbered-paragraph", "conduct/3.1.1-team"),
    ("external-document-absent", "conduct/3.2.2(3)"),
    ("range-not-covered", "conduct/3.2.4(1)"),
    ("window-unstated", "conduct/3.2.4(4)"),
    ("immediately-without-figure", "data-entry/6.1"),
    ("day-kind-unstated", "data-entry/6.4"),
    ("number-out-of-sequence", "data-entry/7.2"),
    ("document-title-variant", "data-entry/9.3"),
    ("breaks-off", "callback/1.3.2"),
]


@pytest.fixture(scope="module")
def compendium() -> Compendium:
    path = Path(FILE)
    assert path.is_file(), f"COMPENDIUM names a file that is not there: {path}"
    return read_compendium(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def binding(compendium: Compendium) -> Binding:
    ids = [ref for ref in common_pack().clauses if ref.partition("/")[0] in STATES]
    return bind(compendium, ids)


def test_every_policy_is_listed_with_its_state(compendium: Compendium) -> None:
    assert {p.key: p.state for p in compendium.policies} == STATES


def test_each_trial_is_dated_as_printed(compendium: Compendium) -> None:
    dates = {p.key: p.dates for p in compendium.policies}
    assert {key: d.trial_since for key, d in dates.items() if d.trial_since} == TRIAL_SINCE
    assert {key for key, d in dates.items() if d.trial_months == 6 and d.automatic} == {
        *TRIAL_SINCE,
        "inspection",
    }
    assert [key for key, d in dates.items() if d.trial_from_publication] == ["inspection"]


def test_every_clause_of_the_source_is_bound_and_only_absent_text_is_not(binding: Binding) -> None:
    assert len(binding.bound) == 243
    assert sorted(binding.unbound_ids) == sorted(ABSENT)
    assert all(text.strip() for text in binding.bound.values())


def test_the_lost_tables_are_proposed_row_by_row(compendium: Compendium) -> None:
    found = {t.clause: [row.ref for row in t.rows] for t in compendium.tables}
    assert found == {key: [f"{key}-{row}" for row in rows] for key, rows in ROWS.items()}
    assert {t.clause: [c.key for c in t.columns] for t in compendium.tables} == COLUMNS
    assert not any(t.confirmed for t in compendium.tables)
    assert all(t.doubts for t in compendium.tables)


def test_each_form_keeps_its_fields_notes_and_signatures(compendium: Compendium) -> None:
    found = {
        form.ref: (
            len(form.fields),
            len(form.notes),
            sum(1 for field in form.fields if field.kind == "signature"),
        )
        for form in compendium.forms
    }
    assert found == FORMS


def test_every_line_is_accounted_for_once(compendium: Compendium) -> None:
    text = Path(FILE).read_text(encoding="utf-8-sig")
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line.strip(" \t\r\u3000")]
    assert [line for line, _ in compendium.account] == lines
    kinds = Counter(kind for _, kind in compendium.account)
    assert kinds == {
        "notice": 6,
        "cover": 7,
        "contents": 9,
        "title": 7,
        "clause": 293,
        "table": 137,
        "form": 36,
    }


def test_only_what_stands_before_the_first_policy_is_set_aside(compendium: Compendium) -> None:
    assert [away.line for away in compendium.boilerplate] == list(range(1, 23))
    kinds = Counter(away.kind for away in compendium.boilerplate)
    assert kinds == {"notice": 6, "cover": 7, "contents": 9}


def test_each_anomaly_stands_at_its_clause(compendium: Compendium) -> None:
    assert sorted((a.code, a.clause) for a in compendium.anomalies) == sorted(ANOMALIES)
    assert all(a.message.zh and a.message.en for a in compendium.anomalies)
