"""Tables of figures are edited by their kind, with what they say beside them."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from heqi.compendium.cells import cells_of
from heqi.compendium.comparing import compare_values
from heqi.compendium.models import Entry
from heqi.compendium.tests import scenes
from heqi.policies.packs import common_pack
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.mark.clause("framework/5.2.1.2")
def test_figures_are_typed_by_their_kind_and_said_before_they_are_saved(
    cast: Cast, sign_in: SignIn
) -> None:
    draft = scenes.begun(cast)
    scenes.with_clause(draft, cast)
    client = sign_in("he")
    at = f"/compendium/drafts/{draft.pk}/figures/"
    said = {"clause": "own-repairs/3.1", "since": "2026-12-01", "then-cell0-one": "30min"}
    text = client.post(f"{at}say/data/at_once/", said).content.decode()
    assert "由 15 分钟 改为 30 分钟（维修办法 3.1）" in text
    wrong = client.post(f"{at}data/at_once/", said | {"then-cell0-one": "bald"})
    assert wrong.status_code == 422
    assert 'value="bald"' in wrong.content.decode()
    assert client.post(f"{at}data/at_once/", said).status_code == 302
    entry = Entry.objects.get(sheet__draft=draft, sheet__folder="values")
    assert entry.content["value"] == {"request": "30min"}
    ratios = client.get(f"{at}callbacks/ratios/").content.decode()
    assert "必须回访" in ratios
    assert "{" not in ratios.partition('<form class="bd"')[2].partition("</form>")[0]


# What stands in a figure as it is: signs that a value must match, the version of its rules.
AS_WRITTEN = {"pattern", "version", "en"}
CODE = re.compile(r"[a-z]+_[a-z_]+|(?<![A-Za-z0-9.])[a-z]{2,}(?![A-Za-z])")


def test_every_code_in_a_table_of_figures_has_words() -> None:
    pack = common_pack()
    bare = [
        f"{value.id} {cell.way}: {text}"
        for value in pack.values.values()
        for entry in value.entries
        for cell in cells_of(value, entry.content, pack)
        for text in (cell.title.zh, cell.says(cell.held).zh)
        if not AS_WRITTEN & set(cell.way) and CODE.search(text)
    ]
    assert bare == []


def test_every_code_in_a_question_and_in_what_its_rules_answer_has_words() -> None:
    pack = common_pack()
    bare = [
        f"{question.id} {spec.name}: {option}"
        for question in pack.questions.values()
        for spec in (*question.facts.values(), *question.answer.values())
        for option in spec.options
        if option not in spec.words and not option.isupper()
    ]
    for rules in pack.rules.values():
        for rule in rules:
            answer = pack.questions[rule.question].answer
            for name, term in rule.then.items():
                said = "" if hasattr(term, "value") else answer[name].say(term).zh
                if CODE.search(said):
                    bare.append(f"{rule.question} {rule.id} {name}: {said}")
    assert bare == []


def test_a_comparison_tells_figures_in_words(cast: Cast) -> None:
    before = common_pack()
    value = before.values["workorders/limits"]
    entry = value.entries[-1]
    table = {**entry.content, "no_flame": {**entry.content["no_flame"], "total": "36 h"}}
    changed = replace(value, entries=(replace(entry, content=table),))
    after = replace(before, values={**before.values, value.id: changed})
    (pair,) = compare_values(before, after, on=entry.since)
    assert (pair.way, pair.before, pair.after) == ("无火 · 全程", "24 小时", "36 小时")
