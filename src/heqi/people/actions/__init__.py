"""Changing the organisation."""

from heqi.people.actions.defaults import default_roles, load_defaults
from heqi.people.actions.roles import change_role, end_role, grant_role
from heqi.people.actions.rosters import remove_shift, repeat_week, roster_staff
from heqi.people.actions.staff import (
    block_account,
    correct_staff,
    hire_staff,
    let_staff_go,
    move_staff,
    open_account,
    reset_password,
    unblock_account,
)
from heqi.people.actions.stand_ins import appoint_stand_in, end_stand_in
from heqi.people.actions.units import close_unit, create_unit, rename_unit
from heqi.people.actions.withholding import withhold

__all__ = [
    "appoint_stand_in",
    "block_account",
    "change_role",
    "close_unit",
    "correct_staff",
    "create_unit",
    "default_roles",
    "end_role",
    "end_stand_in",
    "grant_role",
    "hire_staff",
    "let_staff_go",
    "load_defaults",
    "move_staff",
    "open_account",
    "remove_shift",
    "rename_unit",
    "repeat_week",
    "reset_password",
    "roster_staff",
    "unblock_account",
    "withhold",
]
