"""The page of facts and questions is made from the packs."""

from __future__ import annotations

from pathlib import Path

from heqi.rulebook.reference import reference_text
from heqi.rulebook.tests.building import pack_of


def test_every_fact_question_and_field_has_its_row(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, "")
    text = reference_text(pack, "en").splitlines()
    assert "| `tier` | tier | `standard` standard, `vip` VIP | `complaints.commitments` |" in text
    assert "| `claim` | claim | a number ≥ 0 (yuan) | `complaints.commitments` |" in text
    assert "## `complaints.commitments` Complaint commitments" in text
    assert "| `respond` | response | a limit | start: received; stop: contacted |" in text
    assert "# 事实词汇表" in reference_text(pack, "zh").splitlines()
