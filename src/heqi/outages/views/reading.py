"""What the pages of emergencies and outages show, gathered once for page, print and phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.clocks.models import Clock
from heqi.clocks.queries import clocks_of
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import history
from heqi.outages.models import Emergency, Outage, Summons
from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack
from heqi.service.facts import QUESTION
from heqi.workorders.views.reading import WORDS as ORDER_WORDS

WORDS: dict[str, str | Promise] = {
    "outages.open_emergency": gettext_lazy("emergency taken up"),
    "outages.set_place": gettext_lazy("place corrected"),
    "outages.make_safe": gettext_lazy("made safe"),
    "outages.cut_supply": gettext_lazy("supply cut"),
    "outages.end_emergency": gettext_lazy("emergency ended"),
    "outages.cancel_emergency": gettext_lazy("emergency called off"),
    "outages.summon": gettext_lazy("called to the site"),
    "outages.acknowledge_summons": gettext_lazy("acknowledged the call"),
    "outages.arrive_summons": gettext_lazy("leader on site"),
    "outages.explain_summons": gettext_lazy("cannot come"),
    "outages.excuse_summons": gettext_lazy("excused"),
    "outages.refuse_excuse_summons": gettext_lazy("reason not accepted"),
    "outages.miss_summons": gettext_lazy("did not come"),
    "outages.call_off_summons": gettext_lazy("call withdrawn"),
    "outages.plan_stop": gettext_lazy("stop planned"),
    "outages.change_stop": gettext_lazy("plan changed"),
    "outages.set_area": gettext_lazy("area set"),
    "outages.submit_stop": gettext_lazy("submitted for approval"),
    "outages.approve_stop": gettext_lazy("plan approved"),
    "outages.send_back_stop": gettext_lazy("plan sent back"),
    "outages.announce_stop": gettext_lazy("announced to customers"),
    "outages.postpone_stop": gettext_lazy("stop postponed"),
    "outages.cancel": gettext_lazy("stop cancelled"),
    "outages.dismiss": gettext_lazy("no outage"),
    "outages.begin_stop": gettext_lazy("gas off"),
    "outages.open_incident": gettext_lazy("outage recorded"),
    "outages.suspect": gettext_lazy("possible outage found"),
    "outages.confirm": gettext_lazy("outage confirmed"),
    "outages.restore_area": gettext_lazy("part restored"),
    "outages.restore": gettext_lazy("supply restored"),
    "outages.tell_customers": gettext_lazy("messages to customers begun"),
    "outages.attach_call": gettext_lazy("a call attached"),
    "outages.mark_relit": gettext_lazy("households noted"),
}
TONES = {
    "outages.open_emergency": "over",
    "outages.make_safe": "ok",
    "outages.end_emergency": "ok",
    "outages.miss_summons": "over",
    "outages.restore": "ok",
    "outages.begin_stop": "over",
    "outages.open_incident": "over",
    "workorders.arrive": "ok",
}


@dataclass(frozen=True, slots=True)
class ShownSummons:
    """A call to a leader as the page shows it."""

    row: Summons
    names: str
    called_ids: frozenset[int]
    outcome: str
    clocks: tuple[Clock, ...]


def shown_summons(emergency: Emergency, *, now: datetime) -> list[ShownSummons]:
    """Who was called, and what became of it; three queries."""
    rows = list(
        emergency.summons.select_related("post", "staff").prefetch_related("called").order_by("id")
    )
    clocks: dict[int, list[Clock]] = {}
    found = Clock.objects.filter(
        timeline__subject_type="outages.summons",
        timeline__subject_id__in=[row.pk for row in rows],
    ).select_related("timeline")
    for clock in found:
        clocks.setdefault(clock.timeline.subject_id, []).append(clock)
    return [
        ShownSummons(
            row=row,
            names="、".join(one.name for one in row.called.all()),
            called_ids=frozenset(one.pk for one in row.called.all()),
            outcome=row.outcome(now),
            clocks=tuple(clocks.get(row.pk, ())),
        )
        for row in rows
    ]


def lines_of(emergency: Emergency) -> list[dict[str, Any]]:
    """Order, emergency, leaders and log in one line of time, newest first."""
    rows: list[dict[str, Any]] = []
    for subject in (emergency.order, emergency, *emergency.summons.select_related("post")):
        note = str(subject.post) if isinstance(subject, Summons) else ""
        rows += _entries(subject, note)
    rows += [
        {"at": line.at, "text": line.text, "by": line.by_name, "tone": "", "rank": 0}
        for line in emergency.log.all()[:200]
    ]
    return sorted(rows, key=lambda one: (one["at"], one["rank"]), reverse=True)


def outage_lines(outage: Outage) -> list[dict[str, Any]]:
    """Who did what to an outage, newest first."""
    return sorted(_entries(outage, ""), key=lambda one: (one["at"], one["rank"]), reverse=True)


def _entries(subject: models.Model, note: str) -> list[dict[str, Any]]:
    words = {**ORDER_WORDS, **WORDS}
    return [
        {
            "at": entry.at,
            "text": f"{words[entry.code]} · {note}" if note else str(words[entry.code]),
            "by": _("system") if entry.actor_name == SYSTEM.name else entry.actor_name,
            "note": entry.reason,
            "tone": TONES.get(entry.code, ""),
            "rank": entry.pk,
        }
        for entry in history(subject)
        if entry.code in words and entry.code not in ("outages.note_line", "workorders.release")
    ]


def places() -> list[tuple[str, str]]:
    """Where a facility can be, as the policies know it."""
    words = common_pack().question(QUESTION).facts["place"].words or {}
    return [(code, spoken(word)) for code, word in words.items()]


def row_clock(outage: Outage) -> dict[str, Any]:
    """The governing clock of an outage as the clock components take it."""
    if outage.due_at is None:
        return {}
    return {
        "label": outage.due_title,
        "state": "",
        "started_at": outage.began_at or outage.created_at,
        "due_at": outage.due_at,
        "soon_at": outage.due_at,
        "clauses": [outage.due_clause] if outage.due_clause else [],
    }


def clocks_shown(outage: Outage) -> Iterable[Clock]:
    """The clocks of an outage that have begun."""
    return [clock for clock in clocks_of(outage) if clock.state != "not_started"]
