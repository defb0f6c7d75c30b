"""Django's forms in our dress: ``{{ form }}`` and ``{{ field.as_field_group }}``."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders whole forms and field groups with the shared templates."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field_group.html"
