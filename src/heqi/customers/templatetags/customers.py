"""Tags of the customer pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: template.Context, name: str, values: Mapping[str, Any]) -> SafeString:
    """A contributed section: its own template with its own context and the request."""
    request = context.get("request")
    return SafeString(render_to_string(name, dict(values), request=request))
