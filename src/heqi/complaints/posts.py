"""Posts that the policy names, as the company staffs them around a complaint."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from heqi.ledger.actors import Actor
from heqi.people.models import Post, Staff, Unit
from heqi.people.queries import company_of, department_of, holders_nearby, leaders_of

DEPARTMENT_HEAD = "dept_head"
OTHER_HEADS = "other_dept_heads"
HANDLER = "handler"


@cache
def _staffing() -> dict[str, list[str]]:
    text = files("heqi.complaints").joinpath("data", "posts.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


def heads_of(unit: Unit, *, on: date) -> list[Staff]:
    """Who heads the department of a unit; above departments the deputy general manager."""
    department = department_of(unit)
    if department.kind not in ("department", "team"):
        return holders_nearby("deputy_gm", unit, on=on)
    rows = Staff.objects.filter(unit=department, left_on=None).select_related("unit", "post")
    return [one for one in rows.order_by("post__rank", "number")[:200] if _is_head(one)][:5]


def other_heads(unit: Unit, *, on: date) -> list[Staff]:
    """Who heads another department of the company than that of a unit."""
    own = {one.pk for one in heads_of(unit, on=on)}
    rows = leaders_of(company_of(unit), on=on)
    return [one for one in rows if _is_head(one) and one.pk not in own]


def _is_head(one: Staff) -> bool:
    """Whether somebody's post heads a department, as this company names its posts."""
    return one.post_id.startswith(tuple(_staffing()["heading"]))


def people_in(
    posts: Iterable[str], unit: Unit, *, on: date, handler: Staff | None = None
) -> list[Staff]:
    """Everybody in the posts as seen from a unit, stand-ins of the absent included; once each."""
    found: dict[int, Staff] = {}
    for post in posts:
        if post == HANDLER:
            rows = [handler] if handler else []
        else:
            rows = _holders(_staffing().get(post, [post]), unit, on=on)
        found |= {one.pk: one for one in rows}
    return list(found.values())


def _holders(posts: Iterable[str], unit: Unit, *, on: date) -> list[Staff]:
    """The holders of the first of several posts that anybody holds."""
    for post in posts:
        if post == DEPARTMENT_HEAD:
            rows = heads_of(unit, on=on)
        elif post == OTHER_HEADS:
            rows = other_heads(unit, on=on)
        else:
            rows = holders_nearby(post, unit, on=on)
        if rows:
            return rows
    return []


def staffed(posts: Iterable[str], unit: Unit, *, on: date) -> list[str]:
    """Posts of the policy as posts of this company, for a chain of signatures."""
    found: list[str] = []
    for post in posts:
        for name in _staffing().get(post, [post])[:1]:
            heads = heads_of(unit, on=on)[:1] if name == DEPARTMENT_HEAD else None
            found += [name] if heads is None else [one.post_id for one in heads]
    return list(dict.fromkeys(found))


def is_among(by: Actor, posts: Iterable[str], unit: Unit, *, on: date) -> bool:
    """Whether the actor holds one of the posts, or stands in for somebody who does."""
    return by.kind == "staff" and by.id in {one.pk for one in people_in(posts, unit, on=on)}


def names_of(posts: Iterable[str]) -> str:
    """Posts in words."""
    wanted = [name for post in posts for name in _staffing().get(post, [post])[:1] or [post]]
    known = {post.pk: str(post) for post in Post.objects.filter(pk__in=wanted)}
    return "、".join(known.get(post, _spoken(post)) for post in wanted)


def _spoken(post: str) -> str:
    from heqi.policies.deciding import spoken
    from heqi.policies.packs import common_pack

    words = common_pack().posts.get(post)
    return spoken(words) if words else post


def superiors_of(staff: Staff, *, on: date) -> list[Staff]:
    """Somebody's direct superiors: who leads nearest above him."""
    leading = tuple(_staffing()["leading"])
    node: Unit | None = staff.unit
    while node is not None:
        rows = Staff.objects.filter(
            unit=node, left_on=None, post__rank__lt=staff.post.rank
        ).exclude(pk=staff.pk)
        found = [
            one for one in rows.select_related("post")[:200] if one.post_id.startswith(leading)
        ]
        if found or node.kind == "company":
            return found
        node = node.parent
    return []
