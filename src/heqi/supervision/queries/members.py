"""Reading the register."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.people.access import may
from heqi.people.models import Unit, UnitKind
from heqi.supervision.access import VIEW
from heqi.supervision.models import Supervisor
from heqi.supervision.states import Standing

TABS = ("serving", "nominated", "ended", "all")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is asked for."""

    tab: str = "serving"
    text: str = ""
    group: str = ""


def supervisors(actor: Actor, filters: Filters) -> "QuerySet[Supervisor]":
    """The register with the number of opinions of each."""
    rows = Supervisor.objects.visible_to(actor)
    if filters.tab != "all":
        rows = rows.filter(status=filters.tab)
    if filters.group:
        rows = rows.filter(group=filters.group)
    if filters.text:
        text = filters.text.strip()
        rows = rows.filter(
            Q(name__contains=text) | Q(organisation__contains=text) | Q(number=text.upper())
        )
    rows = rows.select_related("party").annotate(
        said=Count("opinions", distinct=True),
        places=Count("terms", distinct=True),
    )
    return rows.order_by("until", "number")


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many stand where."""
    rows = Supervisor.objects.visible_to(actor).order_by()
    return dict(rows.values_list("status").annotate(n=Count("pk")))


def network_company(actor: Actor, code: str = VIEW) -> Unit | None:
    """The company whose whole network the actor sees: his own, else the first one; None for
    departments, which see only what they answer."""
    own = Unit.objects.filter(pk=actor.company_id or 0).first()
    if own is not None and may(actor, code, own):
        return own
    companies = Unit.objects.filter(kind=UnitKind.COMPANY, closed_on__isnull=True).order_by("path")
    return next((unit for unit in companies[:200] if may(actor, code, unit)), None)


def serving(company: Unit) -> "QuerySet[Supervisor]":
    """Who serves in a company."""
    return Supervisor.objects.filter(company=company, status=Standing.SERVING)
