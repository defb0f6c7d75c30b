"""The cast: a handful of named people whom every test knows.

``Cast`` is made once per test by the ``cast`` fixture (conftest). Two companies of one group, so
that a test can always ask for somebody from elsewhere.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection
from django.db.models import Model

from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.actions import create_unit, grant_role, hire_staff
from heqi.people.models import Post, Role, Staff, Unit
from heqi.people.queries import actor_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Monday morning in working time, in a year whose holidays are published.
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

# name: (staff number, name, company, department, team, post, role, unit where the role is held)
PEOPLE = {
    "lin": ("1023", "林晓", "gas", "dispatch", None, "agent", "agent", "gas"),
    "sun": ("1024", "孙磊", "gas", "dispatch", None, "dispatcher", "dispatcher", "gas"),
    "zhou": ("2001", "周立峰", "gas", "service", "repair1", "captain", "team_leader", "repair1"),
    "wu": ("2002", "吴班", "gas", "service", "repair1", "team_leader", "team_leader", "repair1"),
    "ma": ("2003", "马超群", "gas", "service", "repair1", "technician", "field_worker", "repair1"),
    "li": ("2013", "李工", "gas", "service", "repair2", "technician", "field_worker", "repair2"),
    "han": ("3001", "韩雪", "gas", "service", None, "head_customer_service", "department_head",
            "service"),
    "he": ("4001", "何倩", "gas", "smo", None, "head_service_office", "service_office", "gas"),
    "zhoujm": ("0002", "周敬民", "gas", None, None, "deputy_gm", "manager", "gas"),
    "zheng": ("0001", "郑国栋", "gas", None, None, "gm", "manager", "gas"),
    "qian": ("5001", "钱敏", "gas", "service", None, "clerk", "clerk", "gas"),
    "admin": ("9001", "管理员", "gas", None, None, "system_operator", "operator", "group"),
    "audit": ("9002", "审计员", "gas", None, None, "system_operator", "auditor", "gas"),
    "other": ("8001", "外人", "other", "dispatch", None, "agent", "agent", "other"),
    "national": ("0009", "全国专员", None, None, None, "national_officer", "oversight", "group"),
}  # fmt: skip


@dataclass
class Cast:
    """Units, staff and actors by short name; ``cast.lin`` is the agent as an actor."""

    units: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    now: datetime = NOW

    def __getattr__(self, name: str) -> Actor:
        if name.startswith("_") or name not in PEOPLE:
            raise AttributeError(name)
        return actor_of(self.staff[name], now=self.now)

    def names(self) -> list[str]:
        """Every member of the cast."""
        return list(PEOPLE)


_photograph: tuple[Cast, dict[type[Model], list[Model]]] | None = None


def make_cast() -> Cast:
    """The organisation and its people, each made by its action; tests sign in by force.

    The actions run once per process; what they wrote is photographed, and every later test that
    runs inside a transaction begins with those rows (a fifth of the time of the whole suite).
    """
    global _photograph
    if not connection.in_atomic_block or Unit.objects.exists():
        return _hire()
    if _photograph is None:
        before = {
            model: set(model._base_manager.values_list("pk", flat=True)) for model in _models()
        }
        cast = _hire()
        made = {
            model: list(model._base_manager.exclude(pk__in=before[model])) for model in _models()
        }
        _photograph = deepcopy(cast), {model: rows for model, rows in made.items() if rows}
        return cast
    cast, made = _photograph
    for model, rows in made.items():
        model._base_manager.bulk_create(rows)
    return deepcopy(cast)


def _models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)


def _hire() -> Cast:
    cast = Cast()
    cast.units = _make_units()
    for key, (number, name, company, department, team, post, role, held) in PEOPLE.items():
        unit = cast.units[team or _department(company, department) or company or "group"]
        staff = hire_staff(
            number=number,
            name=name,
            unit=unit,
            post=Post.objects.get(pk=post),
            username=key,
            password=None,
            by=SYSTEM,
            now=NOW,
        )
        grant_role(
            staff,
            role=Role.objects.get(pk=role),
            unit=cast.units[held],
            since=date(2026, 1, 1),
            by=SYSTEM,
            now=NOW,
        )
        cast.staff[key] = staff
    return cast


def _department(company: str | None, department: str | None) -> str | None:
    if department and company == "other":
        return f"other-{department}"
    return department


def _make_units() -> dict[str, Unit]:
    def unit(kind: str, code: str, name: str, parent: Unit | None) -> Unit:
        return create_unit(
            kind=kind, code=code, name=name, name_en=code, parent=parent, by=SYSTEM, now=NOW
        )

    group = unit("group", "group", "示例燃气集团", None)
    region = unit("region", "region", "东部区域", group)
    gas = unit("company", "gas", "临江燃气有限公司", region)
    other = unit("company", "other", "临江燃气发展有限公司", region)
    service = unit("department", "service", "客户服务部", gas)
    return {
        "group": group,
        "region": region,
        "gas": gas,
        "other": other,
        "service": service,
        "dispatch": unit("department", "dispatch", "调度中心", gas),
        "pipeline": unit("department", "pipeline", "管网运行部", gas),
        "smo": unit("department", "smo", "服务管理办公室", gas),
        "repair1": unit("team", "repair1", "维修一队", service),
        "repair2": unit("team", "repair2", "维修二队", service),
        "other-dispatch": unit("department", "dispatch", "调度中心", other),
    }
