"""What the entry standard says about a field, below the field."""

from typing import Any

from django import template
from django.forms import BoundField

from heqi.entry.forms import StandardForm
from heqi.entry.telling import Told, told

register = template.Library()


@register.inclusion_tag("entry/told.html")
def live(field: BoundField) -> dict[str, Any]:
    """What is told below a field of a :class:`StandardForm` when its page is shown."""
    form = field.form
    assert isinstance(form, StandardForm)
    confirmed = form.confirmed()
    rows = [told(finding, confirmed) for finding in form.found.get(field.name, ())]
    said = {row.message for row in rows}
    rows += [Told(message=str(error)) for error in field.errors if str(error) not in said]
    return {"rows": rows}
