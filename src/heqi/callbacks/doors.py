"""The door of a customer who could not be reached: a personal link without login.

The address carries the signed number of a callback. The signature keeps anybody from guessing it;
it opens while the callback waits for its answer, and one answer closes it.
"""

from django.core.signing import BadSignature, Signer

from heqi.callbacks.models import CallbackTask

LONGEST = 120


def _signer() -> Signer:
    return Signer(salt="heqi.callbacks.reply", sep=".")


def token_of(task: CallbackTask) -> str:
    """What the address of the link carries."""
    return _signer().sign(str(task.pk))


def task_behind(token: str) -> CallbackTask | None:
    """The callback of an address, answered or not; None where nobody signed it."""
    if len(token) > LONGEST:
        return None
    try:
        pk = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    rows = CallbackTask.objects.select_related("company", "unit", "team", "party", "service_point")
    return rows.filter(pk=pk).first()
