"""What the policy pages show: the pack's clauses beside the company's own words and its figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heqi.ledger.actors import Actor
from heqi.people.models import Unit, UnitKind
from heqi.policies.measures import Measure, measures, percent
from heqi.policies.models import PolicyQuery, PolicyVersion, VersionState
from heqi.policies.packs import compendium_policies, current_pack
from heqi.policies.queries import versions_for
from heqi.policies.working import at_work
from heqi.rulebook.pack import Policy


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy in the table of contents."""

    policy: Policy
    version: PolicyVersion | None
    clauses: int
    executable: int
    kept: int
    decided: int
    queries: int
    tone: str

    @property
    def is_absent(self) -> bool:
        """Announced but without text."""
        return bool(self.version and self.version.state == VersionState.ABSENT)

    @property
    def rate(self) -> str:
        """Per cent kept, cut to one decimal and never rounded up."""
        return percent(self.kept, self.decided)

    @property
    def state_tone(self) -> str:
        """Colour of the version's state."""
        states = {VersionState.IN_FORCE: "ok", VersionState.TRIAL: "soon"}
        return states.get(VersionState(self.version.state), "hold") if self.version else ""


def tone_of_counts(kept: int, decided: int, *, on: date, company: Unit) -> str:
    """The tone of one figure."""
    return tone_of([Measure("", kept, decided)], on=on, company=company)


def tone_of(rows: Iterable[Measure], *, on: date, company: Unit) -> str:
    """The worst of the measures: good, warn or bad by the company's thresholds (framework/5.2.1.6);
    run while nothing is decided."""
    limits = current_pack(company.pk).value("policies/thresholds", on).content
    worst = "run"
    for row in rows:
        if not row.decided:
            continue
        rate = Decimal(row.kept) / row.decided
        good, watch = Decimal(limits["good"]), Decimal(limits["watch"])
        tone = "good" if rate >= good else "warn" if rate >= watch else "bad"
        worst = min(worst, tone, key=("bad", "warn", "good", "run").index)
    return worst


DOTS = {"good": "ok", "warn": "soon", "bad": "over", "run": "hold"}


def company_in_view(by: Actor) -> Unit | None:
    """The company whose policies the actor reads: his own, else the first one below him."""
    if by.company_id:
        return Unit.objects.filter(pk=by.company_id).first()
    paths = by.holdings.get("policies.view", ())
    for path in paths:
        found = (
            Unit.objects.filter(path__startswith=path, kind=UnitKind.COMPANY).order_by("pk").first()
        )
        if found:
            return found
    return None


def contents(company: Unit, *, month: date, on: date, by: Actor) -> list[PolicyLine]:
    """The compendium's policies with the month's figures."""
    pack = current_pack(company.pk)
    held = versions_for(company, on=on)
    figures, working = measures(company, month, by), at_work(pack, company)
    doubts = PolicyQuery.objects.filter(unit=company, answered_at__isnull=True)
    refs = list(doubts.values_list("ref", flat=True))
    lines = []
    for policy in compendium_policies(company.pk):
        rows = [row for ref in policy.clauses for row in figures.get(ref, [])]
        lines.append(
            PolicyLine(
                policy=policy,
                version=held.get(policy.id),
                clauses=len(policy.clauses),
                executable=len(working & set(policy.clauses)),
                kept=sum(row.kept for row in rows),
                decided=sum(row.decided for row in rows),
                queries=sum(ref.partition("/")[0] == policy.id for ref in refs),
                tone=DOTS[tone_of(rows, on=on, company=company)],
            )
        )
    return lines
