"""Posts and roles that a company starts with."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from heqi.people.models import Post, Role


@transaction.atomic
def load_defaults() -> None:
    """Make the posts and roles of the data files known; what a company changed stays."""
    for row in _data("posts"):
        Post.objects.get_or_create(code=row["code"], defaults=row)
    for row in default_roles():
        given = {key: value for key, value in row.items() if key != "apart_from"}
        Role.objects.get_or_create(code=row["code"], defaults=given)


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
