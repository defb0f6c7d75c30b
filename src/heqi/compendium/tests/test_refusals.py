"""Every step of a policy's life refuses the wrong person and the wrong moment; every form says at
its field what is wrong; publishing refuses each planted fault at its place."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heqi.compendium import actions
from heqi.compendium.models import Draft, DraftClause
from heqi.compendium.tests import scenes
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.people.queries import actor_of
from heqi.policies.packs import common_pack
from heqi.rulebook.values import plain
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
Step = Callable[[Draft, Cast, Actor], Any]
SignIn = Callable[[str], Client]


@pytest.fixture
def draft(cast: Cast) -> Draft:
    row = scenes.begun(cast)
    scenes.with_clause(row, cast)
    return row


def ask(draft: Draft, cast: Cast, by: Actor) -> None:
    actions.ask_review(draft, units=[cast.units["service"]], by=by, now=NOW)


def issue(draft: Draft, _cast: Cast, by: Actor) -> None:
    actions.issue_draft(draft, issue_number="1 号", effective_on=scenes.DAY, by=by, now=NOW)


def write(draft: Draft, _cast: Cast, by: Actor) -> None:
    actions.write_clause(draft, number="9", kind="rule", text="新条款", by=by, now=NOW)


def rule(draft: Draft, _cast: Cast, by: Actor) -> None:
    actions.write_entry(
        draft, folder="rules", path="policies/queries", head={"question": "policies.queries"},
        content={"id": "reply", "withdraw": scenes.DAY}, by=by, now=NOW,
    )  # fmt: skip


# A step, and a state from which it cannot be taken.
STEPS: dict[str, tuple[Step, str]] = {
    "head": (lambda d, _c, by: actions.revise_head(d, title="新名", by=by, now=NOW), "review"),
    "clause": (write, "approval"),
    "move": (
        lambda d, _c, by: actions.move_clause(d.clauses.get(), to="up", by=by, now=NOW), "approved",
    ),
    "take out": (
        lambda d, _c, by: actions.drop_clause(d.clauses.get(), by=by, now=NOW), "issued",
    ),
    "rule": (rule, "review"),
    "load": (lambda d, _c, by: actions.load_pack(d, {}, by=by, now=NOW), "published"),
    "cover": (
        lambda d, _c, by: actions.cover_point(d, point="x", clause=None, by=by, now=NOW), "review",
    ),
    "review": (ask, "approval"),
    "submit": (lambda d, _c, by: actions.submit_draft(d, by=by, now=NOW), "drafting"),
    "return": (lambda d, _c, by: actions.return_draft(d, reason="退", by=by, now=NOW), "drafting"),
    "issue": (issue, "review"),
    "drop": (lambda d, _c, by: actions.drop_draft(d, reason="停", by=by, now=NOW), "issued"),
}  # fmt: skip


@pytest.mark.clause("framework/5.2.1.2")
@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_refused_to_whoever_has_no_right_to_it(
    name: str, draft: Draft, cast: Cast
) -> None:
    step, _state = STEPS[name]
    for by in (cast.lin, cast.other):
        with pytest.raises(Refused):
            step(draft, cast, by)
    if name != "issue":
        return
    with pytest.raises(Refused):
        step(draft, cast, cast.he)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_refused_at_the_wrong_moment(name: str, draft: Draft, cast: Cast) -> None:
    step, state = STEPS[name]
    Draft.objects.filter(pk=draft.pk).update(status=state)
    draft.refresh_from_db()
    by = actor_of(scenes.officer(cast), now=NOW) if name == "issue" else cast.he
    with pytest.raises(IllegalMove) as refused:
        step(draft, cast, by)
    assert str(refused.value)
    draft.refresh_from_db()
    assert draft.status == state
    assert draft.clauses.count() == 1


def test_a_draft_is_begun_for_a_policy_that_fits_its_kind(cast: Cast) -> None:
    for said, field in (
        ({"key": "Wrong Key"}, "key"),
        ({"key": "tiering"}, "key"),
        ({"key": "unheard-of", "kind": "revise"}, "key"),
        ({"key": "unheard-of", "kind": "repeal"}, "key"),
        ({"effective_on": NOW.date() - timedelta(days=1)}, "effective_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            scenes.begun(cast, **said)
        assert field in refused.value.message_dict
    scenes.begun(cast)
    with pytest.raises(ValidationError, match="已"):
        scenes.begun(cast)


def test_an_opinion_is_given_while_it_is_asked_and_says_something(draft: Draft, cast: Cast) -> None:
    ask(draft, cast, cast.he)
    review = draft.reviews.select_related("draft", "unit").get()
    for said, field in (({"opinion": "?", "text": ""}, "opinion"),
                        ({"opinion": "changes", "text": " "}, "text")):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            actions.give_opinion(review, **said, by=cast.han, now=NOW)
        assert field in refused.value.message_dict
    actions.give_opinion(review, opinion="changes", text="时限太短", by=cast.han, now=NOW)
    with pytest.raises(Refused):
        actions.reply_opinion(review, reply="已放宽", by=cast.lin, now=NOW)
    with pytest.raises(ValidationError) as refused:
        actions.reply_opinion(review, reply=" ", by=cast.he, now=NOW)
    assert "reply" in refused.value.message_dict
    Draft.objects.filter(pk=draft.pk).update(status="approval")
    review.draft.refresh_from_db()
    with pytest.raises(IllegalMove):
        actions.give_opinion(review, opinion="agrees", text="", by=cast.han, now=NOW)


def test_an_issue_names_a_number_of_its_own_and_a_day_to_come(draft: Draft, cast: Cast) -> None:
    scenes.approved(draft, cast)
    su = actor_of(scenes.officer(cast), now=NOW)
    Draft.objects.filter(pk=scenes.begun(cast, key="another").pk).update(issue_number="1 号")
    for number, on, field in (
        (" ", scenes.DAY, "issue_number"),
        ("1 号", scenes.DAY, "issue_number"),
        ("2 号", NOW.date() - timedelta(days=1), "effective_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.issue_draft(draft, issue_number=number, effective_on=on, by=su, now=NOW)
        assert field in refused.value.message_dict


HEAD: dict[str, Any] = {
    "sort": "", "title": "上门维修管理办法", "serves": "both", "reason": "上级要求",
    "effective_on": "2026-12-01",
}  # fmt: skip
RULE: dict[str, Any] = {
    "id": "reply", "clause": "own-repairs/3.1", "since": "2026-12-01",
    "then-reply-one": "2 working days",
}  # fmt: skip
# A form's address, what is sent, the field that says what is wrong with it ("" for the whole form).
FORMS: list[tuple[str, dict[str, Any], str]] = [
    ("head", HEAD | {"title": ""}, "title"),
    ("head", HEAD | {"effective_on": "2026-11-01"}, "effective_on"),
    ("head", HEAD | {"effective_on": "someday"}, "effective_on"),
    ("head", HEAD | {"serves": "nobody"}, "serves"),
    ("head", HEAD | {"reason": "x" * 501}, "reason"),
    ("new_clause", {"number": "", "kind": "rule", "text": "x"}, "number"),
    ("new_clause", {"number": "3.1", "kind": "rule", "text": "x"}, "number"),
    ("new_clause", {"number": "4", "kind": "rule"}, "text"),
    ("new_clause", {"number": "4", "kind": "odd", "text": "x"}, "kind"),
    ("new_clause", {"number": "4", "kind": "rule", "text": "x", "ref": "no/clause"}, "ref"),
    ("new_clause", {"number": "4", "kind": "rule", "text": "x", "depth": "9"}, "depth"),
    ("new_rule", RULE | {"id": "no name!"}, "id"),
    ("new_rule", RULE | {"clause": ""}, "clause"),
    ("new_rule", RULE | {"since": ""}, "since"),
    ("new_rule", RULE | {"more": "{"}, "more"),
    ("new_rule", RULE | {"excepts": ["unheard_of"]}, "excepts"),
    ("new_rule", RULE | {"then-reply-one": ""}, ""),
    ("new_rule", RULE | {"then-reply-one": "three moons"}, ""),
    ("figure", {"clause": "own-repairs/3.1", "since": "2026-12-01", "then-cell0-one": "bald"},
     "then-cell0-one"),
    ("figure", {"clause": "", "since": "2026-12-01", "then-cell0-one": "30min"}, "clause"),
    ("example", {"name": "", "on": "2026-12-01"}, "name"),
    ("example", {"name": "x", "on": "soon"}, "on"),
    ("replays", {"since": "2026-11-01", "until": "2026-11-01"}, "until"),
    ("replays", {"since": "2020-11-01", "until": "2026-11-01"}, "until"),
    ("plan", {"sort": "odd", "department": ""}, "sort"),
    ("plan", {"sort": "complaint", "department": ""}, "department"),
    ("suggestion", {"clause": "tiering/6.1(4)", "text": " "}, "text"),
    ("suggestion", {"clause": "tiering/99", "text": "放宽"}, "clause"),
    ("query", {"clause": "tiering/6.1(4)", "text": ""}, "text"),
    ("report", {"unit": "", "since": "2026-11-01", "effect": "好"}, "unit"),
    ("report", {"unit": "service", "since": "2027-11-01", "effect": "好"}, "since"),
    ("report", {"unit": "service", "since": "2026-11-01", "effect": " "}, "effect"),
    ("evaluation", {"kind": "effect", "policy": "odd", "unit": "service", "findings": "x",
                    "outcome": "keep"}, "policy"),
    ("evaluation", {"kind": "effect", "policy": "tiering", "unit": "service", "findings": "",
                    "outcome": "keep"}, "findings"),
]  # fmt: skip
EXTRA = {"new_rule": "policies.queries", "figure": "data/at_once", "example": "policies.queries"}


@pytest.mark.parametrize(("name", "sent", "field"), FORMS)
def test_a_form_says_at_its_field_what_is_wrong(
    name: str, sent: dict[str, Any], field: str, draft: Draft, cast: Cast, sign_in: SignIn
) -> None:
    if name in ("suggestion", "query", "report", "evaluation"):
        at = reverse("compendium:voice", args=[name])
    elif name == "plan":
        at = reverse("compendium:plan", args=["complaint"])
    else:
        at = reverse(f"compendium:{name}", args=[draft.pk, *filter(None, [EXTRA.get(name)])])
    if sent.get("unit") == "service":
        sent = sent | {"unit": cast.units["service"].pk}
    client = sign_in("han" if name == "report" else "he")
    answer = client.post(at, sent)
    assert answer.status_code == 422, (name, sent)
    errors = answer.context["form"].errors
    said = errors.get(field or "__all__")
    assert said, errors
    assert str(said[0]) in answer.content.decode()
    assert DraftClause.objects.count() == 1


def test_a_file_that_is_no_pack_is_refused_in_words(draft: Draft, sign_in: SignIn) -> None:
    at = reverse("compendium:load", args=[draft.pk])
    upload = SimpleUploadedFile("pack.zip", b"no zip")
    told = sign_in("he").post(at, {"file": upload}, follow=True).content.decode()
    assert "ZIP" in told
    assert draft.sheets.count() == 0


def conflicting(draft: Draft, cast: Cast) -> None:
    scenes.with_rule(
        draft, cast, "policies.approval", id="mine", clause="own-repairs/3.1", since=scenes.DAY,
        when=[{"fact": "policy", "is": "callback"}], then={"steps": ["internal"]},
    )  # fmt: skip


def gaping(draft: Draft, cast: Cast) -> None:
    rule(draft, cast, cast.he)


def too_slow(draft: Draft, cast: Cast) -> None:
    held = common_pack().values["service/base"].entry(scenes.DAY)
    assert held
    table = plain(held.content)
    table["enquiry"] = {"answer": "20 working days"}
    entry = {"since": scenes.DAY, "clause": "own-repairs/3.1", "set_by": "company", "table": table}
    actions.write_value(draft, value="service/base", entry=entry, by=cast.he, now=NOW)


def uncited(draft: Draft, cast: Cast) -> None:
    scenes.with_rule(
        draft, cast, "policies.queries", id="uncited", excepts=["reply"], since=scenes.DAY,
        then={"reply": "3 working days"},
    )  # fmt: skip


def failing(draft: Draft, cast: Cast) -> None:
    case = {"name": "wrong", "on": scenes.DAY, "expect": {"reply": "1 working day"}}
    actions.write_entry(
        draft, folder="cases", path="policies/queries", head={}, content=case, by=cast.he, now=NOW
    )


def early(draft: Draft, cast: Cast) -> None:
    scenes.with_rule(
        draft, cast, "policies.queries", id="reply", replace=True, clause="own-repairs/3.1",
        since=date(2026, 11, 24), then={"reply": "3 working days"},
    )  # fmt: skip


# What is planted, and the file of the draft's pack, or the words, that name its place.
FAULTS: dict[str, tuple[Callable[[Draft, Cast], None], str]] = {
    "a conflict": (conflicting, "rules/policies/approval.yaml:"),
    "a gap": (gaping, "policies/queries"),
    "a commitment below a floor": (too_slow, "values/service/base.yaml:"),
    "an uncited rule": (uncited, "rules/policies/queries.yaml:"),
    "a failing example": (failing, "cases/policies/queries.yaml:"),
    "a rule before its day": (early, "reply"),
}


@pytest.mark.clause("framework/5.1.2")
@pytest.mark.parametrize("fault", FAULTS)
def test_publishing_refuses_a_planted_fault_with_a_sentence_that_names_its_place(
    fault: str, draft: Draft, cast: Cast
) -> None:
    plant, place = FAULTS[fault]
    plant(draft, cast)
    Draft.objects.filter(pk=draft.pk).update(status="approved")
    draft.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        scenes.issued(draft, cast)
    told = " ".join(refused.value.messages)
    assert place in told, told
    draft.refresh_from_db()
    assert (draft.status, draft.version) == ("approved", None)


def test_the_checks_lead_from_a_fault_to_the_form_that_mends_it(
    draft: Draft, cast: Cast, sign_in: SignIn
) -> None:
    conflicting(draft, cast)
    page = sign_in("he").get(reverse("compendium:checks", args=[draft.pk]))
    row = next(one for one in page.context["rows"] if one["finding"].is_error and one["href"])
    assert f"/compendium/drafts/{draft.pk}/entries/" in row["href"]
    assert sign_in("he").get(row["href"]).status_code == 200
