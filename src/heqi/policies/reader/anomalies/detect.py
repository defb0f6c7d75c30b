"""Runs every detector."""

from __future__ import annotations

from collections.abc import Callable

from . import names, registers, structure, wording
from .context import Context

DETECTORS: tuple[Callable[[Context], None], ...] = (
    structure.breaks_off,
    structure.unnumbered_paragraphs,
    structure.charts_lost,
    structure.columns_lost,
    structure.ascii_punctuation,
    structure.company_placeholder,
    structure.self_name,
    registers.absent_policies,
    registers.required_policies,
    registers.external_documents,
    registers.norms_absent,
    registers.forms_absent,
    registers.title_variants,
    registers.approvals_differ,
    names.unit_variants,
    names.post_variants,
    names.bodies_without_members,
    names.recipients_differ,
    wording.condition_counts,
    wording.lost_negations,
    wording.kinds_without_rows,
    wording.bases_absent,
    wording.at_once,
    wording.days,
    wording.bounds,
    wording.ranges,
    wording.windows,
    wording.undefined_terms,
    wording.trials,
)


def detect(context: Context) -> None:
    """Adds what is found to the context's findings."""
    for detector in DETECTORS:
        detector(context)
