"""The review of a company's day: everything judged, weighed, flagged."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from heqi.customers.business import entries_in
from heqi.customers.reading import PAPER
from heqi.ledger.actors import SYSTEM
from heqi.ledger.states import move
from heqi.lookups.actions.flagging import flag_findings
from heqi.lookups.actions.judging import judged, keep_verdicts, settle
from heqi.lookups.actions.known import refresh_hints
from heqi.lookups.facts import (
    around_of,
    day_bounds,
    epoch,
    groups_of,
    looks_between,
    looks_of_verdicts,
    rows_between,
)
from heqi.lookups.facts.around import EPOCH, kin_with
from heqi.lookups.facts.merged import winners_of
from heqi.lookups.models import Case, DayTally, Flag, Verdict, VerdictKind
from heqi.lookups.rules import Around, Limits, Look, Tally, Window, review, tally_of
from heqi.lookups.rules.entries import back_dated, disagreeing, own_account, reverted
from heqi.lookups.rules.exports import OUT
from heqi.lookups.states import FLOW, Status
from heqi.lookups.thresholds import limits_on
from heqi.people.models import Staff, Unit

# Rules that look at verdicts: what business explains later was no misuse.
BY_VERDICT = frozenset({"R1", "R2", "R3", "R4", "R5", "R11"})


@transaction.atomic
def review_company_day(company: Unit, day: date, *, now: datetime) -> list[Flag]:
    """Judge and weigh everything of one local day; running it again flags nothing twice."""
    limits = limits_on(day, company.pk)
    since, until = day_bounds(day)
    refresh_hints(company, now=now)
    looks = judged(looks_between(company.pk, since, until), limits, now=now)
    keep_verdicts(looks, company, limits, now=now)
    settled = settle(company, limits, now=now)
    explain_cases(company, now=now)
    first = since - timedelta(days=limits.overall("window_days") - 1)
    unlinked = looks_of_verdicts(
        Verdict.objects.filter(company=company, at__gte=first, at__lt=until).exclude(
            verdict=VerdictKind.EXPLAINED
        )
    )
    every = [*looks, *settled, *(look for rows in unlinked.values() for look in rows)]
    around = around_of(company, every, day=day, window_days=limits.overall("window_days"))
    window = _window(company, day, looks, settled, unlinked, around, limits)
    findings = review(window, around, limits)
    entries = entries_in(company.pk, epoch(first), epoch(until))
    fresh = [entry for entry in entries if entry.at >= epoch(since)]
    kin = kin_with(company, winners_of({entry.subject for entry in fresh if entry.subject}))
    findings += [
        *disagreeing(fresh, limits),
        *(f for f in reverted(entries, limits) if f.until >= epoch(since)),
        *back_dated(fresh, limits),
        *own_account(fresh, kin, limits),
    ]
    return flag_findings(findings, limits, now=now)


def _window(
    company: Unit,
    day: date,
    looks: list[Look],
    settled: list[Look],
    unlinked: object,
    around: Around,
    limits: Limits,
) -> Window:
    by_actor: dict[int, list[Look]] = defaultdict(list)
    for look in looks:
        by_actor[look.actor].append(look)
    due: dict[int, list[Look]] = defaultdict(list)
    for look in settled:
        if look.verdict != VerdictKind.EXPLAINED:
            due[look.actor].append(look)
    number = (day - EPOCH).days
    tallies = [tally_of(actor, number, rows) for actor, rows in by_actor.items()]
    groups = groups_of(company, day=day)
    _keep_tallies(company, day, tallies, by_actor, groups)
    first = day - timedelta(days=limits.overall("window_days") - 1)
    grouped: dict[object, list[Tally]] = defaultdict(list)
    for row in DayTally.objects.filter(company=company, day__gte=first, day__lte=day):
        grouped[groups.get(row.staff_id, row.group)].append(
            Tally(
                row.staff_id,
                (row.day - EPOCH).days,
                row.customers,
                row.peak_hour,
                row.views,
                row.unmasks,
            )
        )
    exports: dict[object, list[int]] = defaultdict(list)
    out = rows_between(company.pk, day_bounds(first)[0], day_bounds(day)[0])
    for actor, count in (
        out.filter(action__in=OUT).exclude(channel=PAPER).values_list("actor_id", "result_count")
    ):
        exports[around.group.get(actor or 0)].append(count)
    return Window(
        day=number,
        looks={actor: sorted(rows, key=lambda row: row.at) for actor, rows in by_actor.items()},
        unlinked=unlinked,  # type: ignore[arg-type]
        settled=due,
        tallies=grouped,
        exports=exports,
    )


def _keep_tallies(
    company: Unit,
    day: date,
    tallies: list[Tally],
    looks: dict[int, list[Look]],
    groups: Mapping[int, str],
) -> None:
    people = {
        person.pk: person for person in Staff.objects.filter(pk__in=[t.actor for t in tallies])
    }
    DayTally.objects.bulk_create(
        [
            DayTally(
                company=company,
                staff=people[tally.actor],
                group=groups.get(tally.actor, ""),
                day=day,
                customers=tally.customers,
                peak_hour=tally.peak_hour,
                views=tally.views,
                unmasks=tally.unmasks,
                clicks=sum(
                    look.action == "view" and look.source != "auto" for look in looks[tally.actor]
                ),
                exports=sum(look.action in OUT for look in looks[tally.actor]),
            )
            for tally in tallies
            if tally.actor in people
        ],
        update_conflicts=True,
        unique_fields=["staff", "day"],
        update_fields=["customers", "peak_hour", "views", "unmasks", "clicks", "exports", "group"],
    )


def explain_cases(company: Unit, *, now: datetime) -> int:
    """Close open cases all of whose looks have found their business by now (late orders)."""
    done = 0
    states = [Status.NEW, Status.ASKED, Status.ANSWERED]
    for case in Case.objects.filter(company=company, is_open=True, status__in=states):
        flags = list(case.flags.values_list("rule", "looks"))
        if not flags or any(rule not in BY_VERDICT for rule, _looks in flags):
            continue
        cited = {pk for _rule, looks in flags for pk in looks}
        explained = Verdict.objects.filter(pk__in=cited, verdict=VerdictKind.EXPLAINED).count()
        if cited and explained == len(cited):
            move(
                case,
                FLOW,
                "explain",
                code="lookups.explain",
                by=SYSTEM,
                now=now,
                decided_at=now,
                due_at=None,
                is_open=False,
            )
            done += 1
    return done
