"""Drafts ready made for tests."""

from datetime import date, timedelta
from typing import Any

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.compendium import actions
from heqi.compendium.models import Draft, Entry
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.people.actions import grant_role, hire_staff
from heqi.people.models import Post, Role, Staff
from heqi.people.queries import actor_of
from tests.cast import NOW, Cast

DAY = date(2026, 12, 1)


def officer(cast: Cast) -> Staff:
    """The head of the general office, who issues policies."""
    found = Staff.objects.filter(number="7001").first()
    if found is None:
        found = hire_staff(
            number="7001",
            name="苏晓梅",
            unit=cast.units["gas"],
            post=Post.objects.get(pk="head_office"),
            username="su",
            password=None,
            by=SYSTEM,
            now=NOW,
        )
        grant_role(
            found,
            role=Role.objects.get(pk="general_office"),
            unit=cast.units["gas"],
            since=date(2026, 1, 1),
            by=SYSTEM,
            now=NOW,
        )
    return found


def director(cast: Cast) -> Staff:
    """The regional service director."""
    return hire_staff(
        number="7002",
        name="区域总监",
        unit=cast.units["group"],
        post=Post.objects.get(pk="regional_director"),
        username="director",
        password=None,
        by=SYSTEM,
        now=NOW,
    )


def begun(cast: Cast, **said: Any) -> Draft:
    """A draft of the company's own, none of the required policies."""
    values: dict[str, Any] = {
        "kind": "new",
        "key": "own-repairs",
        "title": "上门维修管理办法",
        "title_en": "Rules of repairs",
        "short": "维修办法",
        "serves": "external",
        "reason": "上级要求",
        "effective_on": DAY,
    } | said
    return actions.begin_draft(
        unit=cast.units["gas"],
        department=cast.units["service"],
        **values,
        by=cast.he,
        now=NOW,
    )


def with_clause(draft: Draft, cast: Cast, number: str = "3.1", **said: Any) -> None:
    """A clause more."""
    values = {"kind": "rule", "text": "办理开通或维修，30 分钟内上门。", "title": "上门"} | said
    actions.write_clause(draft, number=number, **values, by=cast.he, now=NOW)


def with_rule(draft: Draft, cast: Cast, question: str, **content: Any) -> Entry:
    """A rule more, in the notation of packs."""
    return actions.write_entry(
        draft,
        folder="rules",
        path=question.replace(".", "/"),
        head={"question": question},
        content=content,
        by=cast.he,
        now=NOW,
    )


def reviewed(draft: Draft, cast: Cast) -> None:
    """Asked of the departments, who agree."""
    actions.ask_review(draft, units=[cast.units["service"]], by=cast.he, now=NOW)
    for row in draft.reviews.select_related("draft", "unit"):
        actions.give_opinion(row, opinion="agrees", text="", by=cast.han, now=NOW)


def approved(draft: Draft, cast: Cast) -> None:
    """Reviewed, approved inside, by the region and filed."""
    director(cast)
    reviewed(draft, cast)
    actions.submit_draft(draft, by=cast.he, now=NOW)
    approval = Approval.objects.get(subject_type="compendium.draft", subject_id=str(draft.pk))
    for _turn in range(8):
        step = approval.steps.filter(state="open").first()
        if step is None:
            break
        for seat in step.seats.filter(closed_at__isnull=True, vote__isnull=True):
            approval.refresh_from_db()
            approve(approval, by=actor_of(seat.staff, now=NOW), now=NOW)
    deliver_open(now=NOW + timedelta(seconds=1))
    draft.refresh_from_db()


def issued(draft: Draft, cast: Cast, on: date = DAY, number: str = "临燃制〔2026〕1 号") -> None:
    """Numbered by the general office."""
    actions.issue_draft(
        draft,
        issue_number=number,
        filing_number="备 2026-01",
        effective_on=on,
        by=actor_of(officer(cast), now=NOW),
        now=NOW,
    )


def in_effect(draft: Draft, cast: Cast, on: date, number: str) -> None:
    """Approved as always, issued, its day come."""
    Draft.objects.filter(pk=draft.pk).update(status="approved")
    draft.refresh_from_db()
    issued(draft, cast, on=on, number=number)
    actions.publish_due(now=later((on - DAY).days))
    draft.refresh_from_db()


def later(days: int) -> Any:
    """So many days after the day on which it takes effect, in the morning."""
    return NOW.replace(year=DAY.year, month=DAY.month, day=DAY.day, hour=8) + timedelta(days=days)
