"""Everything that changes the reconciliation."""

from heqi.reconciliation.actions.checking import (
    approve_sheet,
    check_sheet,
    explain_sheet,
    return_sheet,
)
from heqi.reconciliation.actions.matching import (
    compare_order,
    note_open_tills,
    settle_waiting,
    submit_shift,
)
from heqi.reconciliation.actions.opening import open_order_sheet, open_shift_sheet
from heqi.reconciliation.actions.transfers import (
    count_transfers,
    end_transfer_days,
    keep_transfer,
)

__all__ = [
    "approve_sheet",
    "check_sheet",
    "compare_order",
    "count_transfers",
    "end_transfer_days",
    "explain_sheet",
    "keep_transfer",
    "note_open_tills",
    "open_order_sheet",
    "open_shift_sheet",
    "return_sheet",
    "settle_waiting",
    "submit_shift",
]
