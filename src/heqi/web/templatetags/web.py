"""Tags of single pages of the site."""

from typing import Any

from django import template
from django.conf import settings

from heqi.people.queries import demo_accounts as accounts

register = template.Library()


@register.simple_tag
def demo_accounts() -> dict[str, Any] | None:
    """Accounts and their common password in a demonstration, else nothing."""
    if not settings.HEQI_DEMO:
        return None
    return {"accounts": accounts(), "password": settings.HEQI_DEMO_PASSWORD}
