"""Reading installation projects: lists, one project, and what the authority matrix asks."""

from heqi.projects.queries.checks import (
    contract_expires_within,
    contract_expires_within_month,
    contract_signed,
    households_affected,
    households_obstructing,
    installed,
    obstruction_of,
    on_gas,
    paid,
    paid_as_agreed,
)
from heqi.projects.queries.households import (
    HouseholdFilters,
    Progress,
    buildings_of,
    household_list,
    progress_of,
)
from heqi.projects.queries.lists import (
    Board,
    Filters,
    board,
    my_projects,
    project_list,
    tab_counts,
)
from heqi.projects.queries.project import (
    Money,
    StripStage,
    clocks_of_project,
    get_project,
    money_of,
    project_by_number,
    strip_of,
)
from heqi.projects.queries.steps import steps_for

__all__ = [
    "Board",
    "Filters",
    "HouseholdFilters",
    "Money",
    "Progress",
    "StripStage",
    "board",
    "buildings_of",
    "clocks_of_project",
    "contract_expires_within",
    "contract_expires_within_month",
    "contract_signed",
    "get_project",
    "household_list",
    "households_affected",
    "households_obstructing",
    "installed",
    "money_of",
    "my_projects",
    "obstruction_of",
    "on_gas",
    "paid",
    "paid_as_agreed",
    "progress_of",
    "project_by_number",
    "project_list",
    "steps_for",
    "strip_of",
    "tab_counts",
]
