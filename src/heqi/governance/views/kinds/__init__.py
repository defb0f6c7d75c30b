"""What the pages show of each kind of record: columns, terms, forms and steps."""

from heqi.governance.views.kinds import committee, departments
from heqi.governance.views.kinds.kind import Kind, Step

KINDS: dict[str, Kind] = {one.name: one for one in [*committee.KINDS, *departments.KINDS]}

__all__ = ["KINDS", "Kind", "Step"]
