"""Files of results: their columns, and what becomes of each row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from heqi.callbacks.catalogue import sensitive_subjects
from heqi.callbacks.centre.results import understand
from heqi.callbacks.facts import is_rewarded, opened_by, scale_of
from heqi.callbacks.states import RowVerdict
from heqi.imports.kinds.fields import Field, folded, number, one_of, text
from heqi.imports.reading import Table
from heqi.people.models import Unit
from heqi.policies.packs import common_pack

# What a centre sends of one company in a day; more comes in several files.
MOST = 500
NEEDED = ("reference", "number", "called_at", "score")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: what it says and what becomes of it."""

    line: int
    verdict: str
    values: dict[str, str]
    findings: list[dict[str, str]]

    def kept(self) -> dict[str, Any]:
        """As the file keeps it."""
        return {
            "line": self.line,
            "verdict": self.verdict,
            "values": self.values,
            "findings": self.findings,
        }


def _classes() -> dict[str, str]:
    fact = common_pack().question("callbacks.opinion").facts["opinion"]
    return {
        word: code for code in fact.options for word in (fact.words[code].zh, fact.words[code].en)
    }


def _subjects() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {row.label: row.code for row in sensitive_subjects()}
    return found


def fields() -> dict[str, Field]:
    """The columns that are read, by the headings they come under."""
    rows = (
        Field("reference", gettext_lazy("Number of the national centre"),
              ("回访编号", "回访单号", "中心编号", "全国中心编号", "reference"), number),
        Field("number", gettext_lazy("Number of the matter"),
              ("工单号", "工单编号", "业务单号", "单号", "投诉编号", "number"), number),
        Field("called_at", pgettext_lazy("a callback", "Called at"),
              ("回访时间", "回访日期", "拨打时间", "called at"), text),
        Field("score", pgettext_lazy("a callback", "Overall score (1 to 5)"),
              ("评分", "满意度", "总体评分", "满意度评分", "score"), text),
        Field("opinion", gettext_lazy("Class of the opinion"),
              ("意见类别", "意见类型", "类别", "opinion"), one_of(_classes())),
        Field("text", gettext_lazy("What the customer said"),
              ("客户意见", "意见内容", "客户反馈", "意见", "text"), text, longest=1000),
        Field("sensitive", gettext_lazy("Sensitive subject"),
              ("敏感事项", "sensitive"), one_of(_subjects())),
    )  # fmt: skip
    return {row.name: row for row in rows}


def columns_of(headings: Sequence[str], known: dict[str, Field]) -> dict[str, int]:
    """Field to column; ValidationError where a column is missing that nothing goes without."""
    names: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            names |= {folded(str(one.label)): one.name for one in known.values()}
    names |= {folded(heading): one.name for one in known.values() for heading in one.headings}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = names.get(folded(heading), "")
        if name:
            found.setdefault(name, place)
    missing = [str(known[name].label) for name in NEEDED if name not in found]
    if missing:
        raise ValidationError(
            _("The file lacks the columns: {names}.").format(names="、".join(missing))
        )
    return found


def judge(table: Table, company: Unit, *, now: datetime) -> list[Row]:
    """What becomes of each row of a file, before anything is taken in."""
    known = fields()
    places = columns_of(table.columns, known)
    seen: dict[str, int] = {}
    rows = []
    for line, cells in enumerate(table.rows, start=1):
        values = {
            name: known[name].read(cells[place]) if place < len(cells) else ""
            for name, place in places.items()
        }
        rows.append(_judged(line, values, company, seen, now=now))
    return rows


def _judged(
    line: int, values: dict[str, str], company: Unit, seen: dict[str, int], *, now: datetime
) -> Row:
    found = understand(values, company, now=now)
    first = seen.setdefault(values.get("reference", ""), line)
    if first != line:
        found.findings.append(
            ("reference", _("The same number stands in row {n}.").format(n=first))
        )
    verdict = RowVerdict.NEW
    if found.findings:
        verdict = RowVerdict.ERROR
    elif found.known is not None:
        verdict = RowVerdict.KNOWN
    elif found.heard is not None:
        opens = opened_by(scale_of(found.heard.score, now=now, company_id=company.pk))
        said = found.heard.opinion
        praise = is_rewarded(said, now=now, company_id=company.pk) if said else True
        if opens or not praise:
            verdict = RowVerdict.OPINION
    findings = [{"field": name, "said": said} for name, said in found.findings]
    return Row(line, verdict.value, values, findings)


def counts_of(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows of each verdict."""
    return dict(Counter(row.verdict for row in rows))
