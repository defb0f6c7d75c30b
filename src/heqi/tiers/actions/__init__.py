"""The only writers of tiers, a module per verb."""

from heqi.tiers.actions.bulk import (
    check_file,
    confirm_batch,
    discard_batch,
    name_columns,
    propose_rows,
    undo_batch,
)
from heqi.tiers.actions.contacts import end_contact, name_contact, name_for_many, release_contacts
from heqi.tiers.actions.deciding import approve_assessment, refuse_assessment, return_assessment
from heqi.tiers.actions.gaps import check_all_contacts, check_contacts
from heqi.tiers.actions.proposing import complete_proposal, note_occasion, propose_tier
from heqi.tiers.actions.sitting import decide_many
from heqi.tiers.actions.standards import confirm_standards, name_responsible
from heqi.tiers.actions.submitting import withdraw_proposal
from heqi.tiers.actions.watching import check_companies, check_company
from heqi.tiers.facts import RawFact

__all__ = [
    "RawFact",
    "approve_assessment",
    "check_all_contacts",
    "check_companies",
    "check_company",
    "check_contacts",
    "check_file",
    "complete_proposal",
    "confirm_batch",
    "confirm_standards",
    "decide_many",
    "discard_batch",
    "end_contact",
    "name_columns",
    "name_contact",
    "name_for_many",
    "name_responsible",
    "note_occasion",
    "propose_rows",
    "propose_tier",
    "refuse_assessment",
    "release_contacts",
    "return_assessment",
    "undo_batch",
    "withdraw_proposal",
]
