"""What the forms of several apps share: choosing people, and showing what an action refused."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

DIGITS = 18


class StaffChoices(forms.ModelMultipleChoiceField):
    """Several members of staff; an id that no database holds is a wrong choice, not a fault."""

    def clean(self, value: Any) -> QuerySet[Any]:
        """Refuse what is no id before the database is asked."""
        for one in value if isinstance(value, list | tuple) else ():
            if len(str(one)) > DIGITS:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(one)[:DIGITS]},
                )
        found: QuerySet[Any] = super().clean(value)
        return found


def put_errors(form: forms.Form, error: ValidationError, **names: str) -> None:
    """What an action refused, below the fields that the form has; ``names`` says which is which."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, rows in error.error_dict.items():
        name = names.get(name, name)
        form.add_error(name if name in form.fields else None, rows)
