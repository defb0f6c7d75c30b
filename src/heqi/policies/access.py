"""Rights of the policy pages."""

from django.utils.translation import gettext_lazy as _

from heqi.people.access import declare

declare(
    {
        "policies.view": _("read the policies"),
        "policies.import": _("import policy documents and confirm what was found"),
        "policies.answer": _("answer policy queries"),
    }
)
