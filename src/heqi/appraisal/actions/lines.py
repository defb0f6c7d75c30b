"""The review of lines: what does not count is struck, points are set within their range."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.appraisal.access import JUDGE, REVIEW
from heqi.appraisal.actions.reckoning import add_up, add_up_people
from heqi.appraisal.models import Line, Sheet
from heqi.appraisal.states import Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove
from heqi.people.access import may, refuse, require
from heqi.people.models import Unit
from heqi.people.queries import department_of


@transaction.atomic
def strike_line(line: Line, *, reason: str, by: Actor, now: datetime) -> None:
    """A record that does not count in this month, with the reason."""
    _open(line, by)
    if line.struck_at is not None:
        raise IllegalMove(_("This line is struck already."))
    text = _needed(reason)
    _change(line, "appraisal.strike_line", text, by, now,
            struck_at=now, struck_reason=text, struck_by=by.name)  # fmt: skip


@transaction.atomic
def restore_line(line: Line, *, by: Actor, now: datetime) -> None:
    """It counts after all."""
    _open(line, by)
    if line.struck_at is None:
        raise IllegalMove(_("This line is not struck."))
    _change(line, "appraisal.restore_line", "", by, now,
            struck_at=None, struck_reason="", struck_by="")  # fmt: skip


@transaction.atomic
def set_points(line: Line, *, points: Decimal, reason: str, by: Actor, now: datetime) -> None:
    """Where the policy leaves a range, the review sets the points; ``points`` as a deduction."""
    _open(line, by)
    if line.least is None or line.most is None:
        raise ValidationError({"points": _("The policy leaves no range here.")})
    if not line.least <= -points <= line.most:
        raise ValidationError(
            {
                "points": _("Between {least} and {most} points may be deducted.").format(
                    least=f"{-line.most:f}", most=f"{-line.least:f}"
                )
            }
        )
    text = _needed(reason)
    _change(line, "appraisal.set_points", text, by, now,
            points=-points, set_at=now, set_reason=text, set_by=by.name)  # fmt: skip


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    return reason.strip()[:500]


def in_department(by: Actor, unit: Unit) -> bool:
    """Whether somebody belongs to a department: he does not judge its month."""
    own = Unit.objects.select_related("parent").filter(pk=by.unit_id or 0).first()
    return by.kind == "staff" and own is not None and department_of(own).pk == unit.pk


def require_review(sheet: Sheet, by: Actor) -> None:
    """The office reviews the lines of the departments, who judges appeals those of the office."""
    if not may(by, JUDGE, sheet):
        require(by, REVIEW, sheet)
    if in_department(by, sheet.unit):
        raise refuse(
            _("Nobody reviews his own department: the company's leaders review these lines.")
        )


def _open(line: Line, by: Actor) -> None:
    require_review(line.sheet, by)
    if by.kind == "staff" and line.staff_id == by.id:
        raise refuse(_("Nobody reviews a record about himself."))
    if line.sheet.period.status != Status.OPEN:
        raise IllegalMove(_("This month is reviewed: its lines stand. The department may appeal."))


def _change(line: Line, code: str, reason: str, by: Actor, now: datetime, **values: object) -> None:
    Line.objects.filter(pk=line.pk).update(**values)
    changes = {
        "line": line.source_number, "item": line.item,
        **{name: str(value) for name, value in values.items() if name == "points"},
    }  # fmt: skip
    audit(line.sheet, code, by=by, now=now, changes=changes, reason=reason)
    add_up(line.sheet.period, [line.sheet])
    if line.for_staff and line.staff_id is not None:
        add_up_people(line.sheet.period, only={line.staff_id})
