"""What somebody changed in a form, laid into what the form was made from; the rest stays as it
was written."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict


def unchanged(form: forms.BaseForm) -> MultiValueDict[str, Any]:
    """What comes back when the page of an unbound form is sent as it stands, in the order of the
    page."""
    sent: MultiValueDict[str, Any] = MultiValueDict()
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.BooleanField):
            if value:
                sent.setlist(bound.html_name, ["on"])
        elif isinstance(bound.field, forms.MultipleChoiceField):
            chosen = {str(one) for one in value or ()}
            choices: Any = bound.field.choices
            options = [str(code) for code, _label in choices if str(code) in chosen]
            sent.setlist(bound.html_name, options)
        else:
            sent.setlist(bound.html_name, ["" if (shown := _shown(bound)) is None else shown])
    return sent


def _shown(bound: forms.BoundField) -> Any:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.Select):
        return value
    return widget.format_value(value)


def merged(written: Any, was: Any, said: Any) -> Any:
    """``written`` with what differs between ``was``, the form's own reading of it, and ``said``.

    What the form does not know stays; what was taken out in the form goes; two readings that say
    the same leave the notation alone.
    """
    if not all(isinstance(one, Mapping) for one in (written, was, said)):
        return written if was == said else said
    found: dict[str, Any] = {}
    for key in dict.fromkeys([*written, *said]):
        if key not in said:
            if key not in was:
                found[key] = written[key]
        elif key in written and key in was:
            found[key] = merged(written[key], was[key], said[key])
        elif key not in was or was[key] != said[key]:
            found[key] = said[key]
    return found
