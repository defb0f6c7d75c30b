"""What the pages share: their tabs, faults of actions in forms, dates."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import pgettext_lazy

from heqi.people.fields import put_errors
from heqi.people.models import Role, Staff
from heqi.people.requests import Request
from heqi.safety.access import CHECK
from heqi.workorders.guards import NeedsReason

PAGES = (
    ("plans", pgettext_lazy("safety", "Plans")),
    ("checks", pgettext_lazy("safety", "Checks")),
    ("hazards", pgettext_lazy("safety", "Hazards")),
    ("full", pgettext_lazy("safety", "VIP organisations")),
    ("statistics", pgettext_lazy("safety", "Figures")),
)


def framed(here: str, **values: Any) -> dict[str, Any]:
    """A page's values with the tabs of the app."""
    tabs = [
        {"label": label, "href": reverse(f"safety:{name}"), "active": name == here}
        for name, label in PAGES
    ]
    return {"pages": tabs, **values}


def attempt(
    form: forms.Form, act: Callable[[dict[str, Any]], Any]
) -> tuple[bool, NeedsReason | None]:
    """Do ``act`` with what the form holds; its faults go to the form, a stop of the policy back."""
    if not form.is_valid():
        return False, None
    try:
        act(form.cleaned_data)
    except NeedsReason as stop:
        return False, stop
    except ValidationError as error:
        put_errors(form, error)
        return False, None
    return True, None


def inspectors(request: Request, unit_path: str) -> Any:
    """Who may be sent to check: people of the unit and below who hold the right."""
    roles = [role.pk for role in Role.objects.all() if CHECK in role.permissions]
    return (
        Staff.objects.filter(
            unit__path__startswith=unit_path, left_on__isnull=True, holdings__role__in=roles
        )
        .select_related("post")
        .distinct()
        .order_by("post__rank", "number")
    )


def instant(text: str) -> datetime | None:
    """An instant that a phone sent; None for nonsense."""
    try:
        value = parse_datetime(text)
    except ValueError:
        return None
    if value is None:
        return None
    return make_aware(value) if is_naive(value) else value
