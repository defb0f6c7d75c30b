"""Who signs a use: the form's signatures (authority/5.1 and its notes) and those of the item."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from heqi.approvals.plans import StepPlan
from heqi.approvals.seating import holders_from
from heqi.authority.checking import Verdict
from heqi.authority.facts import FORM
from heqi.authority.posts import Holder, head_of
from heqi.people.models import Post, Staff, Unit
from heqi.policies.deciding import ask, rule_on
from heqi.policies.models import Decision

KIND = "authority.form"
LABELS = {
    "head": {"zh": "部门主任", "en": "Head of the department"},
    "others": {"zh": "相关部门主任", "en": "Heads of other departments concerned"},
    "confirm": {"zh": "确认", "en": "Confirmation"},
    "gm": {"zh": "审批", "en": "Approval"},
}


def decide_form(*, money: bool, others: bool, on: date, company_id: int | None) -> Decision:
    """Whether the form is filled in and who signs it."""
    return ask(
        FORM, {"involves_money": money, "other_departments": others}, on=on, company_id=company_id
    )


def form_answer(
    *, money: bool, others: bool, on: date, company_id: int | None
) -> Mapping[str, Any]:
    """The same without keeping it: for showing who would sign."""
    facts = {"involves_money": money, "other_departments": others}
    found: Mapping[str, Any] = (
        rule_on(FORM, facts, on=on, company_id=company_id).as_json()["answer"] or {}
    )
    return found


def steps_for(
    verdict: Verdict,
    answer: Mapping[str, Any],
    *,
    unit: Unit,
    maker: Staff,
    holder: Holder | None,
    others: Iterable[Unit],
    on: date,
) -> list[StepPlan]:
    """The chain by the answer on the form: the head, other departments' heads, the general manager.

    Whoever makes the request, himself or for an absent holder, signs as its handler and is not
    asked again.
    """
    terms = verdict.terms
    asked = {*(answer.get("sign") or ()), *terms.sign} if answer.get("form") else {*terms.sign}
    own = {maker.pk, holder.staff.pk if holder else maker.pk}
    steps: list[StepPlan] = []
    head = head_of(unit, on=on)
    if "dept_head" in asked and head is not None and head.pk not in own:
        steps.append(StepPlan(staff=[head], unit=unit, label=LABELS["head"]))
    posts = [post for post in asked if post.startswith("head_")]
    posts = _held(posts, unit, own, on, without=head)
    # Whoever confirms a condition signs, too, with money or without; as head he did already.
    heard = {person.post_id for step in steps for person in step.staff}
    confirm = [post for one in verdict.conditions for post in one.awaits if post not in heard]
    posts = list(dict.fromkeys((*posts, *confirm)))
    heads = []
    if "other_dept_heads" in asked:
        heads = [found for one in others if (found := head_of(one, on=on)) is not None]
    named = [person for person in heads if person.pk not in own and person.post_id not in posts]
    if head is not None:
        named = [person for person in named if person.pk != head.pk]
    if posts or named:
        label = LABELS["others"] if answer.get("form") or named else LABELS["confirm"]
        steps.append(StepPlan(posts=posts, staff=named, unit=unit, counter_sign=True, label=label))
    approve = [*(answer.get("approve") or ()), *terms.approve, *verdict.approve]
    if approve:
        steps.append(StepPlan(posts=list(dict.fromkeys(approve)), unit=unit, label=LABELS["gm"]))
    return steps


def _held(
    posts: Iterable[str], unit: Unit, own: set[int], on: date, *, without: Staff | None
) -> list[str]:
    """Posts that exist and are not held by the maker alone, each once."""
    known = set(Post.objects.values_list("pk", flat=True))
    found = []
    for post in dict.fromkeys(posts):
        people = {person.pk for person in holders_from(post, unit, on=on)}
        if post in known and not (people and people <= own):
            found.append(post)
    return [post for post in found if without is None or post != without.post_id]
