"""Where a record is that something rests on: its address, for whoever may see the record."""

from django.apps import apps

from heqi.conduct.models import Case
from heqi.ledger.actors import Actor

# Label of the record: its page, by id or by number.
ADDRESSES = {
    "complaints.complaint": "/complaints/{pk}/",
    "service.servicerequest": "/desk/requests/{number}/",
    "workorders.workorder": "/orders/{number}/",
    "authority.use": "/authority/{pk}/",
    "inspections.finding": "/inspections/findings/{pk}/",
    "inspections.modelcase": "/inspections/cases/{pk}/",
    "governance.idea": "/governance/ideas/{pk}/",
    "callbacks.callbacktask": "/callbacks/{pk}/",
    "callbacks.review": "/callbacks/reviews/{pk}/",
    "lookups.case": "/lookups/cases/{pk}/",
    "quality.suggestion": "/quality/suggestions/{pk}/",
    "quality.withdrawal": "/quality/rights/{pk}/",
    "quality.entryerror": "/quality/errors/{pk}/",
    "governance.matter": "/governance/matters/{pk}/",
    "supervision.opinion": "/network/opinions/{pk}/",
    "projects.project": "/projects/{number}/",
    "rectifications.rectification": "/rectifications/{pk}/",
    "conduct.case": "/conduct/{pk}/",
}


def address_of(source_type: str, source_id: str, number: str, actor: Actor) -> str:
    """The page of a record, empty where it has none or the actor may not see the record."""
    form = ADDRESSES.get(source_type)
    if not form or not source_id.isdecimal():
        return ""
    rows = apps.get_model(source_type)._default_manager.all()
    if hasattr(rows, "visible_to") and not rows.visible_to(actor).filter(pk=source_id).exists():
        return ""
    return form.format(pk=source_id, number=number)


def link_of(case: Case, actor: Actor) -> str:
    """The page of the record that raised a case."""
    return address_of(case.source_type, case.source_id, case.source_number, actor)
