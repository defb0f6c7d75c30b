"""How volumes are printed."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def volume(value: object) -> str:
    """Cubic metres without idle zeros: ``993.3``, ``1045``; a dash where nothing is known."""
    if not isinstance(value, Decimal):
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
