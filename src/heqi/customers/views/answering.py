"""What the pages of this app share: lookup by number, errors in forms, two editors at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from heqi.customers import reading
from heqi.customers.access import VIEW
from heqi.customers.forms.files import PurposeForm
from heqi.customers.models import Party, ServicePoint
from heqi.customers.purposes import Purpose, choose, vouched
from heqi.customers.queries.changes import changed_since, label_of
from heqi.customers.queries.changes import said as said_value
from heqi.customers.search.tokens import key_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import history
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.people.requests import Request

# Form fields that are called otherwise than the column.
COLUMNS = {"meter_kind": "kind", "appliance_kind": "kind"}


def own_unit(request: Request) -> Unit:
    """New files belong to the company of whoever files them."""
    unit = Unit.objects.filter(pk=request.actor.company_id or request.actor.unit_id or 0).first()
    if unit is None:
        raise Http404
    return unit


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """The faults of an action at their fields, else above the form."""
    for field, sentences in getattr(error, "error_dict", {None: error.messages}).items():
        known = next((n for n in (field, f"doc_{field}") if n in form.fields), None)
        form.add_error(known, sentences)


def seen_revision(request: Request, form: forms.Form) -> int:
    """Which revision the editor saw; the newer one once he has said to keep his values."""
    given = request.POST.get("overwrite", "")
    if given.isascii() and given.isdigit() and len(given) < 10:
        return int(given)
    return int(form.cleaned_data.get("revision") or 0)


def conflict_of(row: models.Model, seen: int, form: forms.Form) -> dict[str, Any]:
    """Who saved first, when, and what is different now; what was typed stays in the form.

    The form's own revision is left as it was, so that nothing is overwritten without a word.
    """
    last = history(row, limit=1).first()
    theirs = changed_since(row, seen)
    typed = {COLUMNS.get(name, name): value for name, value in form.cleaned_data.items()}
    return {
        "who": last.actor_name if last else "",
        "at": last.at if last else None,
        "changes": [
            {
                "label": label_of(row, key),
                "theirs": said_value(row, key, value),
                "mine": said_value(row, key, typed[key]) if key in typed else "",
            }
            for key, value in theirs.items()
        ],
        "version": row.revision,  # type: ignore[attr-defined]
    }


def party_numbered(actor: Actor, number: str) -> Party:
    """The customer of the actor's companies with a number; ValidationError where there is none."""
    found = Party.objects.visible_to(actor, VIEW).filter(number__iexact=number.strip()).first()
    if found is None:
        raise ValidationError(
            {"customer": _("There is no customer {number}.").format(number=number.strip()[:20])}
        )
    return found.merged_into or found


def point_numbered(actor: Actor, account_no: str) -> ServicePoint:
    """The service point of an account number; ValidationError where there is none."""
    rows: Any = ServicePoint.objects.visible_to(actor, VIEW)
    key = key_of(account_no)
    found: ServicePoint | None = rows.filter(account_key=key).first() if key else None
    if found is None:
        raise ValidationError(
            {"account_no": _("There is no account {number}.").format(number=account_no[:30])}
        )
    return found


def file_of(request: Request, pk: int) -> Party:
    require(request.actor, VIEW)
    if pk >= 2**63:
        raise Http404
    via = request.GET.get("via", "")
    party = reading.find_party(request.actor, pk, now=request.now, via=via)
    if party is None:
        raise Http404
    return party


def asked_of(request: Request) -> dict[str, str]:
    """The reason as the address carries it, so that tabs and buttons keep it."""
    names = ("via", "purpose", "reference")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def purpose_of(request: Request, party: Party) -> tuple[Purpose | None, PurposeForm]:
    via = request.GET.get("via", "")
    if via:
        found = vouched(via, actor=request.actor, party=party, now=request.now)
        if found:
            return found, PurposeForm()
    if "purpose" not in request.GET:
        return None, PurposeForm()
    form = PurposeForm(request.GET)
    if not form.is_valid():
        return None, form
    try:
        return choose(form.cleaned_data["purpose"], form.cleaned_data["reference"]), form
    except ValidationError as error:
        form.add_error(None, error)
        return None, form
