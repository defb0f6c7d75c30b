"""Customers in bulk, for the taking over of what a company has: fast, in bounded memory.

The caller (an import) has checked the rows, holds the transaction and writes the one audit entry
that stands for all of them; it keeps what was made as runs of ids, so that it can be undone.
"""

from heqi.customers.actions.bulk.drafts import ApplianceDraft, Household, MeterDraft
from heqi.customers.actions.bulk.households import Keys, Writer
from heqi.customers.actions.bulk.removal import remove_made

__all__ = ["ApplianceDraft", "Household", "Keys", "MeterDraft", "Writer", "remove_made"]
