"""What every form of these pages does when it is sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form

from heqi.people.fields import put_errors
from heqi.people.requests import Request


def done(request: Request, form: Form, act: Callable[[dict[str, Any]], Any], said: str) -> bool:
    """Act on a valid form and say so; a refusal of the action becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return False
    messages.success(request, said)
    return True
