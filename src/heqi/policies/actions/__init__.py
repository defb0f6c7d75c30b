"""Everything that writes in this app.

``importing``  documents, their tables and doubts
``versions``   the life of a version: laid down, on trial, in force, superseded, repealed
``layers``     rules published by the company, laid over the packs of the installation
``queries``    doubts raised by people and answered by the office
"""

from heqi.policies.actions.importing import (
    confirm_import,
    confirm_table,
    import_document,
)
from heqi.policies.actions.layers import lay_over
from heqi.policies.actions.queries import answer_query, mark_due, raise_query
from heqi.policies.actions.versions import (
    ClauseDraft,
    put_in_force,
    repeal_version,
    turn_trials,
    write_version,
)

__all__ = [
    "ClauseDraft",
    "answer_query",
    "confirm_import",
    "confirm_table",
    "import_document",
    "lay_over",
    "mark_due",
    "put_in_force",
    "raise_query",
    "repeal_version",
    "turn_trials",
    "write_version",
]
