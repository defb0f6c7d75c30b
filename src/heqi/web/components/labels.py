"""Small things: icons, tags, states, bars, sparks, masked numbers."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django import template
from django.db.models import Model
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from heqi.customers.models import Tier
from heqi.web.components import words
from heqi.web.components.library import TIERS, register, tone_of
from heqi.web.components.spark import spark_points


@register.simple_tag
def icon(name: str, size: int | str = "", label: str = "") -> SafeString:
    """One icon of the sprite; silent for screen readers unless it has a label."""
    if not name:
        return mark_safe("")
    css = f"ic ic-{size}" if size else "ic"
    use = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, use
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, use)


@register.simple_tag
def tag(text: Any, tone: str = "", icon_name: str = "", title: str = "") -> SafeString:
    """A small label in one of the tones: over soon ok hold vip care pri."""
    return format_html(
        '<span class="tag {}"{}>{}{}</span>',
        tone_of(tone),
        format_html(' title="{}"', title) if title else "",
        icon(icon_name, 14) if icon_name else "",
        text,
    )


@register.simple_tag
def status(row: Any, field: str = "status") -> SafeString:
    """The state of a row: its label, with the tone and icon that the app's ``states`` names.

    Reads ``TONES`` (or ``COLOURS``) and ``ICONS`` there, for another field than ``status`` those
    with its name before them, ``STEP_TONES``. A row may also be a mapping ``label tone icon``.
    """
    if isinstance(row, Mapping):
        return tag(row.get("label", ""), row.get("tone", ""), row.get("icon", ""))
    value = getattr(row, field, "")
    before = "" if field == "status" else f"{field.upper()}_"
    states = _states(type(row).__module__)
    tones = states.get(f"{before}TONES") or states.get(f"{before}COLOURS") or {}
    icons = states.get(f"{before}ICONS") or {}
    return tag(_label(row, field, value), str(tones.get(value, "")), str(icons.get(value, "")))


def _label(row: Any, field: str, value: Any) -> Any:
    """The words of a code; for rows of a table without hashing all choices at each row."""
    if isinstance(row, Model):
        return _choices(type(row), field).get(value, value)
    display = getattr(row, f"get_{field}_display", None)
    return display() if display else value


@cache
def _choices(model: type[Model], field: str) -> dict[Any, Any]:
    fields = {one.name: one for one in model._meta.get_fields()}
    return dict(getattr(fields.get(field), "flatchoices", ()))


@cache
def _states(module: str) -> dict[str, Any]:
    """What the ``states`` module of the app that a module lies in holds."""
    name = ".".join([*module.split(".")[:2], "states"])
    return vars(import_module(name)) if find_spec(name) else {}


@register.simple_tag
def tier(customer: Any) -> SafeString:
    """The tier of a customer, or of a record that keeps it, as a tag: ``tier`` is its code."""
    code = str(getattr(customer, "tier", "") or "")
    if not code or code not in TIERS:
        return mark_safe("")
    label: Any = dict(Tier.choices).get(code) or getattr(customer, "tier_label", code)
    return tag(label, TIERS[code])


@register.simple_tag
def bar(share: int, tone: str = "", label: str = "") -> SafeString:
    """A thin bar filled to ``share`` per cent."""
    width = max(0, min(100, int(share or 0)))
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 1" preserveAspectRatio="none" {}>'
        '<rect width="{}" height="1"/></svg>',
        tone_of(tone),
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"'),
        width,
    )


@register.simple_tag
def spark(values: Sequence[float], tone: str = "", label: str = "") -> SafeString:
    """A dozen values as a line, drawn on the server."""
    points = spark_points([float(v) for v in values or ()])
    if not points:
        return mark_safe("")
    line = " ".join(f"{x},{y}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark {}" viewBox="0 0 96 22" {}><polyline points="{}"/>'
        '<circle r="2.5" cx="{}" cy="{}"/></svg>',
        tone_of(tone),
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"'),
        line,
        x,
        y,
    )


@register.inclusion_tag("ui/masked.html")
def masked(value: str, href: str = "", target: str = "") -> dict[str, Any]:
    """A phone number with its middle hidden, and the way to see it, which is logged.

    ``href`` is an address that takes a POST and answers with the whole number; ``target`` is the
    CSS selector of what it replaces, by default the number itself.
    """
    return {"shown": words.mask_phone(value), "href": href, "target": target, "value": value}


@register.simple_tag(takes_context=True)
def clause_chip(
    context: template.Context, ref: str, mark: str = "", *, brief: bool = False
) -> SafeString:
    """A clause by the policies' own tag where it is installed, else its printed id."""
    chip = _clause_template()
    if chip is None:
        return format_html('<span class="clause">{}</span>', ref)
    return SafeString(
        chip.render({"ref": ref, "mark": mark, "brief": brief}, context.get("request"))
    )


@cache
def _clause_template() -> Any:
    backend = engines["django"]
    assert isinstance(backend, DjangoTemplates)
    if "policies" not in backend.engine.template_libraries:
        return None
    return backend.from_string("{% load policies %}{% clause ref mark brief=brief %}")
