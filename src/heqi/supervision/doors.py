"""The door of supervisors: a personal link without login.

The address carries the signed number of a :class:`Link`. The signature keeps anybody from guessing
it, the row lets the office revoke it, and it ends with the term. Whoever comes through it acts as
that supervisor and as nobody else.
"""

from datetime import date

from django.core.signing import BadSignature, Signer

from heqi.ledger.actors import Actor
from heqi.supervision.models import Link, Supervisor
from heqi.supervision.states import Standing

MEMBER = "supervisor"
LONGEST = 120


def _signer() -> Signer:
    return Signer(salt="heqi.supervision.link", sep=".")


def token_of(link: Link) -> str:
    """What the address of the link carries."""
    return _signer().sign(str(link.pk))


def link_behind(token: str) -> Link | None:
    """The link of an address, whether it is still valid or not; None where nobody signed it."""
    if len(token) > LONGEST:
        return None
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return (
        Link.objects.select_related("supervisor__company", "supervisor__unit").filter(pk=pk).first()
    )


def opens(link: Link, *, on: date) -> bool:
    """Whether the link lets its supervisor in on a day."""
    return link.is_valid(on) and link.supervisor.status == Standing.SERVING


def member(supervisor: Supervisor) -> Actor:
    """The supervisor as who acts; he holds no right of the staff."""
    return Actor(
        kind=MEMBER,
        id=supervisor.pk,
        name=supervisor.name,
        unit_id=supervisor.unit_id,
        company_id=supervisor.company_id,
    )
