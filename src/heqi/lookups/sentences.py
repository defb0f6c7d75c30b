"""What a finding says, in both languages, with its numbers and without names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml
from django.utils import timezone

from heqi.lookups.rules import Finding
from heqi.policies.deciding import spoken_chinese


@dataclass(frozen=True, slots=True)
class Words:
    """A rule's title and its sentences by rule or ``rule:form``."""

    code: str
    title: Mapping[str, str]
    sentences: Mapping[str, Mapping[str, str]]

    def __str__(self) -> str:
        return self.title["zh" if spoken_chinese() else "en"]


@cache
def rules() -> dict[str, Words]:
    """Every rule in the order of its number."""
    text = files("heqi.lookups").joinpath("data", "rules.yaml").read_text(encoding="utf-8")
    return {row["code"]: Words(**row) for row in yaml.safe_load(text)}


def sentence(finding: Finding, since: datetime, until: datetime, language: str) -> str:
    """The sentence of a finding in ``zh`` or ``en``."""
    template = rules()[finding.rule].sentences[finding.key][language]
    return template.format(when=_when(since, until, language), **finding.numbers)


def _when(since: datetime, until: datetime, language: str) -> str:
    first, last = timezone.localtime(since), timezone.localtime(until)
    if first.date() != last.date():
        return f"{first:%Y-%m-%d} {'至' if language == 'zh' else 'to'} {last:%Y-%m-%d}"
    if (last - first).total_seconds() < 60:
        return f"{first:%Y-%m-%d %H:%M}"
    between = "至" if language == "zh" else "to"
    return f"{first:%Y-%m-%d %H:%M} {between} {last:%H:%M}"
