"""Units, staff, accounts, rosters and a stand-in of the demo company."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from pypinyin import lazy_pinyin

from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.actions import (
    appoint_stand_in,
    create_unit,
    grant_role,
    hire_staff,
    load_defaults,
    roster_staff,
)
from heqi.people.models import Account, Post, Role, Staff, Unit
from heqi.people.queries import actor_of

ROSTER_DAYS = range(-2, 6)


@dataclass
class Company:
    """The organisation by short names; ``actor`` gives somebody's rights at an instant."""

    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    _actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, staff: Staff, now: datetime) -> Actor:
        """The member of staff as an actor; the demo's rights do not change, so it is kept."""
        if staff.pk not in self._actors:
            self._actors[staff.pk] = actor_of(staff, now=now)
        return self._actors[staff.pk]

    def holders(self, post: str, unit: str = "gas") -> list[Staff]:
        """Who holds a post in a unit's subtree."""
        path = self.units[unit].path
        return [
            s for s in self.staff.values() if s.post_id == post and s.unit.path.startswith(path)
        ]

    def crew(self, unit: str) -> list[Staff]:
        """The members of a team, its leaders last."""
        home = self.units[unit].pk
        rows = [s for s in self.staff.values() if s.unit_id == home]
        return sorted(rows, key=lambda s: (s.post_id in ("captain", "team_leader"), s.number))


def build_organisation(*, password: str, since: datetime, now: datetime) -> Company:
    """Everything of ``organisation.yaml``, as known since an earlier instant."""
    load_defaults(now=since)
    data = _data()
    company = Company()
    _units(company, data["units"], None, since)
    posts, roles = Post.objects.in_bulk(), Role.objects.in_bulk()
    for order, (name, unit, post, role, held) in enumerate(data["staff"], start=1):
        staff = hire_staff(
            number=f"{1000 + order}",
            name=name,
            unit=company.units[unit],
            post=posts[post],
            phone=f"13800{order:06d}",
            joined_on=timezone.localdate(since) - timedelta(days=200 + 37 * order),
            username=username_of(name, data["usernames"]),
            by=SYSTEM,
            now=since,
        )
        grant_role(
            staff,
            role=roles[role],
            unit=company.units[held],
            since=timezone.localdate(since),
            by=SYSTEM,
            now=since,
        )
        company.staff[name] = staff
    for name, role, held in data["beside"]:
        grant_role(
            company.staff[name], role=roles[role], unit=company.units[held],
            since=timezone.localdate(since), by=SYSTEM, now=since,
        )  # fmt: skip
    # One hash for all: everybody has the password that the sign-in page shows.
    Account.objects.filter(staff__in=company.staff.values()).update(
        password=make_password(password)
    )
    _rosters(company, data["rosters"], now)
    away = data["stand_in"]
    appoint_stand_in(
        absent=company.staff[away["absent"]],
        deputy=company.staff[away["deputy"]],
        since=timezone.localdate(now),
        until=timezone.localdate(now) + timedelta(days=away["days"]),
        reason=away["reason"],
        by=SYSTEM,
        now=now,
    )
    return company


def username_of(name: str, given: dict[str, str]) -> str:
    """The pinyin of a name, unless another user name is given."""
    return given.get(name) or "".join(lazy_pinyin(name))


def _units(company: Company, row: dict[str, Any], parent: Unit | None, since: datetime) -> None:
    unit = create_unit(
        kind=row["kind"],
        code=row["key"].rpartition(".")[2],
        name=row["zh"],
        name_en=row["en"],
        parent=parent,
        by=SYSTEM,
        now=since,
    )
    company.units[row["key"]] = unit
    for child in row.get("children", ()):
        _units(company, child, unit, since)


def _rosters(company: Company, rows: list[dict[str, Any]], now: datetime) -> None:
    today = timezone.localdate(now)
    for row in rows:
        home = company.units[row["unit"]]
        for day in ROSTER_DAYS:
            people = [s for s in company.staff.values() if s.unit_id == home.pk]
            people = [s for s in people if s.post_id in row["posts"]]
            for order, staff in enumerate(people):
                hour, hours = row["shifts"][(order + day) % len(row["shifts"])]
                start = timezone.make_aware(
                    datetime.combine(today + timedelta(days=day), time(hour))
                )
                roster_staff(
                    unit=home,
                    staff=staff,
                    since=start,
                    until=start + timedelta(hours=hours),
                    by=SYSTEM,
                    now=now,
                )


def _data() -> dict[str, Any]:
    text = files("heqi.web.demo").joinpath("data", "organisation.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
