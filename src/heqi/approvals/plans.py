"""What a caller asks for: steps as plain values, before anybody is found for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.approvals.states import Rule
from heqi.people.models import Post, Staff, Unit


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of a sign-off: posts (as seen from ``unit``) or named staff, and how many of them.

    ``counter_sign`` (会签): every post and every named person must be heard, one holder a post.
    Otherwise ``rule`` counts single people: any, all, or ``quorum`` of them.
    """

    posts: Sequence[str] = ()
    staff: Sequence[Staff] = ()
    unit: Unit | None = None
    rule: str = Rule.ANY
    quorum: int = 0
    counter_sign: bool = False
    label: Mapping[str, str] = field(default_factory=dict)

    def plain(self, unit: Unit) -> dict[str, Any]:
        """As it is kept with the approval."""
        return {
            "posts": list(self.posts),
            "named": [person.pk for person in self.staff],
            "unit": (self.unit or unit).pk,
            "rule": str(self.rule),
            "quorum": self.quorum,
            "counter_sign": self.counter_sign,
            "label": dict(self.label),
        }


def check_plans(steps: Sequence[StepPlan]) -> None:
    """ValidationError where the steps cannot be a flow."""
    if not steps:
        raise ValidationError(_("An approval needs at least one step."))
    known = set(Post.objects.values_list("code", flat=True))
    for step in steps:
        if not step.posts and not step.staff:
            raise ValidationError(_("A step needs a post or a person."))
        unknown = [post for post in step.posts if post not in known]
        if unknown:
            raise ValidationError(_("There is no post “{post}”.").format(post=unknown[0]))
        fits = step.quorum > 0 if step.rule == Rule.QUORUM else step.quorum == 0
        if step.rule not in Rule.values or not fits:
            raise ValidationError(_("It is not said how many must sign."))
