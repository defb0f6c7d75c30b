"""The six steps of 7.2: who carries them out, and how far they are."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.models import Party, Tier
from heqi.customers.states import PartyState
from heqi.people.models import Staff, Unit
from heqi.people.queries import department_of
from heqi.policies.packs import current_pack
from heqi.tiers.facts import (
    collectors_of,
    figure_word,
    kinds_to_collect,
    post_names,
    step_by,
    step_codes,
)
from heqi.tiers.models import Assessment, Batch, ContactGap, Responsible, Standard
from heqi.tiers.states import OPEN, BatchStatus, Occasion, Status

YEAR = 365


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the process: done by whom, how far, where to go."""

    code: str
    number: int
    title: str
    clause: str
    who: list[str]
    state: str  # done, now, open
    told: list[str]
    href: str


@dataclass(frozen=True, slots=True)
class Department:
    """A department that collects: what, who is its head, who is in charge, how far."""

    unit: Unit | None
    post: str
    head: str
    kinds: list[str]
    keeper: Responsible | None
    proposed: int
    in_force: int


@dataclass(slots=True)
class Process:
    """Everything that the overview of the process shows."""

    steps: list[Step] = field(default_factory=list)
    departments: list[Department] = field(default_factory=list)
    standard: Standard | None = None
    is_current: bool = False
    figure: str = ""


def process_of(company: Unit, *, now: datetime) -> Process:
    """The process of a company as it stands."""
    today = timezone.localdate(now)
    standard = Standard.objects.filter(company=company).first()
    is_current = standard is not None and standard.pack_sha256 == current_pack(company.pk).sha256
    rows = Assessment.objects.filter(company=company)
    told = _told(company, standard, is_current)
    steps = []
    for number, (code, title) in enumerate(step_codes().items(), start=1):
        posts, clause = step_by(code, on=today, company_id=company.pk)
        names = post_names(posts)
        state, lines, href = told[code]
        steps.append(
            Step(code, number * 10, title, clause, [names[p] for p in posts], state, lines, href)
        )
    return Process(
        steps=steps,
        departments=_departments(company, rows, today),
        standard=standard,
        is_current=is_current,
        figure=figure_word(on=today, company_id=company.pk),
    )


def _told(
    company: Unit, standard: Standard | None, is_current: bool
) -> dict[str, tuple[str, list[str], str]]:
    """State, sentences and address of each step."""
    rows = Assessment.objects.filter(company=company)
    open_rows = rows.filter(status__in=OPEN)
    existing = rows.filter(occasion=Occasion.EXISTING)
    waiting = open_rows.filter(status=Status.UNDER_REVIEW)
    to_do = open_rows.exclude(status=Status.UNDER_REVIEW)
    files = Batch.objects.filter(company=company, status=BatchStatus.CONFIRMED).count()
    vips = Party.objects.filter(company=company).exclude(tier=Tier.STANDARD)
    vips = vips.exclude(state=PartyState.MERGED)
    bare = vips.exclude(pk__in=rows.filter(status=Status.APPROVED).values("party"))
    gaps = ContactGap.objects.filter(company=company, closed_at__isnull=True).count()
    business = ~Q(occasion=Occasion.EXISTING)
    decided = rows.filter(business, reviewed_at__isnull=False)
    collected = existing.exclude(status=Status.WITHDRAWN).count()
    first = waiting.filter(occasion=Occasion.EXISTING).count()
    later = waiting.filter(business).count()
    again = to_do.filter(business).count()
    return {
        "standards": (
            "done" if is_current else "now",
            [
                _("Confirmed {day} by {name}").format(
                    day=f"{timezone.localtime(standard.confirmed_at):%Y-%m-%d}",
                    name=standard.confirmer_name,
                )
                if standard
                else _("Not confirmed yet"),
                *([] if is_current or not standard else [_("The policies have changed since.")]),
            ],
            "#standards",
        ),
        "collect": (
            "done" if collected and not to_do.filter(occasion=Occasion.EXISTING) else "now",
            [
                _("{n} proposals collected, {files} files").format(n=collected, files=files),
                _("{n} VIP customers still without an assessment on file").format(n=bare.count()),
            ],
            "/customers/tiers/batches/",
        ),
        "leadership_review": (
            "now" if first else "done" if collected else "open",
            [_("{n} wait for the leadership").format(n=first)],
            "/customers/tiers/review/",
        ),
        "new_customers": (
            "done" if vips.exists() else "open",
            [
                _("{n} VIP customers in the ledger").format(n=vips.count()),
                _("{n} contacts missing").format(n=gaps),
            ],
            "/customers/tiers/",
        ),
        "reconfirm": (
            "now" if again else "done",
            [_("{n} to be completed").format(n=again)],
            "/customers/tiers/proposals/",
        ),
        "leader_review": (
            "now" if later else "done",
            [
                _("{n} wait for the leader in charge").format(n=later),
                _("{n} decided so far").format(n=decided.count()),
            ],
            "/customers/tiers/review/",
        ),
    }


def _departments(company: Unit, rows: "QuerySet[Assessment]", today: date) -> list[Department]:
    """The departments by the heads that the policy names, each once."""
    kinds: dict[str, list[str]] = {}
    for kind, word in kinds_to_collect().items():
        for post in collectors_of(kind, on=today, company_id=company.pk):
            kinds.setdefault(post, []).append(word)
    employed = Q(left_on__isnull=True) | Q(left_on__gt=today)
    heads: dict[str, Staff] = {}
    staff = Staff.objects.filter(employed, post__in=kinds, unit__path__startswith=company.path)
    for one in staff.select_related("unit__parent").order_by("number"):
        heads.setdefault(one.post_id, one)
    units = {post: department_of(head.unit) for post, head in heads.items()}
    keepers = {
        row.unit_id: row
        for row in Responsible.objects.filter(
            unit__in=[unit.pk for unit in units.values()], until__isnull=True
        ).select_related("staff")
    }
    names = post_names(kinds)
    found = []
    for post, words in kinds.items():
        unit, head = units.get(post), heads.get(post)
        own = rows.filter(department=unit) if unit else rows.none()
        found.append(
            Department(
                unit=unit,
                post=names[post],
                head=head.name if head else "",
                kinds=words,
                keeper=keepers.get(unit.pk) if unit else None,
                proposed=own.count(),
                in_force=own.filter(status=Status.APPROVED).exclude(tier=Tier.STANDARD).count(),
            )
        )
    return found
