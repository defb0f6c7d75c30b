"""Pack to rows, every form sent as it stands, back to a pack: nothing has changed."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heqi.compendium import actions
from heqi.compendium.content import export_of
from heqi.compendium.controls import parse
from heqi.compendium.editing import edited, form_of, written_rule
from heqi.compendium.merging import unchanged
from heqi.compendium.models import Draft, Entry
from heqi.compendium.packing import Document, dump, read_pack, write_pack
from heqi.compendium.ruleforms import fits, initial_of
from heqi.compendium.tests import scenes
from heqi.policies.packs import common_pack
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
ROOT = next(Path(root) for root in settings.HEQI_PACKS if Path(root).name == "citygas")
POLICIES = [path.stem for path in sorted((ROOT / "clauses").glob("*.yaml"))]


class Page(HTMLParser):
    """The fields of the forms of a page, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.select = self.area = ""
        self.first: str | None = None
        self.feed(html)

    @classmethod
    def of(cls, html: str, field: str) -> dict[str, list[str]]:
        """The form that has a field."""
        return next(form for form in cls(html).forms if field in form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name:
            if said.get("type") not in ("checkbox", "radio", "file") or "checked" in said:
                self._put(name, said.get("value") or ("on" if "checked" in said else ""))
        elif tag == "select":
            self.select, self.first = name, None
            self.many = "multiple" in said
            self.forms[-1].setdefault(name, [])
        elif tag == "option" and self.select:
            if "selected" in said:
                self._put(self.select, said.get("value") or "")
            self.first = (said.get("value") or "") if self.first is None else self.first
        elif tag == "textarea":
            self.area = name
            self.forms[-1][name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            if not self.forms[-1][self.select] and not self.many and self.first is not None:
                self._put(self.select, self.first)
            self.select = ""
        elif tag == "textarea" and self.area:
            held = self.forms[-1][self.area]
            held[0] = held[0].removeprefix("\n")
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area][0] += data

    def _put(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)


def texts() -> dict[str, str]:
    """The shipped pack of the company."""
    return {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in ROOT.rglob("*.yaml")}


def part(policy: str) -> dict[str, str]:
    """What one policy brings: its clauses, its rules, its figures, the examples of its rules."""
    head, documents = read_pack(texts())
    return write_pack(head, _of(policy, documents)).texts


def _of(policy: str, documents: list[Document]) -> Iterator[Document]:
    asked = {
        str(one.head["question"])
        for one in documents
        if one.folder == "rules" and any(_cites(policy, item) for item in one.items)
    }
    for one in documents:
        if one.folder == "clauses" and one.head.get("policy") == policy:
            yield one
        elif one.folder in ("rules", "values"):
            items = tuple(item for item in one.items if _cites(policy, item))
            if items:
                yield Document(one.folder, one.path, one.head, one.listed, items)
        elif one.folder == "cases" and one.path.replace("/", ".") in asked:
            yield one


def _cites(policy: str, item: Any) -> bool:
    return str(item.get("clause", "")).startswith(f"{policy}/")


def content(given: dict[str, str]) -> list[tuple[str, str, Any, Any, Any]]:
    """What a pack says, whatever the files look like."""
    _head, documents = read_pack(given)
    rows = [(d.folder, d.path, dict(d.head), d.listed, list(d.items)) for d in documents]
    return sorted(rows, key=lambda row: row[:2])


def differing(one: dict[str, str], other: dict[str, str]) -> list[Any]:
    """Documents, or their items, that are not the same in both."""
    return [
        (before, after)
        for first, second in zip_longest(content(one), content(other))
        if first != second
        for before, after in zip_longest(first[-1] if first else (), second[-1] if second else ())
        if before != after
    ] or ([] if content(one) == content(other) else ["documents"])


def without_wording(given: dict[str, str]) -> dict[str, str]:
    """Without the tree of clauses, which only drafts keep."""
    return {path: text for path, text in given.items() if path != "data/wording.yaml"}


def forms_say_the_same(draft: Draft) -> None:
    """Every rule in its form, every other entry in its notation, read back as it stands."""
    pack = common_pack()
    for entry in Entry.objects.filter(sheet__draft=draft).select_related("sheet"):
        question = pack.questions.get(entry.sheet.question)
        if entry.sheet.folder == "rules" and question and fits(question, entry.content):
            first = initial_of(question, entry.content)
            form = form_of(draft, question, unchanged(form_of(draft, question, None, first)), first)
            assert form.is_valid(), (entry.content, form.errors)
            assert edited(draft, entry.content, form) == entry.content
        else:
            assert parse(dump(entry.content)) == entry.content


def pages_of(draft: Draft) -> list[tuple[str, str]]:
    """Addresses of forms, each with a field that tells it from the others on its page: a rule of
    each question, an example, a clause of each kind, every table of figures."""
    at = f"/compendium/drafts/{draft.pk}/"
    entries = Entry.objects.filter(sheet__draft=draft).select_related("sheet")
    one_each = {
        (e.sheet.folder, e.sheet.path if e.sheet.folder == "rules" else ""): e.pk for e in entries
    }
    clauses = {clause.kind: clause.pk for clause in draft.clauses.all()}
    return [
        *((f"{at}entries/{pk}/", "") for pk in one_each.values()),
        *((f"{at}clauses/{pk}/", "number") for pk in clauses.values()),
        *((f"{at}figures/{s.path}/", "since") for s in draft.sheets.filter(folder="values")),
    ]


def send(client: Client, address: str, field: str) -> None:
    """Open a page and send its form as it stands."""
    html = client.get(address).content.decode()
    field = field or ("text" if 'name="text"' in html else "since")
    answer = client.post(address, Page.of(html, field))
    assert answer.status_code == 302, (address, answer.content.decode()[-6000:])


@pytest.mark.parametrize("policy", POLICIES)
def test_a_shipped_policy_goes_through_every_form_unchanged(
    policy: str, cast: Cast, sign_in: SignIn
) -> None:
    draft = scenes.begun(cast, kind="revise", key=policy, title="修订")
    given = part(policy)
    actions.load_pack(draft, given, by=cast.he, now=NOW)
    assert not differing(given, without_wording(export_of(draft).texts))
    forms_say_the_same(draft)
    client = sign_in("he")
    for address, field in pages_of(draft):
        send(client, address, field)
    found = differing(given, without_wording(export_of(draft).texts))
    assert not found, found[0]


def own(cast: Cast) -> Draft:
    """A draft of the company's own with everything that a draft can have."""
    draft = scenes.begun(cast, sort="complaint")
    scenes.with_clause(draft, cast)
    scenes.with_clause(
        draft, cast, "3.1.1", depth=1, ref="complaint/levels", text="投诉分三级。", text_en="Three."
    )
    clause = draft.clauses.get(number="3.1.1")
    actions.cover_point(draft, point="level_one_plan", clause=clause, by=cast.he, now=NOW)
    scenes.with_rule(
        draft, cast, "policies.queries", id="mine", clause="own-repairs/3.1", since=scenes.DAY,
        when=[{"any": [{"known": True, "fact": name}]}
              for name in list(common_pack().questions["policies.queries"].facts)[:1]],
        then={"reply": "2 working days"},
    )  # fmt: skip
    scenes.with_rule(
        draft, cast, "policies.queries", id="other", clause="own-repairs/3.1", since=scenes.DAY,
        excepts=["mine", "reply"], then={"reply": "3 working days"}, source="J",
    )  # fmt: skip
    entry = {"since": scenes.DAY, "clause": "own-repairs/3.1", "value": {"request": "30min"}}
    actions.write_value(draft, value="data/at_once", entry=entry, by=cast.he, now=NOW)
    case = {"name": "an example", "on": scenes.DAY, "expect": {"reply": "3 working days"}}
    actions.write_entry(
        draft, folder="cases", path="policies/queries", head={}, content=case, by=cast.he, now=NOW
    )
    return draft


def test_a_draft_of_the_company_goes_through_forms_and_files_unchanged(
    cast: Cast, sign_in: SignIn
) -> None:
    draft = own(cast)
    first = export_of(draft).texts
    tree = list(draft.clauses.values("number", "depth", "kind", "title", "text", "text_en", "ref"))
    client = sign_in("he")
    for address, field in pages_of(draft):
        send(client, address, field)
    forms_say_the_same(draft)
    assert not differing(first, export_of(draft).texts)
    # Out through the page and in again: words, levels, what clauses are bound to and cover.
    at = f"/compendium/drafts/{draft.pk}/pack/"
    upload = SimpleUploadedFile("pack.zip", client.get(at).content)
    assert client.post(f"{at}load/", {"file": upload}).status_code == 302
    assert not differing(first, export_of(draft).texts)
    assert tree == list(
        draft.clauses.values("number", "depth", "kind", "title", "text", "text_en", "ref")
    )
    covering = draft.coverings.get()
    assert (covering.point, covering.clause.number) == ("level_one_plan", "3.1.1")


def test_a_clause_changed_after_loading_is_changed_in_the_pack(cast: Cast) -> None:
    draft = own(cast)
    texts = without_wording(export_of(draft).texts)
    actions.load_pack(draft, texts, by=cast.he, now=NOW)
    clause = draft.clauses.get(number="3.1")
    actions.write_clause(draft, clause, text="一小时内上门。", by=cast.he, now=NOW)
    scenes.with_clause(draft, cast, "3.2", text="提前告知。", title="告知")
    (document,) = [d for d in read_pack(export_of(draft).texts)[1] if d.folder == "clauses"]
    said = {item["id"]: item["summary"]["zh"] for item in document.items}
    assert said == {"own-repairs/3.1": "一小时内上门。", "own-repairs/3.2": "提前告知。"}


def test_a_rule_with_groups_of_conditions_is_changed_from_here_whole(
    cast: Cast, sign_in: SignIn
) -> None:
    draft = scenes.begun(cast)
    client = sign_in("he")
    grouped = [
        (question, rule.id)
        for question, rules in common_pack().rules.items()
        for rule in rules
        if not rule.spread and not rule.until and "any" in repr(rule.when).lower()
        and (found := written_rule(draft, question, rule.id))
        and fits(common_pack().questions[question], found)
        and any("any" in test for test in found.get("when", []) if isinstance(test, dict))
    ]  # fmt: skip
    question, name = grouped[0]
    address = f"/compendium/drafts/{draft.pk}/rules/new/{question}/?like={name}"
    send(client, address, "since")
    entry = Entry.objects.get(sheet__draft=draft)
    held = written_rule(draft, question, name)
    assert held
    assert entry.content == held | {"since": scenes.DAY}


def test_a_rule_that_answers_by_table_is_changed_from_here_in_its_notation(
    cast: Cast, sign_in: SignIn
) -> None:
    draft = scenes.begun(cast)
    question, name = next(
        (question, rule.id)
        for question, rules in common_pack().rules.items()
        for rule in rules
        if rule.spread and not rule.until
    )
    client = sign_in("he")
    address = f"/compendium/drafts/{draft.pk}/rules/new/{question}/?like={name}"
    html = client.get(address).content.decode()
    sent = Page.of(html, "text")
    wrong = client.post(address, {"text": sent["text"][0].replace("clause:", "klause:")})
    assert wrong.status_code == 422
    assert "klause" in wrong.content.decode()
    assert client.post(address, sent).status_code == 302
    entry = Entry.objects.get(sheet__draft=draft)
    assert entry.content == written_rule(draft, question, name)
