"""Steps of a sheet: who may take them, their form, what they do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from heqi.people.fields import put_errors
from heqi.people.requests import Request

Bound = dict[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Step:
    """What is done to a row; ``require`` refuses whoever may not, ``form`` takes row and data."""

    act: Callable[..., Any]
    form: Callable[[Any, Any], forms.Form]
    title: Any
    button: Any
    require: Callable[[Request, Any], None]


def cards(steps: dict[str, Step], names: list[str], row: Any, bound: Bound) -> list[dict[str, Any]]:
    """The steps of these names, and those that failed with what was typed."""
    shown = dict.fromkeys([*names, *(name for name in bound if name in steps)])
    return [
        {
            "name": name,
            "title": steps[name].title,
            "button": steps[name].button,
            "form": bound.get(name) or steps[name].form(row, None),
        }
        for name in shown
    ]


def take(
    steps: dict[str, Step],
    name: str,
    row: Any,
    request: Request,
    again: Callable[[Bound], HttpResponse],
) -> HttpResponse:
    """Take a step and go to the row's page; ``again`` shows the form that is not accepted."""
    if name not in steps:
        raise Http404(_("There is no such step."))
    step = steps[name]
    step.require(request, row)
    form = step.form(row, request.POST)
    if form.is_valid():
        try:
            step.act(row, **form.cleaned_data, by=request.actor, now=request.now)
        except ValidationError as refused:
            put_errors(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    return again({name: form})
