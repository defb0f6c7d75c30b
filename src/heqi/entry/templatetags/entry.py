"""What the entry standard says below a field, and the way to say that an entry is wrong."""

from typing import Any

from django import template
from django.forms import BoundField

from heqi.entry.doors import door_of
from heqi.entry.forms import StandardForm
from heqi.entry.telling import Told, told

register = template.Library()


@register.inclusion_tag("entry/told.html")
def live(field: BoundField) -> dict[str, Any]:
    """What is told below a field of a :class:`StandardForm` when its page is shown; below one
    that such a form checks for another, its errors."""
    form = field.form
    rows: list[Told] = []
    if isinstance(form, StandardForm):
        confirmed = form.confirmed()
        rows = [told(finding, confirmed) for finding in form.found.get(field.name, ())]
    said = {row.message for row in rows}
    rows += [Told(message=str(error)) for error in field.errors if str(error) not in said]
    return {"rows": rows}


@register.inclusion_tag("entry/wrong.html", takes_context=True)
def wrong_entry(context: template.Context, row: Any, size: str = "btn-sm") -> dict[str, Any]:
    """The button "this entry is wrong", for whoever may say so of this record."""
    return {"href": door_of(context["request"].actor, row) if row else "", "size": size}
