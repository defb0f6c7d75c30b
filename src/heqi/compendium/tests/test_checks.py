"""Publishing refuses each planted fault with a sentence that names the place."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heqi.compendium import actions
from heqi.compendium.content import check_draft, drafted_share
from heqi.compendium.models import Draft
from heqi.compendium.packing import Document, read_pack, write_pack
from heqi.compendium.terms import life, points_of, steps_of
from heqi.compendium.tests import scenes
from heqi.ledger.actors import SYSTEM
from heqi.policies.actions import lay_over
from heqi.policies.layers import forget_layers
from heqi.policies.models import MeasuredMonth, Tally
from heqi.policies.packs import common_pack
from heqi.policies.working import at_work, cited_in
from heqi.rulebook.loader import PackFiles, load_packs
from heqi.rulebook.values import plain
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> Draft:
    row = scenes.begun(cast)
    scenes.with_clause(row, cast)
    return row


def planted(draft: Draft, cast: Cast, question: str, **content: Any) -> list[str]:
    """The codes that refuse the draft once the rule is in it; each has a place and a sentence."""
    entry = scenes.with_rule(draft, cast, question, **{"since": scenes.DAY} | content)
    errors = check_draft(draft).errors
    assert all(one.problem.message.zh and one.problem.message.en for one in errors)
    assert any(one.mark == entry for one in errors), [one.problem for one in errors]
    with pytest.raises(ValidationError):
        actions.ask_review(draft, units=[cast.units["service"]], by=cast.he, now=NOW)
    return [one.problem.code for one in errors]


@pytest.mark.clause("framework/5.1.2")
def test_a_conflict(draft: Draft, cast: Cast) -> None:
    codes = planted(
        draft, cast, "policies.approval", id="mine", clause="own-repairs/3.1",
        when=[{"fact": "policy", "is": "callback"}], then={"steps": ["internal"]},
    )  # fmt: skip
    assert "conflict" in codes


def test_a_gap_in_facts_and_time(draft: Draft, cast: Cast) -> None:
    entry = actions.write_entry(
        draft, folder="rules", path="policies/queries",
        head={"question": "policies.queries"},
        content={"id": "reply", "withdraw": scenes.DAY}, by=cast.he, now=NOW,
    )  # fmt: skip
    assert entry
    codes = {one.problem.code for one in check_draft(draft).errors}
    assert codes & {"facts.gap", "time.gap"}


def test_a_commitment_below_a_legal_floor(draft: Draft, cast: Cast) -> None:
    held = common_pack().values["service/base"].entry(scenes.DAY)
    assert held
    table = plain(held.content)
    table["enquiry"] = {"answer": "20 working days"}
    entry = {"since": scenes.DAY, "clause": "own-repairs/3.1", "set_by": "company", "table": table}
    actions.write_value(draft, value="service/base", entry=entry, by=cast.he, now=NOW)
    assert "floor" in {one.problem.code for one in check_draft(draft).errors}


def test_a_rule_without_a_clause(draft: Draft, cast: Cast) -> None:
    codes = planted(
        draft, cast, "policies.queries", id="uncited", excepts=["reply"],
        then={"reply": "3 working days"},
    )  # fmt: skip
    assert "rule.uncited" in codes


def test_an_example_that_does_not_hold(draft: Draft, cast: Cast) -> None:
    entry = actions.write_entry(
        draft, folder="cases", path="policies/queries", head={},
        content={"name": "wrong", "on": scenes.DAY, "expect": {"reply": "1 working day"}},
        by=cast.he, now=NOW,
    )  # fmt: skip
    found = [one for one in check_draft(draft).errors if one.problem.code == "case.failed"]
    assert [one.mark for one in found] == [entry]


@pytest.mark.clause("framework/5.1.3")
def test_a_clause_is_executable_by_what_works_not_by_what_it_is_called(
    draft: Draft, cast: Cast
) -> None:
    scenes.with_clause(draft, cast, "1", kind="context", text="目的")
    scenes.with_clause(draft, cast, "3.2", text="两个工作日内答复。")
    assert drafted_share(draft) == (0, 3)
    scenes.with_rule(
        draft, cast, "policies.queries", id="reply", replace=True, clause="own-repairs/3.2",
        since=scenes.DAY, then={"reply": "2 working days"},
    )  # fmt: skip
    assert drafted_share(draft) == (1, 3)
    checked = check_draft(draft)
    assert (checked.executable, checked.clauses) == (1, 3)


@pytest.mark.clause("framework/5.1.3")
def test_a_clause_that_a_measure_counts_is_at_work(cast: Cast) -> None:
    pack, gas = common_pack(), cast.units["gas"]
    idle = next(ref for ref in pack.policies["framework"].clauses if ref not in cited_in(pack))
    assert idle not in at_work(pack, gas)
    measured = MeasuredMonth.objects.create(company=gas, month=scenes.DAY, taken_at=NOW)
    Tally.objects.create(
        measured=measured, company=gas, unit=gas, month=scenes.DAY, policy="framework", clause=idle,
        source="x", name="x", title_zh="x", title_en="x", kept=1, missed=0, excepted=0, open=0,
    )  # fmt: skip
    assert idle in at_work(pack, gas)


def test_the_packs_themselves_go_through_rows_unchanged(draft: Draft, cast: Cast) -> None:
    from django.conf import settings as site

    files = []
    for root in site.HEQI_PACKS:
        texts = {str(p.relative_to(root)): p.read_text("utf-8") for p in root.rglob("*.yaml")}
        actions.load_pack(draft, texts, by=cast.he, now=NOW)
        head, _documents = read_pack(texts)
        written = write_pack(head, stored(draft))
        files.append(PackFiles(written.name, tuple(written.texts.items())))
    assert load_packs(files).sha256 == load_packs(site.HEQI_PACKS).sha256


def stored(draft: Draft) -> list[Document]:
    """The documents as the rows have them."""
    return [
        Document(
            sheet.folder, sheet.path, sheet.head, sheet.listed,
            tuple(entry.content for entry in sheet.entries.all()),
        )
        for sheet in draft.sheets.prefetch_related("entries")
    ]  # fmt: skip


SCALARS = (
    st.text(max_size=12).filter(lambda t: t.isprintable())
    | st.integers(-1000, 1000)
    | st.booleans()
    | st.dates(date(2000, 1, 1), date(2099, 1, 1))
    | st.decimals(0, 100, places=2)
)
KEYS = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
ITEMS = st.dictionaries(KEYS, SCALARS | st.lists(SCALARS, max_size=3), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(items=st.lists(ITEMS, max_size=4), head=st.dictionaries(KEYS, SCALARS, max_size=2))
def test_any_document_comes_back_as_it_was(
    items: list[dict[str, Any]], head: dict[str, Any]
) -> None:
    head.pop("rules", None)
    one = Document("rules", "a/b", head, "rules", tuple(items))
    written = write_pack({"id": "x", "title": {"zh": "a", "en": "b"}, "version": "1"}, [one])
    _head, documents = read_pack(written.texts)
    assert [(d.head, d.items) for d in documents] == [(head, tuple(items))]


@pytest.mark.clause("framework/5.3-complaint")
@pytest.mark.clause("framework/5.3-callback")
@pytest.mark.clause("framework/5.3-tiering")
@pytest.mark.clause("framework/5.3-authority")
@pytest.mark.clause("framework/5.3-conduct")
@pytest.mark.clause("framework/5.3-data-entry")
@pytest.mark.clause("framework/5.3-supervision")
def test_each_required_policy_has_content_that_it_must_not_lack(cast: Cast) -> None:
    telling = {
        "complaint": "level_one_plan", "callback": "timing", "tiering": "indicators",
        "authority": "items", "conduct": "handling_process", "data_entry": "security",
        "supervision": "composition",
    }  # fmt: skip
    assert {
        sort: point
        for sort, point in telling.items()
        if point in points_of(sort, scenes.DAY, cast.units["gas"])
    } == telling
    assert points_of("", scenes.DAY, cast.units["gas"]) == []


def test_a_layer_from_before_a_figure_was_there_leaves_it_to_the_common_pack(cast: Cast) -> None:
    """A company that replaced the figures of drafting before policies of its own had steps."""
    own = {
        "pack.yaml": "id: gas-own\ntitle: {zh: 补充规定, en: Supplement}\n"
        "version: '1'\nrequires: [law]\n",
        "values/policies/lifecycle.yaml": "title: {zh: 期限, en: Limits}\nreplace: true\nvalues:\n"
        "- {since: 2026-01-01, clause: framework/5.3-approval, mark: company_set,\n"
        "   value: {review_days: 5}}\n",
    }
    gas = cast.units["gas"]
    forget_layers()
    lay_over("gas-own", own, unit=gas, rank=1, by=SYSTEM, now=NOW)
    found = life(NOW.date(), gas)
    assert found["review_days"] == 5
    assert found["steps"] == life(NOW.date(), cast.units["other"])["steps"]
    assert steps_of(scenes.begun(cast), NOW.date()) == list(found["steps"])
