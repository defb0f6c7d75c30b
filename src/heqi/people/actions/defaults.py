"""Posts and roles that a company starts with."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit
from heqi.people.models import Post, Role


@transaction.atomic
def load_defaults(*, now: datetime) -> None:
    """Make the posts and roles of the data files known, and what a release adds to a role.

    What a company changed stays: a right that it took out of a role is not brought again.
    """
    posts = set(Post.objects.values_list("code", flat=True))
    Post.objects.bulk_create(Post(**row) for row in _data("posts") if row["code"] not in posts)
    roles = Role.objects.in_bulk()
    for row in default_roles():
        if row["code"] in roles:
            _bring(roles[row["code"]], row["permissions"], now=now)
        else:
            _create(row)


def _create(row: Mapping[str, Any]) -> None:
    given = {key: value for key, value in row.items() if key != "apart_from"}
    Role.objects.create(**given, offered=row["permissions"])


def _bring(role: Role, permissions: list[str], *, now: datetime) -> None:
    """Give an existing role the rights that the data file has only now."""
    fresh = sorted(set(permissions) - set(role.offered))
    if not fresh:
        return
    added = [code for code in fresh if code not in role.permissions]
    role.permissions = [*role.permissions, *added]
    role.offered = [*role.offered, *fresh]
    role.save(update_fields=["permissions", "offered"])
    audit(role, "people.renew_role", by=SYSTEM, now=now, changes={"added": added})


def default_roles() -> list[dict[str, Any]]:
    """The roles that a company starts with, as in the data file."""
    return _data("roles")


@cache
def roles_apart(code: str) -> frozenset[str]:
    """The roles that nobody may hold beside this one, as in the data file."""
    apart = {row["code"]: set(row.get("apart_from", ())) for row in default_roles()}
    others = {other for other, barred in apart.items() if code in barred}
    return frozenset(apart.get(code, set()) | others)


def _data(name: str) -> list[dict[str, Any]]:
    text = files("heqi.people").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return rows
