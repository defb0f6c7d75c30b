"""Whose need a policy serves and what it was weighed against, for the living page."""

from django.utils.translation import gettext as _

from heqi.compendium.models import Draft
from heqi.people.models import Unit
from heqi.policies.beside import Said

CLAUSE = "framework/5.1.1"


def served(company: Unit) -> dict[str, list[Said]]:
    """What the last published draft of each policy says of itself; a company's own before its
    group's (framework/5.1.1)."""
    ids = [int(part) for part in company.path.split(".") if part]
    drafts = Draft.objects.filter(unit__in=ids, published_at__isnull=False)
    found: dict[str, list[Said]] = {}
    for draft in drafts.order_by("unit__path", "published_at"):
        said = [Said(_("Serves"), str(draft.get_serves_display()), CLAUSE)]
        if draft.weighs:
            said.append(Said(_("Weighed against"), draft.weighs, CLAUSE))
        found[draft.key] = said
    return found
