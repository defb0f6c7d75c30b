"""Evidence on the living page: its card beside a clause, and who may touch its files."""

from datetime import date

from django.template.loader import render_to_string

from heqi.compendium.forms import ProofForm
from heqi.compendium.models import Proof
from heqi.compendium.queries.proofs import proofs_of, proving_unit
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.people.requests import Request


def card(request: Request, company: Unit, ref: str, month: date) -> str:
    """What was registered beside the clause in the month, and the form to register more."""
    policy, _slash, number = ref.partition("/")
    context = {
        "proofs": proofs_of(company, ref, month, request.actor),
        "form": ProofForm() if proving_unit(company, request.actor) else None,
        "policy": policy,
        "number": number,
        "month": month,
    }
    return render_to_string("compendium/_proofs.html", context, request=request)


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: whoever reads it. Add: whoever registered it. Nothing is taken away."""
    row = Proof.objects.visible_to(actor).filter(pk=int(subject_id)).first()
    if row is None:
        return False
    mine = actor.kind == "staff" and actor.id == row.staff_id
    return verb == "read" or (verb == "attach" and mine)
