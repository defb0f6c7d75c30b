"""Samples of the supervision network: a supervisor with a link, an opinion, a meeting, a rating."""

from datetime import timedelta
from typing import Any

from heqi.supervision import actions
from heqi.supervision.actions.gatherings import Task
from heqi.supervision.doors import token_of
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th of each."""
    at = NOW - timedelta(days=2) + timedelta(minutes=n)
    by, gas, service = cast.he, cast.units["gas"], cast.units["service"]
    person = actions.Person(
        name=CANARY, group="residents", phone=f"1390002{n:04d}", organisation=CANARY
    )
    row = actions.nominate_supervisor(gas, person, by=by, now=at)
    actions.appoint_supervisor(row, since=at.date(), confidential_on=at.date(), by=by, now=at)
    link = actions.issue_link(row, by=by, now=at)
    said = actions.Said("halls", CANARY, CANARY)
    opinion = actions.submit_opinion(link, said, now=at)
    actions.assign_opinion(opinion, unit=service, by=by, now=at)
    meeting = actions.plan_gathering(
        gas, kind="meeting", title=CANARY, at=at, place=CANARY, agenda=CANARY, invited=[row],
        by=by, now=at,
    )  # fmt: skip
    actions.hold_gathering(meeting, came=[row], chaired_by=CANARY, hosts=CANARY, by=by, now=at)
    task = Task(CANARY, service, at.date())
    actions.keep_minutes(meeting, minutes=CANARY, tasks=[task], by=by, now=at)
    made = {
        "supervisor": row,
        "supervisor_link": link,
        "supervision_opinion": opinion,
        "supervision_meeting": meeting,
        "supervision_item": meeting.items.get(),
    }
    return made | (_once(cast, link) if n == 1 else {})


def _once(cast: Cast, link: Any) -> dict[str, Any]:
    """What a company has once a year."""
    gas, at = cast.units["gas"], NOW - timedelta(days=1)
    rating = actions.open_round(gas, year=at.year, by=cast.he, now=at)
    marks = dict.fromkeys(("attitude", "promises", "safety", "openness", "improvement"), 4)
    actions.rate(link, rating, marks=marks, words=CANARY, now=at)
    report = actions.make_report(
        gas, year=at.year, achievements=CANARY, problems=CANARY, by=cast.he, now=at
    )
    return {"supervision_round": rating, "supervision_report": report}


def _pk(name: str) -> Any:
    return lambda samples: {"pk": getattr(samples, name).pk}


def _token(samples: Samples) -> dict[str, Any]:
    return {"token": token_of(samples.supervisor_link)}


KWARGS = {
    "supervision:opinion": _pk("supervision_opinion"),
    "supervision:opinion_step": lambda samples: {
        "pk": samples.supervision_opinion.pk,
        "name": "answer",
    },
    "supervision:member": _pk("supervisor"),
    "supervision:edit_member": _pk("supervisor"),
    "supervision:member_phone": _pk("supervisor"),
    "supervision:member_card": _pk("supervisor"),
    "supervision:member_letter": _pk("supervisor"),
    "supervision:member_step": lambda samples: {"pk": samples.supervisor.pk, "name": "release"},
    "supervision:meeting": _pk("supervision_meeting"),
    "supervision:meeting_print": _pk("supervision_meeting"),
    "supervision:meeting_step": lambda samples: {
        "pk": samples.supervision_meeting.pk,
        "name": "cancel",
    },
    "supervision:item": _pk("supervision_item"),
    "supervision:close_rating": _pk("supervision_round"),
    "supervision:report": _pk("supervision_report"),
    "supervision:door": _token,
    "supervision:door_say": _token,
    "supervision:door_opinion": lambda samples: {
        **_token(samples),
        "pk": samples.supervision_opinion.pk,
    },
    "supervision:door_rate": _token,
    "supervision:door_meeting": lambda samples: {
        **_token(samples),
        "pk": samples.supervision_meeting.pk,
    },
}
LISTS = [
    ("supervision:opinions", "", "he"),
    ("supervision:members", "", "he"),
    ("supervision:meetings", "", "he"),
    ("supervision:items", "", "he"),
]
