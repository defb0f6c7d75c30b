"""The only writers of installation projects, a module per stretch of their life."""

from heqi.projects.actions.contracts import Part, extend_contract, sign_contract
from heqi.projects.actions.gas import issue_ticket, turn_on
from heqi.projects.actions.holding import (
    cancel_project,
    expire_holds,
    hold_project,
    resume_project,
)
from heqi.projects.actions.households import (
    Home,
    add_households,
    clear_obstruction,
    grid,
    install_households,
    mark_obstructing,
    withdraw_household,
)
from heqi.projects.actions.master import create_master_data
from heqi.projects.actions.opening import name_manager, open_project, plan_stage
from heqi.projects.actions.payments import (
    Taken,
    outstanding,
    receive_at_till,
    record_payment,
    return_at_till,
    reverse_payment,
)
from heqi.projects.actions.stages import (
    confirm_conditions,
    fail_acceptance,
    finish_construction,
    finish_estimate,
    finish_survey,
    pass_acceptance,
)

__all__ = [
    "Home",
    "Part",
    "Taken",
    "add_households",
    "cancel_project",
    "clear_obstruction",
    "confirm_conditions",
    "create_master_data",
    "expire_holds",
    "extend_contract",
    "fail_acceptance",
    "finish_construction",
    "finish_estimate",
    "finish_survey",
    "grid",
    "hold_project",
    "install_households",
    "issue_ticket",
    "mark_obstructing",
    "name_manager",
    "open_project",
    "outstanding",
    "pass_acceptance",
    "plan_stage",
    "receive_at_till",
    "record_payment",
    "resume_project",
    "return_at_till",
    "reverse_payment",
    "sign_contract",
    "turn_on",
    "withdraw_household",
]
