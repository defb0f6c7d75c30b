"""``heqi clauses``: what is claimed is shown."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from heqi.people.models import Post
from heqi.policies.packs import common_pack
from heqi.web.coverage import clause_coverage


def rows() -> list[dict[str, object]]:
    return clause_coverage(common_pack(), settings.PROJECT)


def test_all_265_clauses_of_the_compendium_are_listed() -> None:
    out = StringIO()
    call_command("clauses", json=True, stdout=out)
    listed = json.loads(out.getvalue())
    assert len({row["id"] for row in listed}) == 265
    assert set(listed[0]) == {
        "id",
        "printed",
        "kind",
        "rules",
        "forms",
        "duties",
        "measures",
        "tests",
    }


def test_no_rule_is_claimed_without_a_case_or_test_that_shows_it() -> None:
    assert [row["id"] for row in rows() if row["rules"] and not row["tests"]] == []


def test_every_clause_that_decides_has_a_rule() -> None:
    assert [row["id"] for row in rows() if row["kind"] == "rule" and not row["rules"]] == []


@pytest.mark.parametrize("ref", ["tiering/6.1(4)", "tiering/6.2(3)", "data-entry/6.1"])
def test_promises_with_clocks_are_measured(ref: str) -> None:
    assert next(row for row in rows() if row["id"] == ref)["measures"] == ["clocks"]


@pytest.mark.django_db
def test_every_person_whom_a_promise_calls_holds_a_post_that_exists() -> None:
    called = {
        post
        for question in ("service.commitments", "service.contacts")
        for rule in common_pack().rules[question]
        for field in ("attend", "reply_by", "organise", "contacts")
        for post in rule.then.get(field, ())
    }
    assert called
    assert called <= set(Post.objects.values_list("code", flat=True))
