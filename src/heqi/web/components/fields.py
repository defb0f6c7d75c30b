"""Django forms in our dress."""

from typing import Any

from django.forms import BaseForm, BoundField, widgets
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from heqi.web.components.library import register
from heqi.web.components.times import dash

CLASSES: list[tuple[type[widgets.Widget], str]] = [
    (widgets.CheckboxSelectMultiple, ""),
    (widgets.RadioSelect, ""),
    (widgets.CheckboxInput, "form-check-input m-0"),
    (widgets.Select, "form-select"),
    (widgets.HiddenInput, ""),
    (widgets.Input, "form-control"),
    (widgets.Textarea, "form-control"),
]


def _widget_class(widget: widgets.Widget) -> str:
    return next((css for kind, css in CLASSES if isinstance(widget, kind)), "form-control")


@register.simple_tag
def control(field: BoundField, small: bool = False, **attrs: Any) -> SafeString:
    """The bare control of a field in our dress; keyword arguments become attributes."""
    css = _widget_class(field.field.widget)
    if small and css.startswith("form-"):
        css += f" {css.split(' ')[0]}-sm"
    if field.errors:
        css += " bad"
    own = field.field.widget.attrs.get("class", "")
    extra = {name.replace("_", "-"): value for name, value in attrs.items()}
    extra["class"] = f"{css} {own} {extra.get('class', '')}".strip()
    return SafeString(str(field.as_widget(attrs={k: v for k, v in extra.items() if v})))


@register.inclusion_tag("ui/field.html")
def field(
    field: BoundField, span: int | str = "", label: str = "", hint: str = "", bare: bool = False
) -> dict[str, Any]:
    """Label, control, help and error; ``span`` of twelve inside ``f-grid``; ``bare``: no help."""
    widget = field.field.widget
    if bare:
        widget.attrs.pop("placeholder", None)
    return {
        "f": field,
        "span": span,
        "label": label or field.label,
        "hint": "" if bare else hint or field.help_text,
        "check": isinstance(widget, widgets.CheckboxInput),
        "group": isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple),
    }


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong, on top, each with a link to its field."""
    rows = [
        {"id": form[name].id_for_label, "label": form[name].label, "errors": errors}
        for name, errors in form.errors.items()
        if name != "__all__"
    ]
    return {"rows": rows, "general": form.non_field_errors()}


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form under its error summary."""
    return {"form": form}


@register.simple_tag
def kv(*pairs: Any) -> SafeString:
    """``{% kv "Phone" phone "Address" address %}``: terms and values."""
    rows = list(zip(pairs[::2], pairs[1::2], strict=False))
    return format_html(
        '<dl class="cg-kv">{}</dl>',
        format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((k, dash(v)) for k, v in rows)),
    )
