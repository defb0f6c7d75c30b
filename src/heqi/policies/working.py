"""Which clauses are executed: by something that works, not by what they are called
(framework/5.1.3)."""

from heqi.people.models import Unit
from heqi.policies.models import Tally
from heqi.rulebook.checks import cited_clauses
from heqi.rulebook.pack import Pack

KEY = ("at work",)


def cited_in(pack: Pack) -> frozenset[str]:
    """Clauses by which a rule, a figure, a duty, a form or another document of the packs works."""
    found: frozenset[str] | None = pack.memo.get(KEY)
    if found is None:
        found = pack.memo[KEY] = frozenset(cited_clauses(pack))
    return found


def at_work(pack: Pack, company: Unit | None) -> frozenset[str]:
    """The same, and those that a measure has counted in the company."""
    if company is None:
        return cited_in(pack)
    measured = Tally.objects.filter(company=company).order_by().values_list("clause", flat=True)
    return cited_in(pack) | frozenset(measured.distinct())
