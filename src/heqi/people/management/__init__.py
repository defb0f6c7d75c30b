"""What follows a migration: posts and roles are brought up to the release."""

from typing import Any

from django.utils import timezone

from heqi.people.actions import load_defaults


def bring_defaults(**kwargs: Any) -> None:
    """Receiver of ``post_migrate``."""
    load_defaults(now=timezone.now())
