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
from heqi.compendium.content import export_of, pack_for, pack_id
from heqi.compendium.controls import parse
from heqi.compendium.editing import edited, form_of, written_rule
from heqi.compendium.forms import PackForm
from heqi.compendium.models import Draft, Entry
from heqi.compendium.packing import dump
from heqi.compendium.reading import RuleRead, read_rule, with_clause
from heqi.compendium.ruleforms import fits, groups, initial_of
from heqi.compendium.views.frame import draft_of, framed, said
from heqi.people.fields import put_errors
from heqi.people.requests import Request
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import Pack, Question


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


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: Request, pk: int, question: str) -> HttpResponse:
    """Write a rule for a question; ``?like=`` starts from one in force."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    asked = _question(question)
    like = request.GET.get("like", "")
    found = written_rule(row, question, like) if like else None
    if found is not None and not fits(asked, found):
        return _raw(request, row, None, asked, found)
    first = initial_of(asked, found) if found else {"since": row.effective_on}
    return _edit(request, row, asked, first, None, found)


@login_required
@require_http_methods(["GET", "POST"])
def entry(request: Request, pk: int, entry: int) -> HttpResponse:
    """Change a rule in its form, or anything else in the notation of packs."""
    row = draft_of(request, pk)
    require_drafting(row, request.actor)
    one = get_object_or_404(Entry.objects.select_related("sheet"), pk=entry, sheet__draft=row)
    question = common_pack().questions.get(one.sheet.question)
    if one.sheet.folder == "rules" and question and fits(question, one.content):
        first = initial_of(question, one.content)
        return _edit(request, row, question, first, one, one.content)
    return _raw(request, row, one, question, one.content)


def _edit(
    request: Request,
    row: Draft,
    question: Question,
    first: dict[str, Any],
    one: Entry | None,
    written: dict[str, Any] | None,
) -> HttpResponse:
    form = form_of(row, question, request.POST or None, first)
    read: RuleRead | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            content = edited(row, written, form) if written else form.content()
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
    form = form_of(row, asked, request.POST, _cited(row, request))
    read = _read(row, question, form.content()) if form.is_valid() else None
    return render(request, "compendium/_says.html", {"read": read, "form": form, "draft": row})


def _cited(row: Draft, request: Request) -> dict[str, Any]:
    """A rule may keep the clause of another policy that it cites already."""
    cited = request.POST.get("clause", "")
    return {"clause": cited} if cited in pack_for(row).clauses else {}


def _raw(
    request: Request, row: Draft, one: Entry | None, question: Question | None, start: Any
) -> HttpResponse:
    text = request.POST.get("text", "") if request.method == "POST" else dump(start)
    faults: list[str] = []
    folder = one.sheet.folder if one else "rules"
    if request.method == "POST":
        content = parse(text)
        if not isinstance(content, dict):
            faults = [_("This cannot be read; write it in the notation of packs.")]
        elif folder == "rules" and question and "withdraw" not in content:
            faults = [spoken(one.message) for one in _read(row, question.id, content).problems]
        if not faults:
            actions.write_entry(
                row,
                folder=folder,
                path=one.sheet.path if one else question.id.replace(".", "/"),  # type: ignore[union-attr]
                head=one.sheet.head if one else {"question": question.id},  # type: ignore[union-attr]
                content=content,
                entry=one,
                by=request.actor,
                now=request.now,
            )
            return redirect("compendium:rules", row.pk)
    label = f"{one.sheet} · {one}" if one else spoken(question.title)  # type: ignore[union-attr]
    context = framed(request, row, "rules", label=label, text=text, faults=faults)
    status = 422 if faults else 200
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
        for path, text in sorted(export_of(row).texts.items()):
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
