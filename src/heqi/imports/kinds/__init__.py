"""What can be imported: a module per kind of file."""

from heqi.imports.kinds.columns import CORE, FIELDS
from heqi.imports.kinds.fields import Field
from heqi.imports.kinds.households import Shares, household

__all__ = ["CORE", "FIELDS", "Field", "Shares", "household"]
