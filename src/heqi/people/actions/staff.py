"""Taking on, moving and letting go; accounts."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.access import require
from heqi.people.events import StaffLeft, StaffMoved
from heqi.people.models import Account, Holding, Post, RosterShift, Staff, StandIn, Unit


@transaction.atomic
def hire_staff(
    *,
    number: str,
    name: str,
    unit: Unit,
    post: Post,
    phone: str = "",
    title: str = "",
    joined_on: date | None = None,
    username: str = "",
    password: str | None = None,
    by: Actor,
    now: datetime,
) -> Staff:
    """Take somebody on; with ``username`` the person can sign in."""
    require(by, "people.manage", unit)
    staff = Staff.objects.create(
        number=number,
        name=name,
        unit=unit,
        post=post,
        phone=phone,
        title=title,
        joined_on=joined_on,
    )
    if username:
        account = Account(username=username, staff=staff)
        account.set_password(password)
        account.save()
    audit(
        staff,
        "people.hire_staff",
        by=by,
        now=now,
        changes={"number": number, "unit": unit.pk, "post": post.pk},
        personal={"name": name, "phone": phone},
    )
    return staff


@transaction.atomic
def move_staff(
    staff: Staff, *, unit: Unit, post: Post, title: str = "", reason: str, by: Actor, now: datetime
) -> None:
    """Give somebody another unit or post. Roles stay: they are granted and ended by themselves."""
    require(by, "people.manage", staff.unit)
    require(by, "people.manage", unit)
    changed: dict[str, Any] = {}
    if unit.pk != staff.unit_id:
        changed["unit"] = [staff.unit_id, unit.pk]
    if post.pk != staff.post_id:
        changed["post"] = [staff.post_id, post.pk]
    if title != staff.title:
        changed["title"] = [staff.title, title]
    if not changed:
        raise ValidationError(_("Nothing was changed."))
    Staff.objects.filter(pk=staff.pk).update(unit=unit, post=post, title=title)
    audit(staff, "people.move_staff", by=by, now=now, changes=changed, reason=reason)
    announce(
        StaffMoved(
            staff_id=staff.pk,
            from_unit_id=staff.unit_id,
            to_unit_id=unit.pk,
            from_post=staff.post_id,
            to_post=post.pk,
        ),
        now=now,
    )


@transaction.atomic
def correct_staff(
    staff: Staff, *, name: str, phone: str, email: str, by: Actor, now: datetime
) -> None:
    """Correct a name, a phone number, an address of mail."""
    require(by, "people.manage", staff.unit)
    after = {"name": name, "phone": phone, "email": email}
    changed = {key: [getattr(staff, key), new] for key, new in after.items()}
    changed = {key: pair for key, pair in changed.items() if pair[0] != pair[1]}
    if not changed:
        return
    Staff.objects.filter(pk=staff.pk).update(**after)
    audit(staff, "people.correct_staff", by=by, now=now, personal=changed)


@transaction.atomic
def let_staff_go(staff: Staff, *, on: date, reason: str, by: Actor, now: datetime) -> None:
    """End the employment on a day: account, roles, stand-ins and shifts end with it."""
    require(by, "people.manage", staff.unit)
    if by.kind == "staff" and by.id == staff.pk:
        raise ValidationError(_("Nobody can let himself go."))
    Staff.objects.filter(pk=staff.pk).update(left_on=on.isoformat())
    Account.objects.filter(staff=staff).update(is_active=False)
    Holding.objects.filter(staff=staff, until__isnull=True, since__lt=on).update(until=on)
    Holding.objects.filter(staff=staff, since__gte=on).delete()
    StandIn.objects.filter(absent=staff, ended_at__isnull=True).update(ended_at=now)
    StandIn.objects.filter(deputy=staff, ended_at__isnull=True).update(ended_at=now)
    RosterShift.objects.filter(staff=staff, since__gt=now).delete()
    audit(staff, "people.let_staff_go", by=by, now=now, changes={"left_on": on}, reason=reason)
    announce(StaffLeft(staff_id=staff.pk, unit_id=staff.unit_id, left_on=on.isoformat()), now=now)


@transaction.atomic
def open_account(
    staff: Staff, *, username: str, password: str, by: Actor, now: datetime
) -> Account:
    """Let somebody sign in."""
    require(by, "people.manage", staff.unit)
    if Account.objects.filter(staff=staff).exists():
        raise ValidationError(_("This person has an account already."))
    if Account.objects.filter(username__iexact=username).exists():
        raise ValidationError({"username": _("This user name is taken.")})
    account = Account(username=username, staff=staff)
    _set_password(account, password)
    account.save()
    audit(staff, "people.open_account", by=by, now=now)
    return account


@transaction.atomic
def block_account(account: Account, *, reason: str, by: Actor, now: datetime) -> None:
    """Nobody can sign in with it, and who has signed in is out with the next request."""
    require(by, "people.manage", account.staff.unit)
    if by.kind == "staff" and by.id == account.staff_id:
        raise ValidationError(_("Nobody can block himself."))
    Account.objects.filter(pk=account.pk).update(is_active=False)
    audit(account.staff, "people.block_account", by=by, now=now, reason=reason)


@transaction.atomic
def unblock_account(account: Account, *, by: Actor, now: datetime) -> None:
    """Give a blocked account back."""
    require(by, "people.manage", account.staff.unit)
    if not account.staff.is_employed(now.date()):
        raise ValidationError(_("This person no longer works here."))
    Account.objects.filter(pk=account.pk).update(is_active=True)
    audit(account.staff, "people.unblock_account", by=by, now=now)


@transaction.atomic
def reset_password(account: Account, *, password: str, by: Actor, now: datetime) -> None:
    """Set a first password for somebody who lost his; it ends his sessions."""
    require(by, "people.manage", account.staff.unit)
    _set_password(account, password)
    account.save(update_fields=["password"])
    audit(account.staff, "people.reset_password", by=by, now=now)


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    account.set_password(password)
