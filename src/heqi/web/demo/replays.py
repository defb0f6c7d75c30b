"""How fast a draft is replayed over very many requests: the demo's months, repeated week by week
into the past by the database."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

from django.db import connection, models, transaction

from heqi.clocks.models import Clock, Moment, Timeline
from heqi.people.queries import keeping_records
from heqi.policies.layers import layers_in_force
from heqi.policies.packs import packs_with
from heqi.rulebook.loader import PackFiles
from heqi.rulebook.pack import Pack
from heqi.service.models import ServiceRequest
from heqi.web.demo import build_demo, is_empty

# Keys of one repetition lie so far behind those of the one before.
STEP = 1_000_000
WEEKS = 52
# The demo's own months, in weeks.
MONTHS = 14
# So many repetitions are written together.
TURNS = 10
# One in so many was on hold for two hours, beginning half an hour after it was received.
ONE_IN = 40
HELD = {"suspended": 30, "resumed": 150}.items()
# Cases named for each clause, outcome and department, and what is told of the promises.
CASES = 20
TOLD = ("changed", "moved", "newly_late", "newly_kept", "one_by_one")
PROCESSES = (RUSAGE_SELF, RUSAGE_CHILDREN)
REQUEST = ServiceRequest._meta.label_lower
# A repair of every customer at the door in three hours, not four; a large user from 800 m³ on.
RULES = {
    "rules/commitments.yaml": """
question: service.commitments
rules:
  - id: sooner
    clause: tiering/4.2
    since: 2011-01-01
    excepts: base
    when: [{fact: service, is: repair}, {fact: tier, is: standard}]
    then: {at_door: 3 h, complete: 24 h}
""",
    "rules/tier.yaml": """
question: tiering.tier
rules:
  - id: large_users
    replace: true
    clause: tiering/4.1-large-users
    since: 2011-01-01
    excepts: [standard, officials, supervising_departments, supervisors, government, media]
    when: [{fact: customer_kind, in: [commercial, industrial]}, {fact: daily_m3, at_least: 800}]
    then: {tier: vip_org}
""",
}


def bench_replay(rows: int, *, now: datetime, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill the database up to so many requests and replay a changed limit and criterion: their
    clocks, the decisions of every record, and what both do to the appraisal."""
    # Only the replaying process loads arrays.
    from heqi.compendium.trying import try_draft

    if is_empty():
        build_demo(customers=5_000, orders=2_400, now=now, say=say)
    begun = perf_counter()
    _fill(rows, say)
    filled = perf_counter() - begun
    until = now.date() + timedelta(days=2)
    since = until - timedelta(weeks=WEEKS + MONTHS)
    draft = changed_pack()
    wall, cpu = perf_counter(), _cpu()
    companies = dict.fromkeys(keeping_records(), draft)
    found = try_draft(companies, since=since, until=until, now=now, keep=CASES)
    wall, cpu = perf_counter() - wall, _cpu() - cpu
    return {
        "requests": Timeline.objects.filter(subject_type=REQUEST).count(),
        "cases": found["cases"],
        "clocks": Clock.objects.count(),
        "moments": Moment.objects.count(),
        **{name: found[name] for name in TOLD},
        "decisions": sum(found["decisions"]["looked"].values()),
        "decisions_changed": sum(found["decisions"]["changed"].values()),
        "fill_s": round(filled, 1),
        "wall_s": round(wall, 2),
        # Of it: promises and their due instants; the rest is decisions and the appraisal.
        "clocks_s": round(found["elapsed_s"], 2),
        "cpu_s": round(cpu, 2),
        # Of the process that needed most; each core has one.
        "peak_memory_mb": max(getrusage(who).ru_maxrss for who in PROCESSES) // 1024,
        "cores": os.cpu_count(),
    }


def _cpu() -> float:
    """Seconds of processor time, of processes that ended too."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, PROCESSES))


def changed_pack() -> Pack:
    """The packs in force with a changed limit and a changed criterion of tiers over them."""
    head = "id: bench\ntitle: {zh: 测量, en: Bench}\nversion: '1'\nrequires: [citygas]\n"
    files = {"pack.yaml": head, **RULES}
    over = PackFiles("bench", tuple(sorted(files.items())))
    return packs_with(layers_in_force(None)).over(over).reading.sound_pack()


def _fill(rows: int, say: Callable[[str], None]) -> None:
    """Repeats the requests with their histories and clocks, the oldest first, so that keys grow
    with time as in a database that was used for a year."""
    base = Timeline.objects.filter(subject_type=REQUEST, pk__lt=STEP)
    here = Timeline.objects.filter(subject_type=REQUEST).count()
    size = base.count()
    turn = (Timeline.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) // STEP
    while here < rows and size:
        # Many in one go: each end of a transaction writes all pages of all indices it touched.
        with transaction.atomic():
            for _turn in range(TURNS):
                turn += 1
                ids = base.order_by("pk").values_list("pk", flat=True)[: max(rows - here, 0)]
                if ids:
                    _repeat(turn, max(ids), round(WEEKS * (1 - here / rows)) * 7)
                here += len(ids)
        say(f"{here} requests")


def _repeat(turn: int, last: int, days: int) -> None:
    mine = f"SELECT id FROM clocks_timeline WHERE subject_type = '{REQUEST}' AND id <= {last}"  # nosec B608
    subjects = mine.replace("SELECT id", "SELECT subject_id")
    key = f"+ {turn * STEP}"
    _copy(ServiceRequest, days, f"id IN ({subjects})", {
        "id": f"id {key}", "number": f"number || '-{turn}'", "merged_into_id": "NULL",
        "idempotency_key": "''",
    })  # fmt: skip
    _copy(Timeline, days, f"id IN ({mine})", {
        "id": f"id {key}", "subject_id": f"subject_id {key}", "label": f"label || '-{turn}'",
    })  # fmt: skip
    theirs = {"id": f"id {key}", "timeline_id": f"timeline_id {key}"}
    _copy(Moment, days, f"timeline_id IN ({mine})", theirs)
    for kind, minutes in HELD:
        held = f"kind = 'received' AND timeline_id % {ONE_IN} = {turn % ONE_IN}"
        own = {"id": f"id {key} + {minutes * 3000}", "kind": f"'{kind}'",
               "at": _shifted("at", days, minutes)}  # fmt: skip
        _copy(Moment, days, f"{held} AND timeline_id IN ({mine})", theirs | own)
    _copy(Clock, days, f"timeline_id IN ({mine})", theirs | {"note_zh": "''", "note_en": "''"})


def _copy(model: type[models.Model], days: int, where: str, other: dict[str, str]) -> None:
    quote = connection.ops.quote_name
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.generated:
            continue
        name = quote(str(field.column))
        columns.append(name)
        shifted = _shifted(name, days) if isinstance(field, models.DateTimeField) else name
        values.append(other.get(str(field.column), shifted))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"  # nosec B608
            f" SELECT {', '.join(values)} FROM {table} WHERE {where}"
        )


def _shifted(column: str, days: int, minutes: int = 0) -> str:
    """An instant some days before, whole weeks, so that days of the week stay."""
    if connection.vendor == "sqlite":
        return f"datetime({column}, '-{days} days', '{minutes} minutes') || substr({column}, 20)"
    return f"{column} - interval '{days} days' + interval '{minutes} minutes'"
