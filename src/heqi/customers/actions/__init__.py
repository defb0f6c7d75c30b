"""The only writers of customers, a module per noun."""

from heqi.customers.actions.contracts import change_contract, create_contract, end_contract
from heqi.customers.actions.duplicates import dismiss_pair, find_duplicates
from heqi.customers.actions.merging import merge_rows, undo_merge
from heqi.customers.actions.movers import Mover, register_mover
from heqi.customers.actions.parties import (
    PhoneDraft,
    change_contact,
    change_party,
    close_party,
    create_party,
    set_tier_mark,
    split_phone,
)
from heqi.customers.actions.places import (
    change_compound,
    change_premises,
    create_compound,
    create_premises,
    make_neighbours,
)
from heqi.customers.actions.points import (
    assign_role,
    change_supply,
    close_account,
    create_service_point,
    roles_of_holder,
    transfer_account,
)
from heqi.customers.actions.renaming import carry_out_rename
from heqi.customers.actions.steps import (
    EVERY_METER,
    Papers,
    carry_out_closing,
    carry_out_meter_change,
    carry_out_supply_step,
    carry_out_transfer,
    meters_in_use,
)
from heqi.customers.actions.supply import (
    change_appliance,
    change_meter,
    correct_meter,
    create_appliance,
    create_meter,
    remove_meter,
)
from heqi.customers.actions.tasks import cancel_task, finish_task, open_task, reopen_task

__all__ = [
    "EVERY_METER",
    "Mover",
    "Papers",
    "PhoneDraft",
    "assign_role",
    "cancel_task",
    "carry_out_closing",
    "carry_out_meter_change",
    "carry_out_rename",
    "carry_out_supply_step",
    "carry_out_transfer",
    "change_appliance",
    "change_compound",
    "change_contact",
    "change_contract",
    "change_meter",
    "change_party",
    "change_premises",
    "change_supply",
    "close_account",
    "close_party",
    "correct_meter",
    "create_appliance",
    "create_compound",
    "create_contract",
    "create_meter",
    "create_party",
    "create_premises",
    "create_service_point",
    "dismiss_pair",
    "end_contract",
    "find_duplicates",
    "finish_task",
    "make_neighbours",
    "merge_rows",
    "meters_in_use",
    "open_task",
    "register_mover",
    "remove_meter",
    "reopen_task",
    "roles_of_holder",
    "set_tier_mark",
    "split_phone",
    "transfer_account",
    "undo_merge",
]
