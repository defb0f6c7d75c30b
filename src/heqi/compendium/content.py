"""What a draft holds, as a pack; and the packs that it is laid over."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from heqi.compendium.ending import ending
from heqi.compendium.models import Draft, DraftClause, DraftKind
from heqi.compendium.packing import Document, Files, write_pack
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import keeping_records
from heqi.policies.layers import Pile, known_layers
from heqi.policies.packs import current_pack, packs_with
from heqi.rulebook.checks import check_reading
from heqi.rulebook.loader import Laid, PackFiles
from heqi.rulebook.pack import Pack, Problem

RANKS = {UnitKind.GROUP: 0, UnitKind.REGION: 0, UnitKind.COMPANY: 1}
LOCAL = 2


def rank_of(draft: Draft) -> int:
    """Group below company below local supplement."""
    return RANKS.get(UnitKind(draft.unit.kind), LOCAL)


def pack_id(draft: Draft) -> str:
    """The id of the pack that a draft becomes."""
    return f"{draft.key}-d{draft.pk}"


def head_of(draft: Draft) -> dict[str, Any]:
    """``pack.yaml`` of a draft."""
    return {
        "id": pack_id(draft),
        "title": {"zh": draft.title, "en": draft.title_en or draft.title},
        "version": str(draft.pk),
        "requires": ["law"],
    }


def files_of(draft: Draft) -> Files:
    """The draft as the files of a pack; lines lead back to entries and clauses."""
    return write_pack(head_of(draft), documents_of(draft))


def documents_of(draft: Draft) -> Iterator[Document]:
    """Clauses that the packs do not know yet, then the sheets, then the end of what it ends."""
    sheets = list(draft.sheets.prefetch_related("entries"))
    if draft.kind != DraftKind.REPEAL and not any(sheet.folder == "clauses" for sheet in sheets):
        yield from _clauses(draft)
    for sheet in sheets:
        entries = list(sheet.entries.all())
        yield Document(
            sheet.folder,
            sheet.path,
            sheet.head,
            sheet.listed,
            tuple(entry.content for entry in entries),
            tuple(entries),
        )
    yield from ending(draft, packs_below(draft))


def _clauses(draft: Draft) -> Iterator[Document]:
    pack = pack_for(draft)
    own = [c for c in draft.clauses.all() if not c.ref or c.ref not in pack.clauses]
    own = [clause for clause in own if clause.cited not in pack.clauses]
    known = draft.key in pack.policies
    if not own and (known or not draft.clauses.exists()):
        return
    head: dict[str, Any] = {"policy": draft.key}
    if known:
        head["extends"] = True
    else:
        head["title"] = {"zh": draft.title, "en": draft.title_en or draft.title}
        if draft.short:
            head["short"] = {"zh": draft.short, "en": draft.title_en or draft.short}
    yield Document("clauses", draft.key, head, "clauses", tuple(map(_clause, own)), tuple(own))


def _clause(clause: DraftClause) -> dict[str, Any]:
    title = clause.title or clause.text[:24] or clause.number
    text = clause.text or title
    return {
        "id": clause.cited,
        "number": clause.number,
        "kind": clause.kind or "context",
        "title": {"zh": title, "en": title},
        "summary": {"zh": text, "en": clause.text_en or text},
    }


def pack_for(draft: Draft) -> Pack:
    """The packs in force where the draft will hold: in its company, else what is common."""
    return current_pack(draft.unit.company_id)


def companies_under(draft: Draft) -> list[Unit]:
    """Where the draft will hold: its company, or every unit below that keeps records of its own;
    each with the layers that it has itself."""
    company = draft.unit.company
    return list(keeping_records(draft.unit)) if company is None else [company]


def packs_below(draft: Draft) -> Laid:
    """The packs in force without this draft."""
    below, above = _around(draft, draft.unit.company_id)
    return packs_with(below + above)


def packs_drafted(draft: Draft, files: Files | None = None) -> Laid:
    """The packs in force with the draft in its place, as far as they can be read."""
    return _drafted(*_around(draft, draft.unit.company_id), _own(files or files_of(draft)))


def drafted_pack(draft: Draft) -> Pack | None:
    """The packs in force with the draft among them, as one pack."""
    return packs_drafted(draft).reading.pack


def drafted_packs(draft: Draft) -> dict[Unit, Pack | None]:
    """What each company would decide by: a group's draft lies below what a company has."""
    own = _own(files_of(draft))
    return {
        unit: _drafted(*_around(draft, unit.pk), own).reading.pack
        for unit in companies_under(draft)
    }


def _around(draft: Draft, company_id: int | None) -> tuple[Pile, Pile]:
    return known_layers().around(pack_id(draft), rank_of(draft), company_id)


def _own(files: Files) -> PackFiles:
    return PackFiles(files.name, tuple(sorted(files.texts.items())))


@lru_cache(maxsize=16)
def _drafted(below: Pile, above: Pile, own: PackFiles) -> Laid:
    """By content: the pages of a draft read it once for each change."""
    return reduce(lambda laid, layer: laid.over(layer), (own, *above), packs_with(below))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of a draft, and the row where it can be put right."""

    problem: Problem
    mark: Any

    @property
    def is_error(self) -> bool:
        """Whether publishing is refused for it."""
        return self.problem.severity == "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that the checks say of a draft."""

    findings: list[Finding]
    executable: int
    clauses: int
    conflicts: int

    @property
    def errors(self) -> list[Finding]:
        """What refuses publishing."""
        return [finding for finding in self.findings if finding.is_error]

    @property
    def sound(self) -> bool:
        """Whether nothing refuses publishing."""
        return not self.errors


TOLD = ("error", "warning")


def check_draft(draft: Draft) -> Checked:
    """Schema, citations, conflicts, gaps, floors, examples: what the draft brings that was not
    there before (framework/5.1.2)."""
    files = files_of(draft)
    found = [Finding(problem, files.mark_at(problem)) for problem in _problems(draft, files)]
    found.sort(key=lambda one: (not one.is_error, one.problem.file, one.problem.line))
    kinds = [clause.kind for clause in draft.clauses.all()]
    return Checked(
        findings=found,
        executable=sum(kind not in ("", "context") for kind in kinds),
        clauses=len(kinds),
        conflicts=sum(one.problem.code == "conflict" for one in found),
    )


def _problems(draft: Draft, files: Files) -> Iterator[Problem]:
    """What is wrong with the draft among the layers of any company, each thing once."""
    own, known = _own(files), set()
    piles = {_around(draft, unit.pk): None for unit in companies_under(draft)}
    for below, above in piles:
        before = {_what(p) for p in check_reading(packs_with(below + above).reading)}
        for problem in check_reading(_drafted(below, above, own).reading):
            mine = problem.file.startswith(f"{files.name}/")
            told = problem.severity in TOLD and (mine or _what(problem) not in before)
            if told and (problem.file, problem.line, *_what(problem)) not in known:
                known.add((problem.file, problem.line, *_what(problem)))
                yield problem


def _what(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.message.en


def share_of(key: str, company: Unit) -> tuple[int, int]:
    """Clauses of a company's policy in force that are executable, and all of them."""
    pack = current_pack(company.company_id)
    policy = pack.policies.get(key)
    if policy is None:
        return 0, 0
    kinds = [pack.clauses[ref].kind for ref in policy.clauses]
    return sum(kind != "context" for kind in kinds), len(kinds)
