"""The doors of customers who are asked by SMS: a personal link without login.

The address carries the signed number of a callback or a rating. The signature keeps anybody from
guessing it; it opens while an answer is waited for, and one answer closes it.
"""

from django.core.signing import BadSignature, Signer

from heqi.callbacks.models import CallbackTask, Rating

LONGEST = 120


def _signer(of: str = "reply") -> Signer:
    return Signer(salt=f"heqi.callbacks.{of}", sep=".")


def token_of(task: CallbackTask) -> str:
    """What the address of the link carries."""
    return _signer().sign(str(task.pk))


def task_behind(token: str) -> CallbackTask | None:
    """The callback of an address, answered or not; None where nobody signed it."""
    pk = _key_of(token, "reply")
    rows = CallbackTask.objects.select_related("company", "unit", "team", "party", "service_point")
    return rows.filter(pk=pk).first()


def rating_token(rating: Rating) -> str:
    """What the address of the link to a rating carries."""
    return _signer("rating").sign(str(rating.pk))


def rating_behind(token: str) -> Rating | None:
    """The rating of an address, answered or not; None where nobody signed it."""
    rows = Rating.objects.select_related("company", "decision", "draw")
    return rows.filter(pk=_key_of(token, "rating")).first()


def _key_of(token: str, of: str) -> int:
    """The signed key; nought, which nothing has, where nobody signed it."""
    if len(token) > LONGEST:
        return 0
    try:
        return int(_signer(of).unsign(token))
    except (BadSignature, ValueError):
        return 0
