"""Cases with their figures, contributors and proposed sums."""

from heqi.conduct.models.cases import Case, Consequence, Member
from heqi.conduct.models.sums import ProposedSum

__all__ = ["Case", "Consequence", "Member", "ProposedSum"]
