"""Where a record is that something rests on: its address, for whoever may see the record."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from heqi.conduct.models import Case
from heqi.ledger.actors import Actor

# Label of the record: its page, by id or by number.
ADDRESSES = {
    "authority.use": "/authority/{pk}/",
    "complaints.complaint": "/complaints/{pk}/",
    "service.servicerequest": "/desk/requests/{number}/",
    "workorders.workorder": "/orders/{number}/",
    "inspections.finding": "/inspections/findings/{pk}/",
    "inspections.modelcase": "/inspections/cases/{pk}/",
    "governance.idea": "/governance/ideas/{pk}/",
    "callbacks.callbacktask": "/callbacks/{pk}/",
    "callbacks.review": "/callbacks/reviews/{pk}/",
    "duties.occurrence": "/duties/{pk}/",
    "governance.improvement": "/governance/improvements/{pk}/",
    "lookups.case": "/lookups/cases/{pk}/",
    "quality.suggestion": "/quality/suggestions/{pk}/",
    "quality.withdrawal": "/quality/rights/{pk}/",
    "quality.entryerror": "/quality/errors/{pk}/",
    "governance.matter": "/governance/matters/{pk}/",
    "supervision.opinion": "/network/opinions/{pk}/",
    "projects.project": "/projects/{number}/",
    "rectifications.rectification": "/rectifications/{pk}/",
    "reports.tiercheck": "/reports/checks/{pk}/",
    "conduct.case": "/conduct/{pk}/",
}


def record_of(number: str) -> tuple[str, str] | None:
    """Label and id of the record of a number, whoever may see it; None where there is none."""
    for label in ADDRESSES:
        model = apps.get_model(label)
        if any(field.name == "number" for field in model._meta.get_fields()):
            pk = model._base_manager.filter(number=number).values_list("pk", flat=True).first()
            if pk is not None:
                return label, str(pk)
    return None


# Label, id and number of a record.
Source = tuple[str, str, str]


def addresses_of(records: Iterable[Source], actor: Actor) -> dict[tuple[str, str], str]:
    """The pages of records by label and id; one query for each kind of record.

    Left out is what has no page, and what the actor may not see.
    """
    wanted: dict[str, dict[int, str]] = defaultdict(dict)
    for label, pk, number in records:
        if label in ADDRESSES and pk.isdecimal():
            wanted[label][int(pk)] = number
    found = {}
    for label, numbers in wanted.items():
        rows = apps.get_model(label)._default_manager.all()
        if hasattr(rows, "visible_to"):
            seen = rows.visible_to(actor).filter(pk__in=numbers).values_list("pk", flat=True)
        else:
            seen = iter(numbers)
        for pk in seen:
            found[label, str(pk)] = ADDRESSES[label].format(pk=pk, number=numbers[pk])
    return found


def address_of(source_type: str, source_id: str, number: str, actor: Actor) -> str:
    """The page of a record, empty where it has none or the actor may not see the record."""
    found = addresses_of([(source_type, source_id, number)], actor)
    return found.get((source_type, source_id), "")


def link_of(case: Case, actor: Actor) -> str:
    """The page of the record that raised a case."""
    return address_of(case.source_type, case.source_id, case.source_number, actor)
