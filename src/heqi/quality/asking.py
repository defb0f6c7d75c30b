"""What the posts that entered a record had to fill in (data-entry/1.2.3, 5-agent).

An agent sees no papers: what he need not ask for is no error of his, and none of whoever changed
another field of the record afterwards. It is completed when somebody has the papers at hand.
"""

from collections.abc import Iterable, Mapping

from heqi.entry.findings import MISSING, NO_EVIDENCE, Finding
from heqi.entry.fitting import Standard
from heqi.ledger.models import Entry
from heqi.quality.tables import Source

STAFF = "staff"


def posts_of(source: Source, ids: Iterable[object]) -> Mapping[str, frozenset[str]]:
    """The posts in which staff entered each of some records; one query."""
    rows = Entry.objects.filter(
        subject_type=source.subject_type,
        subject_id__in=[str(pk) for pk in ids],
        code__in=source.codes,
        actor_kind=STAFF,
    ).exclude(post="")
    found: dict[str, set[str]] = {}
    for pk, post in rows.order_by().values_list("subject_id", "post").distinct():
        found.setdefault(pk, set()).add(post)
    return {pk: frozenset(posts) for pk, posts in found.items()}


def is_asked(fitting: Standard, finding: Finding, posts: Iterable[str]) -> bool:
    """Whether a finding may be held against those who entered: what is missing only if the most
    lenient of their posts had to fill it in."""
    if finding.error not in (MISSING, NO_EVIDENCE) or finding.rule:
        return True
    return all(finding.field in fitting.required_of(post).fields for post in posts)
