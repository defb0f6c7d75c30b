"""Reading policies: which version holds where, in whose words."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.people.models import Unit
from heqi.policies.models import Binding, ClauseText, Import, PolicyQuery, PolicyVersion


def versions_for(unit: Unit, *, on: date) -> dict[str, PolicyVersion]:
    """The version of each policy that holds in a unit: the nearest ancestor's binding wins."""
    ids = [int(part) for part in unit.path.split(".") if part]
    bindings = (
        Binding.objects.filter(Q(until__isnull=True) | Q(until__gt=on), unit_id__in=ids)
        .filter(since__lte=on)
        .select_related("version__document", "version__source")
    )
    nearest = sorted(bindings, key=lambda binding: ids.index(binding.unit_id))
    return {binding.version.document.key: binding.version for binding in nearest}


def company_words(unit: Unit, refs: list[str], *, on: date) -> dict[str, str]:
    """The company's own words for clause ids, as far as its documents have them."""
    versions = versions_for(unit, on=on).values()
    rows = ClauseText.objects.filter(version__in=list(versions), ref__in=refs)
    return {row.ref: row.full or row.text for row in rows}


def imports(by: Actor) -> QuerySet[Import]:
    """Imports that the actor may see."""
    rows = Import.objects.select_related("unit").annotate(
        queries_open=Count("queries", filter=Q(queries__answered_at__isnull=True))
    )
    return within(rows, by, "policies.view", company="unit")


def policy_queries(by: Actor, *, only_open: bool = False) -> QuerySet[PolicyQuery]:
    """Doubtful points that the actor may see: open ones first, by when they must be answered."""
    rows = within(PolicyQuery.objects.select_related("unit"), by, "policies.view", company="unit")
    first = F("answered_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True)
    rows = rows.order_by(*first, "line", "id")
    return rows.filter(answered_at__isnull=True) if only_open else rows
