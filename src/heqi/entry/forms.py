"""Forms held against the entry standard: while somebody types and again at saving.

A form that inherits :class:`StandardForm` names the kind of record and, where its fields are called
otherwise than the standard's, which is which. The shared field template does the rest.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone

from heqi.entry.findings import CONFIRM, MISSING, NO_EVIDENCE, REFUSE, Finding
from heqi.entry.fitting import Standard, unfilled
from heqi.entry.standards import standard
from heqi.entry.telling import confirmation_of
from heqi.ledger.actors import Actor
from heqi.policies.speaking import spoken

CONFIRMED = "confirmed"
_known: dict[str, type["StandardForm"]] = {}


class StandardForm(forms.Form):
    """A form whose values are checked against the standard of ``kind``.

    ``names`` maps a form field to the standard's where they differ. ``by`` is who enters: the post
    decides what must be filled in. What the standard refuses becomes an error of its field; what
    needs a confirmation is an error until its box is ticked (``confirmed``); what is to be checked
    on site stays in ``to_check`` for the caller to file.
    """

    kind: ClassVar[str] = ""
    names: ClassVar[Mapping[str, str]] = {}
    handle: ClassVar[str] = ""
    use_required_attribute = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.handle = f"{cls.__module__.split('.')[1]}.{cls.__name__}"
        _known[cls.handle] = cls

    def __init__(self, *args: Any, by: Actor, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post, self.on = by.post or None, timezone.localdate(now)
        self.company_id = by.company_id
        self.to_check: tuple[Finding, ...] = ()
        self.found: dict[str, list[Finding]] = {}
        for name, wanted in self.held().items():
            self._dress(name, wanted)

    def entry_kind(self) -> str:
        """The kind of record; a form for several kinds looks at ``self.typed(name)``."""
        return self.kind

    def standard(self) -> Standard:
        """What the values are held against today."""
        return standard(self.entry_kind(), on=self.on, company_id=self.company_id)

    def typed(self, name: str) -> Any:
        """The value of a field as it was typed or as the form began with it."""
        if not self.is_bound:
            return self.get_initial_for_field(self.fields[name], name)
        widget = self.fields[name].widget
        return widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def held(self) -> dict[str, str]:
        """The form's fields that the standard knows, each with the standard's name."""
        known = self.standard().fields
        pairs = {name: self.names.get(name, name) for name in self.fields}
        return {name: wanted for name, wanted in pairs.items() if wanted in known}

    def entry_values(self) -> dict[str, Any]:
        """The typed values under the standard's names, read where they can be read."""
        return {wanted: self._read(name) for name, wanted in self.held().items()}

    def entry_findings(self) -> tuple[Finding, ...]:
        """What the standard finds in the form as typed; a form that knows more may leave out."""
        return self.standard().check(self.entry_values(), post=self.post)

    def findings_of(self, name: str) -> tuple[Finding, ...]:
        """What is wrong with one field beside the others, while somebody types."""
        wanted = self.held().get(name)
        if wanted is None:
            return ()
        return self.standard().concerning(wanted, self.entry_values(), post=self.post)

    def clean(self) -> dict[str, Any]:
        """Hold the whole form against the standard."""
        cleaned = super().clean() or self.cleaned_data
        findings = self.entry_findings()
        self.found = self._by_field(findings)
        self.to_check = tuple(f for f in findings if f.outcome not in (REFUSE, CONFIRM))
        confirmed = self.confirmed()
        for name, rows in self.found.items():
            for finding in rows:
                if finding.outcome == REFUSE or (
                    finding.outcome == CONFIRM and confirmation_of(finding) not in confirmed
                ):
                    self._tell(name, finding)
        return cleaned

    def confirmed(self) -> set[str]:
        """The doubts that the person who enters has confirmed."""
        data: Any = self.data
        return set(data.getlist(CONFIRMED) if hasattr(data, "getlist") else data.get(CONFIRMED, ()))

    def _tell(self, name: str, finding: Finding) -> None:
        told = self.errors.get(name)
        if told and finding.error in (MISSING, NO_EVIDENCE):
            return  # the field said so itself
        if name in self.fields:
            self.add_error(name, finding.message)

    def _by_field(self, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
        fields = {wanted: name for name, wanted in self.held().items()}
        found: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.field in fields:
                found.setdefault(fields[finding.field], []).append(finding)
        return found

    def _read(self, name: str) -> Any:
        raw = self.typed(name)
        try:
            value = self.fields[name].clean(raw)
        except forms.ValidationError:
            return raw
        return raw if value is None else value

    def _dress(self, name: str, wanted: str) -> None:
        """Ask for the field's check when it changes; the page works without."""
        field, standard = self.fields[name], self.standard()
        if wanted in standard.required_of(self.post).fields and not isinstance(
            field, forms.BooleanField
        ):
            field.required = True
            field.error_messages["required"] = spoken(unfilled(standard.fields[wanted].title))
        check_live(self, name, handle=self.handle)


def check_live(form: forms.Form, name: str, *, handle: str) -> None:
    """Ask the form of ``handle`` for a check of the field ``name`` when it changes."""
    query = {
        "form": handle,
        "field": name,
        **({"prefix": form.prefix} if form.prefix else {}),
    }
    field = form.fields[name]
    field.widget.attrs |= {
        "hx-post": f"{reverse('entry:check')}?{urlencode(query)}",
        "hx-trigger": "change",
        "hx-include": "closest form",
        "hx-target": f"#{form[name].auto_id}_error",
        "hx-swap": "innerHTML",
        "hx-sync": "this:replace",
    }
    field.live = True  # type: ignore[attr-defined]


def form_named(handle: str) -> type[StandardForm] | None:
    """The form of a handle, if its app has one."""
    return _known.get(handle)
