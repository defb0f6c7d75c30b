"""The register of policies: what the framework requires, what holds, what is missing."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from heqi.compendium.content import share_of
from heqi.compendium.models import Draft, PlanItem, PolicySort
from heqi.compendium.states import OPEN
from heqi.compendium.terms import points_clause, points_of
from heqi.people.models import Unit
from heqi.policies.models import PolicyDocument, PolicyVersion, VersionState
from heqi.policies.packs import current_pack
from heqi.policies.speaking import spoken
from heqi.policies.working import at_work

HELD = (VersionState.TRIAL, VersionState.IN_FORCE)
STATES = (*HELD, VersionState.ABSENT, VersionState.DRAFT)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A policy in the register."""

    sort: str
    key: str
    title: str
    level: str
    version: PolicyVersion | None
    plan: PlanItem | None
    # What the plan of the group, or of another unit above, says of the same policy.
    above: PlanItem | None
    last: Draft | None
    open_draft: Draft | None
    points: int
    executable: int
    clauses: int
    late: bool
    # How many versions of it there are to compare.
    versions: int = 0

    @property
    def clause(self) -> str:
        """The clause that requires it, or that keeps the register."""
        return points_clause(self.sort) if self.sort else "framework/5.4"

    @property
    def is_missing(self) -> bool:
        """Required, and no text of it holds."""
        return bool(self.sort) and (self.version is None or self.version.state not in HELD)

    @property
    def tone(self) -> str:
        """Colour of the state."""
        if self.is_missing:
            return "over"
        return "soon" if self.version and self.version.state == VersionState.TRIAL else "ok"

    @property
    def department(self) -> Unit | None:
        """Who is responsible: by the plan, else who wrote what holds."""
        if self.plan:
            return self.plan.department
        return self.last.department if self.last else None


def register_of(company: Unit, *, on: date) -> list[RegisterLine]:
    """Required policies first, each with its state; then what else the company has. The number of
    queries does not depend on how many there are."""
    ids = [int(part) for part in company.path.split(".") if part]
    pack = current_pack(company.company_id)
    working = at_work(pack, company)
    documents = {
        document.pk: document
        for document in PolicyDocument.objects.filter(unit_id__in=ids).select_related("unit")
    }
    versions: dict[int, PolicyVersion] = {}
    rows = PolicyVersion.objects.filter(document__in=documents).order_by("number")
    counted: Counter[str] = Counter()
    for version in rows:
        counted[documents[version.document_id].key] += version.state != VersionState.ABSENT
        before = versions.get(version.document_id)
        if before is None or before.state not in HELD or version.state in HELD:
            versions[version.document_id] = version
    drafts = list(
        Draft.objects.filter(unit_id__in=ids).select_related("department").order_by("created_at")
    )
    plans, above = _plans(company, ids)
    by_key: dict[str, PolicyDocument] = {}
    for document in sorted(documents.values(), key=lambda d: ids.index(d.unit_id)):
        by_key[document.key] = document
    sorts = {draft.key: draft.sort for draft in drafts if draft.sort}
    lines = []
    for sort in (value for value in PolicySort.values if value):
        own = [key for key, its in sorts.items() if its == sort and key in by_key]
        key = own[-1] if own else sort.replace("_", "-")
        lines.append(
            _line(
                sort,
                key,
                company,
                by_key.get(key),
                versions,
                drafts,
                (plans.get(sort), above.get(sort)),
                share_of(key, working, pack),
                on,
            )
        )
    told = {line.key for line in lines}
    lines += [
        _line(
            "",
            key,
            company,
            document,
            versions,
            drafts,
            (None, None),
            share_of(key, working, pack),
            on,
        )
        for key, document in by_key.items()
        if key not in told
    ]
    return [replace(line, versions=counted[line.key]) for line in lines]


def _plans(company: Unit, ids: list[int]) -> tuple[dict[str, PlanItem], dict[str, PlanItem]]:
    """The plan of the company, and that of the nearest unit above it, by policy
    (framework/5.2.1.1)."""
    rows = PlanItem.objects.filter(unit__in=ids).select_related("department", "unit")
    found = sorted(rows, key=lambda plan: ids.index(plan.unit_id))
    own = {plan.sort: plan for plan in found if plan.unit_id == company.pk}
    return own, {plan.sort: plan for plan in found if plan.unit_id != company.pk}


def _line(
    sort: str,
    key: str,
    company: Unit,
    document: PolicyDocument | None,
    versions: dict[int, PolicyVersion],
    drafts: list[Draft],
    plans: tuple[PlanItem | None, PlanItem | None],
    share: tuple[int, int],
    on: date,
) -> RegisterLine:
    version = versions.get(document.pk) if document else None
    mine = [one for one in drafts if one.key == key or (sort and one.sort == sort)]
    last = next((d for d in reversed(mine) if d.published_at), None)
    open_draft = next((d for d in reversed(mine) if d.status in OPEN), None)
    plan, above = plans
    known = current_pack(company.company_id).policies.get(key)
    title = spoken(known.title) if known else document.name if document else ""
    title = title or str(PolicySort(sort).label)
    missing = version is None or version.state not in HELD
    planned = next((p.planned_on for p in plans if p and p.planned_on), None)
    return RegisterLine(
        sort=sort,
        key=key,
        title=title,
        level=str(document.unit.get_kind_display()) if document else "",
        version=version,
        plan=plan,
        last=last,
        open_draft=open_draft,
        points=len(points_of(sort, on, company)),
        above=above,
        executable=share[0],
        clauses=share[1],
        late=bool(missing and planned and planned < on),
    )
