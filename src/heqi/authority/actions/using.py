"""Using an authority: checked at the moment of use, kept as a line of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.approvals.actions import submit
from heqi.authority.access import USE
from heqi.authority.actions.confirming import keep_confirmations, waits_for_confirmation
from heqi.authority.actions.effects import take_effect
from heqi.authority.actions.signing import KIND, decide_form, steps_for
from heqi.authority.checking import ALLOWED, MISSING, Attempt, Found, Verdict, assess, missing_words
from heqi.authority.events import AuthorityUsed
from heqi.authority.facts import Terms, decide_terms, terms_of
from heqi.authority.models import Condition, Formality, Sheet, Use
from heqi.authority.posts import Holder, holder_for, process_units
from heqi.authority.states import SheetKind, Status
from heqi.authority.words import post_words
from heqi.evidence.actions import attach
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of
from heqi.policies.deciding import keep

PREFIX = "SQ"
# When the loop looks at it again in hindsight for the first time.
LOOK = timedelta(days=1)
SHEETS = {"contact": "LX", "priority": "YX"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sheet asks of another department: by whom and until when."""

    receiver: Unit | None = None
    responsible: str = ""
    finish_on: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file or photo that proves a condition."""

    condition: str
    name: str
    content: bytes


@transaction.atomic
def use_authority(
    attempt: Attempt,
    *,
    others: Sequence[Unit] = (),
    wish: Wish | None = None,
    papers: Sequence[Paper] = (),
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Use:
    """Use an authority. What is allowed takes effect, or is signed first where the item says so.

    Beyond authority it is stopped (``Refused``), or passed up with a ``reason`` where the policy
    lets it. ``ValidationError`` names the conditions without proof and what else is missing.
    """
    person = _staff(by)
    require(by, USE, person.unit)
    today = timezone.localdate(now)
    attempt = with_files(attempt, papers)
    unit = unit_of(attempt.item, person, by=by, on=today)
    verdict = assess(attempt, unit=unit, by=by, on=today)
    hold_against(verdict, attempt, reason)
    wanted = _wanted_sheet(verdict, wish, unit, today)
    decision = keep(verdict.ruling, on=today, company_id=unit.company_id)
    concerned = _concerned(others, wanted.receiver, unit)
    form = decide_form(
        money=attempt.amount is not None,
        others=bool(concerned),
        on=today,
        company_id=unit.company_id,
    )
    holder = verdict.holder or Holder(person, standing_in=False)
    steps = steps_for(
        verdict,
        form.answer or {},
        unit=unit,
        maker=person,
        holder=verdict.holder,
        others=concerned,
        on=today,
    )
    subject = attempt.subject
    row: Use = Use.objects.create(
        number=next_number(PREFIX, today),
        company=company_of(unit),
        unit=unit,
        item=attempt.item,
        kind=verdict.terms.kind,
        clause=verdict.terms.clause,
        job=attempt.job,
        matter=attempt.matter.strip(),
        subject_type=subject.type if subject else "",
        subject_id=subject.id if subject else "",
        subject_label=subject.label[:160] if subject else "",
        unrecorded=unrecorded_of(attempt, verdict.terms),
        beneficiary=subject.beneficiary if subject else "",
        beneficiary_name=subject.beneficiary_name[:120] if subject else "",
        used_by=person,
        holder=holder.staff,
        holder_post=holder.staff.post_id,
        amount=attempt.amount,
        households=attempt.households,
        facts=_plain(verdict.facts),
        expires_on=verdict.expires_on,
        beyond=list(verdict.beyond),
        reason=reason.strip() if verdict.beyond else "",
        status=Status.SIGNING if steps else Status.OPEN,
        decision=decision,
        terms=decide_terms(attempt.item, on=today, company_id=unit.company_id),
        needs_form=bool((form.answer or {}).get("form")),
        used_at=now,
        month=today.replace(day=1),
        look_at=now + LOOK,
        queue_at=now,
    )
    row.others.set(concerned)
    row.process.set(process_units(verdict.terms, unit, on=today))
    _keep_conditions(row, verdict, now)
    keep_confirmations(row, verdict.conditions, maker=person, holder=verdict.holder, now=now)
    Formality.objects.bulk_create(
        Formality(use=row, code=code) for code in verdict.terms.formalities
    )
    if wanted.receiver is not None:
        _write_sheet(row, verdict.terms.sheet, wanted, by=by, now=now)
    keep_papers(row, papers, by=by, now=now)
    audit(
        row,
        "authority.use",
        by=_signed(by, holder),
        now=now,
        changes={
            "item": row.item, "amount": row.amount, "subject": row.subject_label,
            "beyond": [one["code"] for one in row.beyond], "proofs": dict(attempt.proofs),
        },
        reason=row.reason,
        decision=decision.pk,
    )  # fmt: skip
    if steps:
        approval = submit(
            row,
            kind=KIND,
            title=f"{row.item_label}",
            unit=unit,
            steps=steps,
            number=row.number,
            amount=row.amount,
            summary=[*summary_of(row), *asked_to_confirm(verdict.conditions)],
            clauses=list(dict.fromkeys([row.clause, *(form.clauses if row.needs_form else ())])),
            url=f"/authority/{row.pk}/",
            decision=decision.pk,
            by=by,
            now=now,
        )
        row.approval_id = approval.pk
        Use.objects.filter(pk=row.pk).update(approval_id=approval.pk)
    waits = bool(verdict.terms.approve) or waits_for_confirmation(verdict.conditions)
    if not waits and not row.beyond:
        take_effect(row, by=by, now=now)
    announce(
        AuthorityUsed(
            use_id=row.pk,
            number=row.number,
            item=row.item,
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            amount=str(row.amount) if row.amount is not None else None,
            beyond=bool(row.beyond),
            used_by=person.pk,
            unit_id=unit.pk,
            company_id=row.company_id,
        ),
        now=now,
    )
    return row


def summary_of(row: Use) -> list[tuple[str, str]]:
    """What a signer reads."""
    lines = [(_("Kind"), row.kind_label), (_("Matter"), row.matter)]
    if row.subject_label:
        lines.append((_("Concerns"), row.subject_label))
    if row.unrecorded:
        lines.append((_("No record named"), row.unrecorded))
    if row.households:
        lines.append((pgettext("authority", "Households"), str(row.households)))
    lines += [(_("Beyond authority"), sentence) for sentence in row.beyond_said]
    if row.reason:
        lines.append((_("Reason"), row.reason))
    if row.by_stand_in:
        lines.append((_("Standing in for"), str(row.holder)))
    return lines


def asked_to_confirm(found: Iterable[Found]) -> list[tuple[str, str]]:
    """What the signature of a post confirms, for who is asked."""
    return [
        (_("Asked to confirm"), f"{'、'.join(map(post_words, one.awaits))}：{one.wanted.words}")
        for one in found
        if one.awaits
    ]


def unrecorded_of(attempt: Attempt, terms: Terms) -> str:
    """Why no record is named; empty where one is, or where none is wanted."""
    if attempt.subject is not None or not terms.wants_record:
        return ""
    return attempt.unrecorded.strip()


def unit_of(item: str, person: Staff, *, by: Actor, on: date) -> Unit:
    """On whose unit a use is booked: that of the post in which somebody acts, also standing in."""
    terms = terms_of(item, on=on, company_id=person.unit.company_id)
    holder = holder_for(by, terms.holders, on=on)
    if holder is None or not holder.standing_in:
        return person.unit
    found: Unit = Unit.objects.select_related("parent", "company").get(pk=holder.staff.unit_id)
    return found


def _staff(by: Actor) -> Staff:
    if by.kind != "staff" or by.id is None:
        raise refuse(_("Only a member of staff uses authority."))
    found: Staff = Staff.objects.select_related("unit__parent", "unit__company", "post").get(
        pk=by.id
    )
    return found


def hold_against(verdict: Verdict, attempt: Attempt, reason: str) -> None:
    """Stop what is not allowed, in words."""
    if not attempt.matter.strip():
        raise ValidationError({"matter": _("Please fill this in.")})
    if attempt.amount is not None and attempt.amount <= 0:
        raise ValidationError({"amount": _("Enter an amount above zero.")})
    if verdict.outcome == ALLOWED:
        return
    if verdict.outcome == MISSING:
        raise ValidationError(
            {
                code: _("Still to be proved or filled in: {what}.").format(
                    what=missing_words(code, verdict.terms)
                )
                for code in verdict.missing
            }
        )
    sentences = " ".join(verdict.sentences)
    if not verdict.pass_up:
        raise refuse(_("Beyond authority, stopped. {why}").format(why=sentences))
    if not reason.strip():
        raise ValidationError(
            {
                "reason": _(
                    "Beyond authority. {why} Say why, and it is passed up for a decision."
                ).format(why=sentences)
            }
        )


def with_files(attempt: Attempt, papers: Sequence[Paper]) -> Attempt:
    """A file proves its condition even without a note."""
    proofs = dict(attempt.proofs)
    for paper in papers:
        if not proofs.get(paper.condition, "").strip():
            proofs[paper.condition] = paper.name
    files = attempt.files | {paper.condition for paper in papers}
    return replace(attempt, proofs=proofs, files=files)


def keep_papers(row: Use, papers: Sequence[Paper], *, by: Actor, now: datetime) -> None:
    """Keep the files of conditions with a use; what is sent later lies beside what was there."""
    for paper in papers:
        key = f"proof:{paper.condition}:{now:%Y%m%d%H%M%S}"
        attach(
            row, content=paper.content, name=paper.name, note=paper.condition, key=key, by=by,
            now=now,
        )  # fmt: skip


def _wanted_sheet(verdict: Verdict, wish: Wish | None, unit: Unit, today: date) -> Wish:
    """The sheet that an item takes; its fields are needed then."""
    if not verdict.terms.sheet:
        return Wish()
    wish = wish or Wish()
    faults = {}
    if wish.receiver is None or wish.receiver == department_of(unit):
        faults["receiver"] = _("Choose the department that receives the sheet.")
    else:
        named = process_units(verdict.terms, unit, on=today)
        if named and wish.receiver not in named:
            faults["receiver"] = _("The policy lets this sheet go to {units} only.").format(
                units="、".join(one.name for one in named)
            )
    if verdict.terms.sheet == SheetKind.CONTACT:
        if not wish.responsible.strip():
            faults["responsible"] = _("Name the person responsible.")
        if wish.finish_on is None or wish.finish_on < today:
            faults["finish_on"] = _("Give the day on which it is to be finished.")
    if faults:
        raise ValidationError(faults)
    return wish


def _concerned(others: Sequence[Unit], receiver: Unit | None, unit: Unit) -> list[Unit]:
    found = {other.pk: other for other in (*others, *([receiver] if receiver else []))}
    found.pop(department_of(unit).pk, None)
    return list(found.values())


def _keep_conditions(row: Use, verdict: Verdict, now: datetime) -> None:
    Condition.objects.bulk_create(
        Condition(
            use=row,
            code=one.wanted.code,
            proof=one.wanted.proof,
            clause=one.wanted.clause,
            by_system=one.by_system,
            holds=one.holds,
            said_zh=one.words.zh[:200],
            said_en=one.words.en[:240],
            reference=one.reference[:200],
            checked_at=now,
        )
        for one in verdict.conditions
    )


def _write_sheet(row: Use, kind: str, wish: Wish, *, by: Actor, now: datetime) -> None:
    assert wish.receiver is not None
    Sheet.objects.create(
        number=next_number(SHEETS[kind], timezone.localdate(now)),
        kind=kind,
        use=row,
        company=row.company,
        unit=row.unit,
        receiver=wish.receiver,
        matter=row.matter,
        responsible=wish.responsible.strip(),
        finish_on=wish.finish_on,
        issued_at=now,
        issuer_name=by.name,
        queue_at=now,
    )


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        key: str(value) if isinstance(value, Decimal) else value for key, value in facts.items()
    }


def _signed(by: Actor, holder: Holder) -> Actor:
    return by.signing_for(holder.staff.name) if holder.standing_in else by
