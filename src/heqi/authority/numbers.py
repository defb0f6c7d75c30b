"""Numbers of records of the apps above: whether what somebody types stands on a record.

An app registers in its ``apps.ready``::

    numbers.register("workorders.workorder", exists)
"""

from collections.abc import Callable, Iterable

from heqi.people.models import Unit

ORDER, PROJECT = "workorders.workorder", "projects.project"
# Whether a company has a record of a number, as it is stored (capitals).
Exists = Callable[[Unit, str], bool]
_known: dict[str, Exists] = {}


def register(kind: str, exists: Exists) -> None:
    """Let an app say which numbers of its records a company has."""
    _known[kind] = exists


def is_known(number: str, kinds: Iterable[str], company: Unit) -> bool:
    """Whether a record of one of the kinds carries the number in the company."""
    text = number.strip().upper()
    return bool(text) and any(_known[kind](company, text) for kind in kinds if kind in _known)
