"""Two companies share an installation: one's own policy binds it alone, the group's both."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client

from heqi.compendium.actions import ask_replay, begin_draft, replay_due, write_entry
from heqi.compendium.tests.scenes import DAY
from heqi.ledger.actors import SYSTEM
from heqi.people.models import Unit
from heqi.policies.actions import lay_over
from heqi.policies.deciding import rule_on
from heqi.policies.layers import forget_layers
from heqi.policies.packs import common_pack, current_pack
from heqi.service.actions import open_request
from heqi.service.models import ServiceRequest
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
CLAUSE = "framework/5.1.1"


def layer(name: str, limit: str, replaces: str = "") -> dict[str, str]:
    """A pack of one rule: suggestions are answered within a limit."""
    head = f"id: {replaces}, replace: true" if replaces else f"id: {name}"
    return {
        "pack.yaml": f"id: {name}\ntitle: {{zh: 补充规定, en: Supplement}}\n"
        "version: '1'\nrequires: [law]\n",
        "rules/service/commitments.yaml": "question: service.commitments\nrules:\n"
        f"- {{{head}, clause: {CLAUSE}, since: 2026-01-01,\n"
        f"   when: [{{fact: service, is: opinion}}], then: {{respond: {limit}}}}}\n",
    }


def suggestion(company: Unit) -> ServiceRequest:
    """A customer of a company makes a suggestion now."""
    return open_request(
        kind="opinion", company=company, address="滨江路 1 号", contact_phone="13800000000",
        description="建议延长营业时间", by=SYSTEM, now=NOW,
    )  # fmt: skip


@pytest.mark.clause("framework/5.1.1")
def test_a_supplement_moves_the_deadline_of_its_company_and_the_groups_policy_that_of_both(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    gas, other, group = (cast.units[name] for name in ("gas", "other", "group"))
    forget_layers()
    before = suggestion(other)
    lay_over("gas-faster", layer("gas-faster", "10min"), unit=gas, rank=1, by=SYSTEM, now=NOW)
    ours, theirs = suggestion(gas), suggestion(other)
    assert (ours.due_at, ours.due_clause) == (NOW + timedelta(minutes=10), CLAUSE)
    assert (theirs.due_at, theirs.decision_id) == (before.due_at, before.decision_id)
    assert common_pack().sha256 == current_pack(other.pk).sha256 != current_pack(gas.pk).sha256
    # Each reads on the page of the clause by which rules his own company decides.
    page = "/policies/framework/5.1.1"
    assert "10 分钟" in sign_in("lin").get(page).content.decode()
    assert "10 分钟" not in sign_in("other").get(page).content.decode()
    # The group's policy reaches both, and whoever asks without a company.
    lay_over("all-faster", layer("all-faster", "5min"), unit=group, rank=0, by=SYSTEM, now=NOW)
    for company in (gas, other):
        assert suggestion(company).due_at == NOW + timedelta(minutes=5)
    assert CLAUSE in rule_on(
        "service.commitments", {"service": "opinion"}, on=NOW.date(), company_id=None
    ).clauses  # fmt: skip


@pytest.mark.clause("framework/5.2.1.6")
def test_a_draft_of_the_group_is_tried_among_the_layers_that_each_company_has(cast: Cast) -> None:
    gas, other, group = (cast.units[name] for name in ("gas", "other", "group"))
    forget_layers()
    lay_over("gas-own", layer("gas-own", "10min", "base"), unit=gas, rank=1, by=SYSTEM, now=NOW)
    ours, theirs = suggestion(gas), suggestion(other)
    draft = begin_draft(
        unit=group, department=group, kind="revise", key="tiering", title="分级服务办法",
        serves="external", reason="r", effective_on=DAY, by=SYSTEM, now=NOW,
    )  # fmt: skip
    content = yaml.safe_load(layer("x", "5min", "base")["rules/service/commitments.yaml"])
    write_entry(
        draft, folder="rules", path="service/commitments", head={"question": content["question"]},
        content=content["rules"][0], by=SYSTEM, now=NOW,
    )  # fmt: skip
    run = ask_replay(draft, since=DAY - timedelta(days=60), until=DAY, by=SYSTEM, now=NOW)
    assert replay_due(now=NOW + timedelta(minutes=7)) == 1
    run.refresh_from_db()
    # Ours has a base of its own above the group's; theirs would be late by now.
    assert run.result["cases"] == 2
    assert [case["case"] for case in run.result["examples"]] == [theirs.number]
    assert list(run.result["late_by_department"]) == [str(other)]
    assert ours.number not in str(run.result["decisions"]["examples"])


def test_what_is_common_to_all_companies_is_not_changed_by_one(cast: Cast) -> None:
    forget_layers()
    files = layer("gas-words", "10min") | {
        "vocabulary/own.yaml": "posts:\n  night_watch: {zh: 夜班, en: night watch}\n"
    }
    with pytest.raises(ValidationError, match="共用"):
        lay_over("gas-words", files, unit=cast.units["gas"], rank=1, by=SYSTEM, now=NOW)


def test_with_one_company_all_that_is_published_is_common(cast: Cast) -> None:
    forget_layers()
    Unit.objects.filter(pk=cast.units["other"].pk).update(closed_on=NOW.date())
    gas = cast.units["gas"]
    lay_over("gas-faster", layer("gas-faster", "10min"), unit=gas, rank=1, by=SYSTEM, now=NOW)
    assert common_pack().sha256 == current_pack(gas.pk).sha256
    assert any(rule.id == "gas-faster" for rule in common_pack().rules["service.commitments"])
