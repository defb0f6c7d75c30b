"""The entry standard: what a record must hold, in which form, and why (data-entry/3).

``standard("person", on=day).check(values)`` is all that most callers need. The module is safe to
import before the apps are loaded.
"""

from heqi.entry.findings import Finding
from heqi.entry.fitting import Standard
from heqi.entry.standards import KINDS, standard

__all__ = ["KINDS", "Finding", "Standard", "standard"]
