"""Texts of messages: data with literal placeholders, filled in one pass and never executed.

Every app may ship ``data/notices.yaml``; ``notices/data/templates.yaml`` holds those of the
foundations. A placeholder is ``{name}`` and nothing else; what a value contains stays text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.utils.translation import override

from heqi.notices.states import Channel, Priority
from heqi.policies.templatetags.policies import clause_label

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
EMPTY = "—"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


class BadTemplate(Exception):  # noqa: N818
    """A template file says something impossible; names the file and the code."""


@dataclass(frozen=True, slots=True)
class Template:
    """One message in two languages with the channels it takes by default."""

    code: str
    channels: tuple[str, ...]
    priority: str
    subject: Mapping[str, str]
    body: Mapping[str, str]

    @property
    def placeholders(self) -> frozenset[str]:
        """The names a context should hold."""
        texts = (*self.subject.values(), *self.body.values())
        return frozenset(name for text in texts for name in PLACEHOLDER.findall(text))

    def render(self, context: Mapping[str, Any], language: str) -> tuple[str, str]:
        """Subject (one line) and body in ``zh`` or ``en``; a missing value shows as a dash."""
        subject = fill(self.subject[language], context, language)
        return " ".join(subject.split())[:200], fill(self.body[language], context, language)


def fill(text: str, context: Mapping[str, Any], language: str = "zh") -> str:
    """Replace ``{name}`` by the value's text, in one pass: values are never read again."""

    def value(found: re.Match[str]) -> str:
        given = context.get(found[1])
        if found[1] == "clause" and given:
            with override(LANGUAGES[language]):
                return clause_label(str(given))  # by its id; other words stay as they are
        if given is None or given == "":
            return EMPTY
        if isinstance(given, Mapping):  # bilingual data
            given = given.get(language) or given.get("zh") or EMPTY
        return CONTROL.sub("", str(given))

    return PLACEHOLDER.sub(value, text)


def spoken(code: str | None) -> str:
    """``zh`` or ``en`` for any language code."""
    return "en" if (code or "").lower().startswith("en") else "zh"


def template(code: str) -> Template:
    """The template of a code; LookupError is a fault of ours."""
    try:
        return templates()[code]
    except KeyError:
        raise LookupError(f"there is no template {code}") from None


@cache
def templates() -> dict[str, Template]:
    """Every template of every app by code."""
    result: dict[str, Template] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("heqi."):
            continue
        for name in ("templates.yaml", "notices.yaml"):
            path = Path(config.path) / "data" / name
            if path.exists():
                for row in read_templates(path):
                    if row.code in result:
                        raise BadTemplate(f"{path}: {row.code} is there twice")
                    result[row.code] = row
    return result


def read_templates(path: Path) -> list[Template]:
    """Read one file; BadTemplate with a sentence where it is wrong."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(rows, list):
        raise BadTemplate(f"{path}: a list of templates is expected")
    return [_read(row, path) for row in rows]


def _read(row: Any, path: Path) -> Template:
    if not isinstance(row, dict) or not isinstance(row.get("code"), str):
        raise BadTemplate(f"{path}: every template needs a code")
    where = f"{path}: {row['code']}"
    unknown = set(row) - {"code", "channels", "priority", "subject", "body"}
    if unknown:
        raise BadTemplate(f"{where}: unknown {', '.join(sorted(unknown))}")
    channels = tuple(row.get("channels", ("in_app",)))
    if not channels or set(channels) - set(Channel.values):
        raise BadTemplate(f"{where}: channels are {', '.join(Channel.values)}")
    priority = row.get("priority", Priority.NORMAL)
    if priority not in Priority.values:
        raise BadTemplate(f"{where}: priority is urgent or normal")
    for part in ("subject", "body"):
        texts = row.get(part)
        if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
            raise BadTemplate(f"{where}: {part} needs zh and en")
    made = Template(row["code"], channels, priority, row["subject"], row["body"])
    if set(PLACEHOLDER.findall(made.body["zh"])) != set(PLACEHOLDER.findall(made.body["en"])):
        raise BadTemplate(f"{where}: zh and en name different placeholders")
    return made
