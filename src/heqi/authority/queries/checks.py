"""Whether a random check comes out the same when it is drawn again."""

from typing import Any

from django.utils import timezone

from heqi.authority.actions.sampling import picks_of
from heqi.authority.models import Check, Use
from heqi.policies.deciding import rule_on


class _Said:
    """An answer that is read and not kept."""

    def __init__(self, question: str, facts: dict[str, Any], **named: Any) -> None:
        content = rule_on(question, facts, **named).as_json()
        self.answer: dict[str, Any] = content["answer"] or {}


def differences(check: Check) -> list[str]:
    """Draw again from the seed and the uses that took part; numbers that come out otherwise."""
    known = set(check.drawn_from)
    rows = Use.objects.filter(company_id=check.company_id).select_related("unit__parent")
    if known:
        rows = rows.filter(pk__gte=min(known), pk__lte=max(known))
    uses = [one for one in rows.order_by("id").iterator(1000) if one.pk in known]
    picks, _last = picks_of(
        uses, check.seed, timezone.localdate(check.started_at), company_id=check.company_id,
        asking=_Said,
    )  # fmt: skip
    again = {pick.item.pk: pick.item.number for pick in picks}
    drawn = dict(check.items.values_list("use_id", "use__number"))
    return sorted(
        number for pk, number in {**again, **drawn}.items() if (pk in again) != (pk in drawn)
    )
