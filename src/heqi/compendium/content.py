"""What a draft holds, as a pack; and the packs that it is laid over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any

from heqi.compendium.ending import ending
from heqi.compendium.models import Draft, DraftKind
from heqi.compendium.packing import Document, Files, write_pack
from heqi.compendium.wording import clause_documents, wording_document
from heqi.people.models import Unit, UnitKind
from heqi.people.queries import keeping_records
from heqi.policies.layers import Pile, known_layers
from heqi.policies.packs import current_pack, packs_with
from heqi.policies.working import at_work
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
    if draft.kind != DraftKind.REPEAL:
        yield from clause_documents(draft, packs_below(draft).reading.pack or pack_for(draft))
    for sheet in draft.sheets.exclude(folder="clauses").prefetch_related("entries"):
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


def export_of(draft: Draft) -> Files:
    """The draft as a pack that can be loaded again without loss: with the tree of its clauses as
    the company words them."""
    own = [*documents_of(draft), *([wording_document(draft)] if draft.clauses.exists() else [])]
    return write_pack(head_of(draft), own)


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
    laid = laid_packs(_own(files_of(draft)), companies_under(draft), rank_of(draft))
    return {unit: one.reading.pack for unit, one in laid.items()}


def laid_packs(
    own: PackFiles, companies: Iterable[Unit], rank: int, more: Pile = ()
) -> dict[Unit, Laid]:
    """The packs of each company with a layer of a rank in its place; ``more`` lie right below."""
    found = {}
    for unit in companies:
        below, above = known_layers().around(own.name, rank, unit.pk)
        found[unit] = _drafted(below + more, above, own)
    return found


def layer_of(draft: Draft) -> PackFiles:
    """The draft as the layer that it becomes."""
    return _own(files_of(draft))


def named_draft(name: str) -> Draft | None:
    """The draft of a number, or of the id of its pack."""
    drafts = Draft.objects.select_related("unit")
    pk = name.rpartition("-d")[2]
    if pk.isascii() and pk.isdigit() and len(pk) < 18:
        found = drafts.filter(pk=int(pk)).first()
        return found if found and pack_id(found) == name else None
    return drafts.filter(number=name).first()


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
    executable, clauses = drafted_share(draft)
    return Checked(
        findings=found,
        executable=executable,
        clauses=clauses,
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


def drafted_share(draft: Draft) -> tuple[int, int]:
    """Clauses of a draft by which something will work, and all of them (framework/5.1.3)."""
    pack = drafted_pack(draft)
    working = at_work(pack, draft.unit.company) if pack else frozenset()
    rows = list(draft.clauses.all())
    for row in rows:
        row.draft = draft
    return sum(row.cited in working for row in rows), len(rows)


def share_of(key: str, working: frozenset[str], pack: Pack) -> tuple[int, int]:
    """Clauses of a policy in force by which something works, and all of them."""
    policy = pack.policies.get(key)
    own = set(policy.clauses) if policy else set()
    return len(own & working), len(own)
