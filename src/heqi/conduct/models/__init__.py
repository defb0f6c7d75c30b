"""Cases with their figures, contributors, proposed sums and company-wide notices."""

from heqi.conduct.models.cases import Case, Consequence, Member
from heqi.conduct.models.circulars import Circular
from heqi.conduct.models.sums import ProposedSum

__all__ = ["Case", "Circular", "Consequence", "Member", "ProposedSum"]
