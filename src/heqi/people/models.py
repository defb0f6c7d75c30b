"""The organisation: one tree of units; a right held in a unit covers its subtree."""

from datetime import date, datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """Levels of the organisation, from the top."""

    GROUP = "group", _("Group")
    REGION = "region", _("Region")
    COMPANY = "company", _("Company")
    DEPARTMENT = "department", _("Department")
    TEAM = "team", _("Team")


def _spoken(zh: str, en: str) -> str:
    return en if en and (get_language() or "").startswith("en") else zh


class Unit(models.Model):
    """A node of the organisation. ``path`` holds the ids from the root, ``1.4.9.``."""

    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind.choices)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    company = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=120, unique=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["path"]
        verbose_name = _("unit")
        constraints = [
            models.UniqueConstraint(fields=["parent", "code"], name="unit_code_in_parent"),
        ]

    def __str__(self) -> str:
        return _spoken(self.short_name or self.name, self.name_en)

    def covers(self, other: "Unit") -> bool:
        """Whether ``other`` lies in this unit's subtree."""
        return other.path.startswith(self.path)


class Post(models.Model):
    """A post that policies name (维修队长, 分管副总 …)."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "code"]
        verbose_name = _("post")

    def __str__(self) -> str:
        return _spoken(self.name, self.name_en)


class Role(models.Model):
    """A named set of permission codes.

    ``offered`` are those that releases have brought for it so far: what is missing from
    ``permissions`` all the same was taken out by the company, and stays out.
    """

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    permissions = models.JSONField(default=list)
    offered = models.JSONField(default=list)

    class Meta:
        ordering = ["code"]
        verbose_name = _("role")

    def __str__(self) -> str:
        return _spoken(self.name, self.name_en)


class Staff(models.Model):
    """An employee with a main unit and post."""

    number = models.CharField(_("staff number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="staff")
    post = models.ForeignKey(Post, models.PROTECT, related_name="staff")
    title = models.CharField(_("title"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(blank=True)
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name

    def is_employed(self, on: date) -> bool:
        """Whether the person works here on that day."""
        return self.left_on is None or on < self.left_on


class AccountManager(BaseUserManager["Account"]):
    """Accounts by user name; there is no superuser."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of a user name, whatever its case."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A login. Rights come from the staff member's roles, never from the account."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    staff = models.OneToOneField(Staff, models.PROTECT, related_name="account")

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["username"]
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.username


class CurrentQuerySet(models.QuerySet["models.Model"]):
    """Rows with ``since`` (included) and ``until`` (excluded)."""

    def current(self, at: date | datetime) -> "CurrentQuerySet":
        """Those that hold at a day or instant."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)


class Holding(models.Model):
    """A role held by somebody in a unit; covers the subtree."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="holdings")
    role = models.ForeignKey(Role, models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["staff", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="holding_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.role_id}"


class StandIn(models.Model):
    """Somebody acts for somebody absent, from a day to a day."""

    absent = models.ForeignKey(Staff, models.CASCADE, related_name="stand_ins")
    deputy = models.ForeignKey(Staff, models.CASCADE, related_name="stands_in_for")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    ended_at = models.DateTimeField(null=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="standin_period"),
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="standin_other"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} / {self.absent}"

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.until - timedelta(days=1)


class RosterShift(models.Model):
    """Somebody is on duty in a unit between two instants."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="shifts")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="shifts")
    since = models.DateTimeField()
    until = models.DateTimeField()

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="shift_period"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.since:%m-%d %H:%M}"


class Withheld(models.Model):
    """A record that is kept from somebody, because another one is about him.

    Which rows a record takes along is said in :mod:`heqi.people.withholding`.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    because_type = models.CharField(max_length=60)
    because_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("record kept from somebody")
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "subject_type", "subject_id", "because_type", "because_id"],
                name="withheld_once",
            ),
        ]
        indexes = [
            models.Index(fields=["because_type", "because_id"], name="withheld_because"),
            models.Index(fields=["subject_type", "subject_id"], name="withheld_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
