"""The evidence of a case: files on it, and numbers of records that stand for themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from heqi.conduct.facts import Outcome, words_of
from heqi.conduct.models import Case
from heqi.conduct.sources import record_of
from heqi.evidence.actions import attach
from heqi.evidence.models import Attachment
from heqi.ledger.actors import Actor

BETWEEN = re.compile(r"[\s,，;；、。:：()（）]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is a proof."""

    name: str
    content: bytes


def keep_papers(case: Case, papers: Mapping[str, Paper], *, by: Actor, now: datetime) -> None:
    """Keep the files of proofs with the case; ``papers`` by the code of the proof."""
    for code, paper in papers.items():
        attach(
            case, content=paper.content, name=paper.name, note=words_of("proof", code),
            key=f"proof:{code}:{now:%Y%m%d%H%M%S%f}", by=by, now=now,
        )  # fmt: skip


def unproved(case: Case, found: Outcome, proofs: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each proof that must be a file or a record and is neither (form-1-note)."""
    files = list(
        Attachment.objects.filter(
            folder__subject_type=case._meta.label_lower, folder__subject_id=str(case.pk),
            removed_at__isnull=True,
        ).values_list("key", "name")
    )  # fmt: skip
    return {
        code: _("{what}: attach the file, or give the number of a record of this system.").format(
            what=words_of("proof", code)
        )
        for code in found.attached
        if code in proofs and not _stands(code, proofs[code], files)
    }


def _stands(code: str, text: str, files: list[tuple[str, str]]) -> bool:
    if any(key.startswith(f"proof:{code}:") or name in text for key, name in files):
        return True
    return any(record_of(part.upper()) for part in BETWEEN.split(text) if len(part) > 3)
