"""A policy from the first word to the day it is in force."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from heqi.compendium import actions
from heqi.compendium.actions import publish_due
from heqi.compendium.models import Draft
from heqi.compendium.queries.register import register_of
from heqi.compendium.states import DraftStatus
from heqi.compendium.terms import steps_of
from heqi.compendium.tests import scenes
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.people.actions import grant_role
from heqi.people.models import Role, Staff, Unit
from heqi.people.queries import actor_of
from heqi.policies.actions import turn_trials
from heqi.policies.deciding import rule_on
from heqi.policies.layers import forget_layers
from heqi.policies.models import PolicyVersion, VersionState
from heqi.policies.packs import common_pack, current_pack
from heqi.policies.queries import versions_for
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LIMIT = "service.commitments"


@pytest.fixture
def draft(cast: Cast) -> Draft:
    row = scenes.begun(cast)
    scenes.with_clause(row, cast)
    return row


@pytest.mark.clause("framework/5.2.1.2")
def test_departments_review_before_anybody_approves(draft: Draft, cast: Cast) -> None:
    actions.ask_review(draft, units=[cast.units["service"]], by=cast.he, now=NOW)
    with pytest.raises(ValidationError, match="答复"):
        actions.submit_draft(draft, by=cast.he, now=NOW)
    review = draft.reviews.get()
    with pytest.raises(Refused):
        actions.give_opinion(review, opinion="agrees", text="", by=cast.lin, now=NOW)
    actions.give_opinion(review, opinion="changes", text="时限太短", by=cast.han, now=NOW)
    with pytest.raises(ValidationError):
        actions.submit_draft(draft, by=cast.he, now=NOW)
    actions.reply_opinion(review, reply="已放宽", by=cast.he, now=NOW)
    actions.submit_draft(draft, by=cast.he, now=NOW)
    assert draft.status == DraftStatus.APPROVAL


@pytest.mark.clause("framework/5.3-approval")
def test_approved_inside_by_the_region_and_filed_in_this_order(draft: Draft, cast: Cast) -> None:
    scenes.approved(draft, cast)
    assert draft.status == DraftStatus.APPROVED


@pytest.mark.clause("framework/5.2.2.1")
def test_the_general_office_issues_and_nobody_else(draft: Draft, cast: Cast) -> None:
    scenes.approved(draft, cast)
    with pytest.raises(Refused):
        actions.issue_draft(draft, issue_number="1", effective_on=scenes.DAY, by=cast.he, now=NOW)
    scenes.issued(draft, cast)
    assert (draft.status, draft.issue_number) == (DraftStatus.ISSUED, "临燃制〔2026〕1 号")


@pytest.mark.clause("framework/5.3-approval")
@pytest.mark.parametrize("downtime", [0, 1, 40])
def test_a_trial_is_in_force_from_the_right_day_after_any_downtime(
    draft: Draft, cast: Cast, downtime: int
) -> None:
    scenes.approved(draft, cast)
    scenes.issued(draft, cast)
    publish_due(now=scenes.later(downtime))
    version = PolicyVersion.objects.get(drafts=draft)
    ends = date(2027, 6, 1)
    assert (version.state, version.trial_until) == (VersionState.TRIAL, ends)
    the_day_before = scenes.later((ends - scenes.DAY).days - 1)
    if downtime < 40:
        turn_trials(now=the_day_before)
        version.refresh_from_db()
        assert version.state == VersionState.TRIAL
    turn_trials(now=the_day_before + timedelta(days=1 + downtime))
    version.refresh_from_db()
    assert (version.state, version.in_force_on) == (VersionState.IN_FORCE, ends)
    assert versions_for(cast.units["gas"], on=scenes.DAY)["own-repairs"] == version


@pytest.mark.clause("framework/5.3-approval")
def test_a_revision_within_the_trial_takes_its_place(draft: Draft, cast: Cast) -> None:
    scenes.approved(draft, cast)
    scenes.issued(draft, cast)
    publish_due(now=scenes.later(0))
    first = PolicyVersion.objects.get(drafts=draft)
    again = actions.begin_draft(
        unit=cast.units["gas"], department=cast.units["service"], kind="revise", key=draft.key,
        based_on=first, title=draft.title, serves="external", reason="试行反馈",
        effective_on=date(2027, 3, 1), by=cast.he, now=NOW,
    )  # fmt: skip
    assert [c.text for c in again.clauses.all()] == ["办理开通或维修，30 分钟内上门。"]
    scenes.reviewed(again, cast)
    Draft.objects.filter(pk=again.pk).update(status="approved")
    again.refresh_from_db()
    scenes.issued(again, cast, on=date(2027, 3, 1), number="2 号")
    publish_due(now=scenes.later(200))
    turn_trials(now=scenes.later(200))
    first.refresh_from_db()
    second = PolicyVersion.objects.get(drafts=again)
    assert (first.state, second.state) == (VersionState.SUPERSEDED, VersionState.TRIAL)
    assert versions_for(cast.units["gas"], on=date(2027, 2, 28))["own-repairs"] == first
    assert versions_for(cast.units["gas"], on=date(2027, 3, 1))["own-repairs"] == second


@pytest.mark.clause("framework/5.3-approval")
def test_a_trial_that_ended_while_the_loop_was_down_was_in_force_until_its_revision(
    draft: Draft, cast: Cast
) -> None:
    scenes.in_effect(draft, cast, scenes.DAY, "1 号")
    first = PolicyVersion.objects.get(drafts=draft)
    after = date(2027, 6, 20)  # the trial ends on 1 June
    again = actions.begin_draft(
        unit=cast.units["gas"], department=cast.units["service"], kind="revise", key=draft.key,
        based_on=first, title=draft.title, serves="external", reason="试行反馈",
        effective_on=after, by=cast.he, now=NOW,
    )  # fmt: skip
    scenes.in_effect(again, cast, after, "2 号")
    first.refresh_from_db()
    assert (first.state, first.in_force_on) == (VersionState.SUPERSEDED, date(2027, 6, 1))


@pytest.mark.clause("framework/5.2.1.2")
def test_a_company_does_not_repeal_the_policy_of_its_group(draft: Draft, cast: Cast) -> None:
    scenes.in_effect(draft, cast, scenes.DAY, "1 号")
    version = PolicyVersion.objects.get(drafts=draft)
    version.document.unit = cast.units["group"]
    version.document.save()
    with pytest.raises(ValidationError) as refused:
        actions.begin_draft(
            unit=cast.units["gas"], department=cast.units["service"], kind="repeal",
            key=draft.key, based_on=version, title=draft.title, serves="external", reason="不用",
            effective_on=date(2027, 3, 1), by=cast.he, now=NOW,
        )  # fmt: skip
    assert "kind" in refused.value.message_dict


def test_what_goes_back_goes_back_with_the_reason(draft: Draft, cast: Cast) -> None:
    scenes.reviewed(draft, cast)
    with pytest.raises(ValidationError):
        actions.return_draft(draft, reason=" ", by=cast.he, now=NOW)
    actions.return_draft(draft, reason="缺少附表", by=cast.he, now=NOW)
    assert (draft.status, draft.returned) == (DraftStatus.RETURNED, "缺少附表")
    scenes.with_clause(draft, cast, "3.2")


@pytest.mark.clause("framework/5.2.2.1")
def test_the_general_office_sends_an_approved_draft_back_with_its_reason(
    draft: Draft, cast: Cast
) -> None:
    scenes.approved(draft, cast)
    su = actor_of(scenes.officer(cast), now=NOW)
    with pytest.raises(ValidationError) as refused:
        actions.return_draft(draft, reason="", by=su, now=NOW)
    assert "reason" in refused.value.message_dict
    actions.return_draft(draft, reason="编号规则不符", by=su, now=NOW)
    assert (draft.status, draft.returned) == (DraftStatus.RETURNED, "编号规则不符")
    with pytest.raises(Refused):
        actions.return_draft(draft, reason="再退", by=su, now=NOW)


@pytest.mark.clause("framework/5.3-conduct")
def test_a_required_policy_is_checked_as_one_whatever_its_draft_says(cast: Cast) -> None:
    row = scenes.begun(cast, key="conduct", kind="revise", sort="", title="奖惩办法")
    assert row.sort == "conduct"
    with pytest.raises(ValidationError) as refused:
        actions.revise_head(row, sort="", by=cast.he, now=NOW)
    assert "sort" in refused.value.message_dict
    row.refresh_from_db()
    scenes.with_clause(row, cast)
    with pytest.raises(ValidationError, match="处理流程"):
        actions.ask_review(row, units=[cast.units["service"]], by=cast.he, now=NOW)


def test_a_policy_of_the_companys_own_goes_the_way_of_its_figure(draft: Draft) -> None:
    assert steps_of(draft, NOW.date()) == ["internal", "region", "national_files"]


@pytest.mark.clause("framework/5.1.1")
def test_the_living_page_and_its_print_say_whom_a_policy_serves_and_how_it_is_kept(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    draft = scenes.begun(cast, weighs="增加 2 名外勤")
    scenes.with_clause(draft, cast)
    scenes.in_effect(draft, cast, scenes.DAY, "1 号")
    forget_layers()
    client = sign_in("he")
    page = client.get(reverse("policies:policy", args=["own-repairs"])).content.decode()
    printed = client.get(reverse("policies:printed")).content.decode()
    for text in (page, printed):
        assert "外部客户" in text
        assert "增加 2 名外勤" in text
    assert "企业设定" in printed


def test_what_is_under_review_is_not_changed(draft: Draft, cast: Cast) -> None:
    scenes.reviewed(draft, cast)
    with pytest.raises(IllegalMove):
        scenes.with_clause(draft, cast, "3.2")


@pytest.mark.clause("framework/5.3-inspection")
def test_content_that_the_framework_requires_is_covered_before_the_review(cast: Cast) -> None:
    row = scenes.begun(cast, key="own-checks", sort="inspection", title="检查办法")
    scenes.with_clause(row, cast)
    with pytest.raises(ValidationError, match="结果应用"):
        actions.ask_review(row, units=[cast.units["service"]], by=cast.he, now=NOW)
    clause = row.clauses.get()
    for point in ("bodies", "methods", "use_of_results"):
        actions.cover_point(row, point=point, clause=clause, by=cast.he, now=NOW)
    actions.ask_review(row, units=[cast.units["service"]], by=cast.he, now=NOW)
    assert row.status == DraftStatus.REVIEW


@pytest.mark.clause("framework/5.2.1.1")
def test_the_register_shows_what_is_missing_and_what_holds(draft: Draft, cast: Cast) -> None:
    company = cast.units["gas"]
    lines = register_of(company, on=scenes.DAY)
    assert sum(line.is_missing for line in lines) == 8
    actions.plan_policy(
        company, sort="complaint", department=cast.units["smo"], planned_on=date(2026, 11, 1),
        by=cast.he, now=NOW,
    )  # fmt: skip
    line = next(one for one in register_of(company, on=scenes.DAY) if one.sort == "complaint")
    assert (line.late, line.department) == (True, cast.units["smo"])


@pytest.mark.clause("framework/5.2.1.1")
def test_companies_see_what_the_plan_of_the_group_requires(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    group = cast.units["group"]
    lead = hire_lead(cast)
    client = Client()
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    said = {"sort": "conduct", "department": group.pk, "planned_on": "2026-11-01", "note": "统一"}
    at = reverse("compendium:plan", args=["conduct"])
    assert client.post(f"{at}?for={group.pk}", said).status_code == 302
    refused = sign_in("he").post(f"{at}?for={group.pk}", said)
    assert refused.status_code == 403
    for company in (cast.units["gas"], cast.units["other"]):
        lines = register_of(company, on=scenes.DAY)
        line = next(one for one in lines if one.sort == "conduct")
        assert line.above
        assert (line.above.unit, line.plan, line.late) == (group, None, True)
    assert "要求制定" in sign_in("he").get(reverse("compendium:register")).content.decode()


def hire_lead(cast: Cast) -> Staff:
    """Who leads the policies of the whole group."""
    lead = scenes.director(cast)
    grant_role(
        lead, role=Role.objects.get(pk="service_office"), unit=cast.units["group"],
        since=date(2026, 1, 1), by=SYSTEM, now=NOW,
    )  # fmt: skip
    return lead


def test_rules_hold_from_their_day_and_the_past_stays(draft: Draft, cast: Cast) -> None:
    forget_layers()
    question = common_pack().question("policies.queries")
    assert question
    scenes.with_rule(
        draft, cast, "policies.queries", id="reply", replace=True, clause="own-repairs/3.1",
        since=scenes.DAY, then={"reply": "2 working days", "reply_by": ["service_office"]},
    )  # fmt: skip
    case = "policies/queries"
    actions.write_entry(
        draft, folder="cases", path=case, head={},
        content={"name": "two days", "on": scenes.DAY, "expect": {"reply": "2 working days"}},
        by=cast.he, now=NOW,
    )  # fmt: skip
    scenes.approved(draft, cast)
    scenes.issued(draft, cast)
    forget_layers()
    pack = current_pack(cast.units["gas"].pk)
    held = pack.rules_for("policies.queries", scenes.DAY)
    before = pack.rules_for("policies.queries", scenes.DAY - timedelta(days=1))
    assert ([r.clause for r in held], [r.clause for r in before]) == (
        ["own-repairs/3.1"],
        ["framework/5.2.1.5"],
    )


def test_a_draft_belongs_to_its_company(draft: Draft, cast: Cast) -> None:
    seen = Draft.objects.visible_to(cast.other)
    assert list(seen) == []
    assert list(Draft.objects.visible_to(cast.lin)) in ([], [draft])
    assert list(Draft.objects.visible_to(actor_of(scenes.officer(cast), now=NOW))) == [draft]


def clauses_of(question: str, facts: dict[str, object], on: date, company: Unit) -> list[str]:
    """By which clauses a question is decided on a day."""
    return sorted(rule_on(question, facts, on=on, company_id=company.pk).clauses)


@pytest.mark.clause("framework/5.2.1.2")
@pytest.mark.parametrize("kind", ["repeal", "revise"])
def test_what_a_policy_ruled_ends_on_the_day_of_its_repeal_or_of_the_revision_without_it(
    draft: Draft, cast: Cast, kind: str
) -> None:
    opinion: dict[str, object] = {"service": "opinion"}
    scenes.with_rule(
        draft, cast, "policies.queries", id="reply", replace=True, clause="own-repairs/3.1",
        since=scenes.DAY, then={"reply": "2 working days", "reply_by": ["service_office"]},
    )  # fmt: skip
    scenes.with_rule(
        draft, cast, LIMIT, id="ours", clause="own-repairs/3.1", since=scenes.DAY,
        when=[{"fact": "service", "is": "opinion"}], then={"respond": "10min"},
    )  # fmt: skip
    scenes.in_effect(draft, cast, scenes.DAY, "1 号")
    gas, ends = cast.units["gas"], date(2027, 3, 1)
    last = ends - timedelta(days=1)
    again = actions.begin_draft(
        unit=cast.units["gas"], department=cast.units["service"], kind=kind, key=draft.key,
        based_on=draft.version, title=draft.title, serves="external", reason="并入上级制度",
        effective_on=ends, by=cast.he, now=NOW,
    )  # fmt: skip
    if kind == "revise":
        actions.drop_clause(again.clauses.get(), by=cast.he, now=NOW)
        scenes.with_clause(again, cast, "4.1", text="回访按上级制度办理。")
    scenes.in_effect(again, cast, ends, "2 号")
    assert clauses_of("policies.queries", {}, last, gas) == ["own-repairs/3.1"]
    assert clauses_of("policies.queries", {}, ends, gas) == ["framework/5.2.1.5"]
    assert "own-repairs/3.1" in clauses_of(LIMIT, opinion, last, gas)
    assert "own-repairs/3.1" not in clauses_of(LIMIT, opinion, ends, gas)
