"""Every duty of the packs as a company keeps it: how often, by whom, with what, how well."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from heqi.duties.actions.planning import unknown_years
from heqi.duties.audiences import audience
from heqi.duties.festivals import festivals
from heqi.duties.measures import BROKEN, KEPT, RUNNING, due_in
from heqi.duties.models import Duty
from heqi.duties.specs import Terms, post_name, terms, title_of, word_of
from heqi.people.models import Unit
from heqi.policies.packs import compendium_policies
from heqi.policies.speaking import spoken

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A duty with its terms and how it was kept in the month and the months before."""

    duty: Duty
    terms: Terms
    kept: int
    decided: int
    open: int
    trend: list[float]
    unknown: list[str]

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.terms.code)

    @property
    def every(self) -> str:
        """How often, in words."""
        return spoken(self.terms.every)

    @property
    def occasions(self) -> str:
        """The festivals it is for."""
        return "、".join(festivals().called(code) for code in self.terms.spec.occasions)

    @property
    def led_by(self) -> str:
        """The post that leads."""
        return "、".join(post_name(post) for post in self.terms.led_by)

    @property
    def audience(self) -> str:
        """For each what."""
        return word_of("audience", self.terms.spec.audience)

    @property
    def evidence(self) -> str:
        """What has to be there."""
        return "、".join(word_of("evidence", kind) for kind in self.terms.evidence)

    @property
    def known(self) -> bool:
        """Whether an app says who belongs to the audience."""
        return audience(self.terms.spec.audience) is not None

    @property
    def running(self) -> bool:
        """Whether the company keeps it."""
        return self.duty.until is None


def catalogue(company: Unit, month: date, *, on: date) -> list[tuple[str, list[Line]]]:
    """The duties by policy, in the order of the compendium."""
    months = [month]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    figures = [_by_code(company, one) for one in months]
    lines: dict[str, list[Line]] = defaultdict(list)
    for duty in Duty.objects.filter(company=company).order_by("id"):
        held = terms(duty.code, on, company.pk)
        if held is None:
            continue
        kept, decided, still_open = figures[0][duty.code]
        trend = [(k / d) for k, d, _o in (f[duty.code] for f in reversed(figures)) if d]
        missing = [f"{year} {festivals().called(c)}" for c, year in unknown_years(duty, on=on)]
        lines[held.clause.partition("/")[0]].append(
            Line(duty, held, kept, decided, still_open, trend, missing)
        )
    return [
        (spoken(policy.short), lines[policy.id])
        for policy in compendium_policies(company.pk)
        if policy.id in lines
    ]


def _by_code(company: Unit, month: date) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    rows = due_in(company, month).order_by().values_list("code")
    for code, kept, broken, running in rows.annotate(
        kept=Count("pk", filter=KEPT),
        broken=Count("pk", filter=BROKEN),
        running=Count("pk", filter=RUNNING),
    ):
        found[code] = (kept, kept + broken, running)
    return found
