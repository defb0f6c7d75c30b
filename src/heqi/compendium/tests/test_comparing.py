"""Any two versions of a policy side by side: words, rules and figures, clause by clause."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from heqi.compendium import actions
from heqi.compendium.models import Draft
from heqi.compendium.tests import scenes
from heqi.policies.layers import forget_layers
from heqi.policies.models import PolicyVersion
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
LATER = date(2027, 3, 1)


def reply(draft: Draft, cast: Cast, limit: str, on: date) -> None:
    """A limit for questions, and how long a request at once may take, from a day on."""
    scenes.with_rule(
        draft, cast, "policies.queries", id="reply", replace=True, clause="own-repairs/3.1",
        since=on, then={"reply": limit, "reply_by": ["service_office"]},
    )  # fmt: skip
    minutes = "20min" if on == scenes.DAY else "30min"
    entry = {"since": on, "clause": "own-repairs/3.1", "value": {"request": minutes}}
    actions.write_value(draft, value="data/at_once", entry=entry, by=cast.he, now=NOW)


@pytest.fixture
def two(cast: Cast) -> tuple[PolicyVersion, PolicyVersion]:
    """A policy in effect and its revision, both published."""
    first = scenes.begun(cast)
    scenes.with_clause(first, cast)
    scenes.with_clause(first, cast, "3.2", text="提前告知。")
    reply(first, cast, "3 working days", scenes.DAY)
    scenes.in_effect(first, cast, scenes.DAY, "1 号")
    forget_layers()
    version = PolicyVersion.objects.get(drafts=first)
    again = actions.begin_draft(
        unit=cast.units["gas"], department=cast.units["service"], kind="revise", key=first.key,
        based_on=version, title=first.title, serves="external", reason="试行反馈",
        effective_on=LATER, by=cast.he, now=NOW,
    )  # fmt: skip
    clause = again.clauses.get(number="3.1")
    actions.write_clause(again, clause, text="办理开通或维修，60 分钟内上门。", by=cast.he, now=NOW)
    reply(again, cast, "2 working days", LATER)
    scenes.in_effect(again, cast, LATER, "2 号")
    forget_layers()
    return version, PolicyVersion.objects.get(drafts=again)


@pytest.mark.clause("framework/5.2.1.2")
def test_two_published_versions_are_compared_clause_by_clause(
    two: tuple[PolicyVersion, PolicyVersion], sign_in: SignIn
) -> None:
    at = reverse("compendium:versions", args=["own-repairs"])
    client = sign_in("he")
    answer = client.get(at, {"before": two[0].pk, "after": two[1].pk})
    (line,) = answer.context["found"].lines
    assert line.pair.number == "3.1"
    (rule,) = line.rules
    assert ("3 个工作日" in rule.before.zh, "2 个工作日" in rule.after.zh) == (True, True)
    (figure,) = line.figures
    assert (figure.before, figure.after) == ("20 分钟", "30 分钟")
    text = answer.content.decode()
    assert "<del>3</del>" in text
    assert "<ins>6</ins>" in text
    back = client.get(at, {"before": two[1].pk, "after": two[0].pk}).context["found"]
    assert "3 个工作日" in back.lines[0].rules[0].after.zh
    assert client.get(at, {"print": "1"}).status_code == 200
    assert client.get(reverse("compendium:versions", args=["nothing"])).status_code == 404


def test_a_draft_is_compared_with_the_rules_of_the_version_that_is_asked_for(
    two: tuple[PolicyVersion, PolicyVersion], cast: Cast, sign_in: SignIn
) -> None:
    third = actions.begin_draft(
        unit=cast.units["gas"], department=cast.units["service"], kind="revise", key="own-repairs",
        based_on=two[1], title="上门维修管理办法", serves="external", reason="再修订",
        effective_on=date(2027, 9, 1), by=cast.he, now=NOW,
    )  # fmt: skip
    at = reverse("compendium:compare", args=[third.pk])
    client = sign_in("he")
    assert client.get(at).context["found"].lines == []
    (line,) = client.get(at, {"with": two[0].pk}).context["found"].lines
    assert "3 个工作日" in line.rules[0].before.zh
    assert "2 个工作日" in line.rules[0].after.zh
