"""Rules of a draft: written in forms, said as sentences while one types, packed and unpacked."""

import zipfile
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heqi.compendium import actions
from heqi.compendium.actions.drafting import require_drafting
from heqi.compendium.actions.writing import texts_of_zip
from heqi.compendium.content import files_of, pack_for, pack_id
from heqi.compendium.controls import parse
from heqi.compendium.forms import PackForm, clause_choices
from heqi.compendium.models import Draft, Entry
from heqi.compendium.packing import dump
from heqi.compendium.reading import RuleRead, read_rule, with_clause
from heqi.compendium.ruleforms import RuleForm, fits, groups, initial_of
from heqi.compendium.views.frame import draft_of, framed, said
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.conditions import All, Test
from heqi.rulebook.pack import Pack, Question, Ref, Rule
from heqi.rulebook.values import plain


@login_required
@require_GET
def rules(request: Request, pk: int) -> HttpResponse:
    """What the draft decides: rules, figures, examples, and documents that forms do not edit."""
    row = draft_of(request, pk)
    pack = pack_for(row)
    shown: dict[str, list[dict[str, Any]]] = {"rules": [], "values": [], "cases": [], "others": []}
    for sheet in row.sheets.prefetch_related("entries"):
        for entry in sheet.entries.all():
            entry.sheet = sheet
            shown[sheet.folder if sheet.folder in shown else "others"].append(_shown(row, entry))
        if sheet.listed is None:
            shown["others"].append({"sheet": sheet, "title": str(sheet), "text": dump(sheet.head)})
    context = framed(request, row, "rules", **shown, form=PackForm(), questions=len(pack.questions))
    return render(request, "compendium/rules.html", context)


def _shown(row: Draft, entry: Entry) -> dict[str, Any]:
    pack, sheet, content = pack_for(row), entry.sheet, entry.content
    found = {"entry": entry, "title": str(sheet), "text": dump(content), "says": None}
    if sheet.folder in ("rules", "cases") and sheet.question in pack.questions:
        found["title"] = spoken(pack.questions[sheet.question].title)
    if sheet.folder == "values" and sheet.path in pack.values:
        found["title"] = spoken(pack.values[sheet.path].title)
    if sheet.folder == "rules" and isinstance(content, dict) and "withdraw" not in content:
        read = _read(row, sheet.question, content)
        found |= {"says": read.says, "problems": read.problems}
    return found


def _read(row: Draft, question: str, content: dict[str, Any]) -> RuleRead:
    pack = pack_for(row)
    cited = str(content.get("clause", ""))
    for clause in row.clauses.all():
        clause.draft = row
        if clause.cited == cited:
            pack = with_clause(pack, cited, clause.number, clause.title or clause.number)
    if question not in pack.questions:
        return RuleRead(None, None, [])
    plain = {name: held for name, held in content.items() if name != "replace"}
    replaces = {"replace": True} if _replaces(pack, question, content) else {}
    return read_rule(pack, question, plain | replaces)


def _replaces(pack: Pack, question: str, content: dict[str, Any]) -> bool:
    return any(rule.id == content.get("id") for rule in pack.rules.get(question, ()))


@login_required
@require_GET
def questions(request: Request, pk: int) -> HttpResponse:
    """What a rule can answer, by kind: limits, ratios, ranges, criteria, duties, authority,
    grounds."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    pack = pack_for(row)
    shown = [
        (code, title, [(question, len(pack.rules.get(question.id, ()))) for question in found])
        for code, title, found in groups()
    ]
    return render(request, "compendium/questions.html", framed(request, row, "rules", groups=shown))


def _question(name: str) -> Question:
    found = common_pack().questions.get(name)
    if found is None:
        raise Http404
    return found


def _form(row: Draft, question: Question, data: Any, initial: dict[str, Any]) -> RuleForm:
    names = dict.fromkeys(rule.id for rule in pack_for(row).rules.get(question.id, ()))
    return RuleForm(
        data, initial=initial, question=question, clauses=clause_choices(row), names=names
    )


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: Request, pk: int, question: str) -> HttpResponse:
    """Write a rule for a question; ``?like=`` starts from one in force."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    asked = _question(question)
    first: dict[str, Any] = {"since": row.effective_on}
    like = request.GET.get("like", "")
    base = next((r for r in pack_for(row).rules.get(question, ()) if r.id == like), None)
    if base is not None and not _in_form(base):
        messages.error(
            request,
            _(
                "This rule has groups of conditions or answers by table. Change it in the "
                "exported pack and load that."
            ),
        )
        return redirect("compendium:rules", row.pk)
    if base is not None:
        first = _initial(pack_for(row), asked, like) | {"since": row.effective_on, "until": None}
    return _edit(request, row, asked, first, None)


def _in_form(rule: Rule) -> bool:
    """Whether the form can show a rule whole: what it cannot show it would leave out."""
    plain_tests = isinstance(rule.when, Test) or (
        isinstance(rule.when, All) and all(isinstance(part, Test) for part in rule.when.parts)
    )
    return (
        plain_tests
        and not rule.spread
        and not any(isinstance(value, Ref) for value in rule.then.values())
    )


def _initial(pack: Pack, question: Question, name: str) -> dict[str, Any]:
    """A rule in force as the form shows it, read back from what the pack keeps of it."""
    rules_of = [r for r in pack.rules.get(question.id, ()) if r.id == name]
    found = rules_of[-1]
    when = [{"fact": test.fact, test.op: plain(test.value)} for test in found.when.tests()]
    then = {key: _written(value) for key, value in found.then.items() if not isinstance(value, Ref)}
    content = {
        "id": found.id,
        "clause": found.clause,
        "when": when,
        "then": then,
        "excepts": list(found.excepts),
    }
    return initial_of(question, content)


def _written(value: Any) -> Any:
    written = getattr(value, "as_json", None)
    return plain(written() if written else value)


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: Request, pk: int, entry: int) -> HttpResponse:
    """Change a rule in its form, or anything else in the notation of packs."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    one = get_object_or_404(Entry.objects.select_related("sheet"), pk=entry, sheet__draft=row)
    question = common_pack().questions.get(one.sheet.question)
    if one.sheet.folder == "rules" and question and fits(question, one.content):
        return _edit(request, row, question, initial_of(question, one.content), one)
    return _raw(request, row, one)


def _edit(
    request: Request, row: Draft, question: Question, first: dict[str, Any], one: Entry | None
) -> HttpResponse:
    form = _form(row, question, request.POST or None, first)
    read: RuleRead | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            content = form.content()
            if one and "source" in one.content:
                content["source"] = one.content["source"]
            read = _read(row, question.id, content)
            for problem in read.problems:
                form.add_error(None, spoken(problem.message))
            if read.rule is not None and not read.problems:
                try:
                    actions.write_entry(
                        row,
                        folder="rules",
                        path=question.id.replace(".", "/"),
                        head={"question": question.id},
                        content=content,
                        entry=one,
                        by=request.actor,
                        now=request.now,
                    )
                    return redirect("compendium:rules", row.pk)
                except ValidationError as error:
                    put_errors(form, error)
    elif one is not None:
        read = _read(row, question.id, one.content)
    context = framed(
        request,
        row,
        "rules",
        form=form,
        question=question,
        read=read,
        entry=one,
        held=pack_for(row).rules.get(question.id, ()),
    )
    return render(request, "compendium/rule.html", context, status=status)


@login_required
@require_POST
def say(request: Request, pk: int, question: str) -> HttpResponse:
    """The sentence that the rule says, in both languages, as one types."""
    row = draft_of(request, pk)
    asked = _question(question)
    form = _form(row, asked, request.POST, {})
    read = _read(row, question, form.content()) if form.is_valid() else None
    return render(request, "compendium/_says.html", {"read": read, "form": form, "draft": row})


def _raw(request: Request, row: Draft, one: Entry) -> HttpResponse:
    text = request.POST.get("text", "") if request.method == "POST" else dump(one.content)
    fault, status = "", 200
    if request.method == "POST":
        content = parse(text)
        if isinstance(content, dict):
            actions.write_entry(
                row,
                folder=one.sheet.folder,
                path=one.sheet.path,
                head=one.sheet.head,
                content=content,
                entry=one,
                by=request.actor,
                now=request.now,
            )
            return redirect("compendium:rules", row.pk)
        fault, status = _("This cannot be read; write it in the notation of packs."), 422
    context = framed(request, row, "rules", entry=one, text=text, fault=fault)
    return render(request, "compendium/raw.html", context, status=status)


@login_required
@require_POST
def drop(request: Request, pk: int, entry: int) -> HttpResponse:
    """Take a rule, a value or an example out."""
    row = draft_of(request, pk)
    one = get_object_or_404(
        Entry.objects.select_related("sheet__draft__unit", "sheet__draft__department"),
        pk=entry,
        sheet__draft=row,
    )
    said(request, lambda: actions.drop_entry(one, by=request.actor, now=request.now))
    return redirect("compendium:rules", pk)


@login_required
@require_GET
def pack(request: Request, pk: int) -> HttpResponse:
    """The draft as a pack, in a ZIP file."""
    row = draft_of(request, pk)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for path, text in sorted(files_of(row).texts.items()):
            info = zipfile.ZipInfo(f"{pack_id(row)}/{path}", (2020, 1, 1, 0, 0, 0))
            book.writestr(info, text)
    response = HttpResponse(buffer.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack_id(row)}.zip"'
    return response


@login_required
@require_POST
def load(request: Request, pk: int) -> HttpResponse:
    """Read a pack into the draft, in place of its rules."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    form = PackForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        by, now = request.actor, request.now
        said(request, lambda: actions.load_pack(row, texts_of_zip(data), by=by, now=now))
    else:
        messages.error(request, " ".join(map(str, form.errors.get("file", []))))
    return redirect("compendium:rules", pk)
