"""Entering households: like buildings, or lines pasted from a sheet; acting on ticked ones."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.projects.actions import Home, grid
from heqi.projects.actions.households import MOST

COLUMNS = 7


class GridForm(forms.Form):
    """Like buildings: every entrance, floor and room of them."""

    buildings = forms.CharField(
        label=_("Buildings"), max_length=200, help_text=_("For example 1-6, 8, A")
    )
    entrances = forms.IntegerField(label=_("Entrances each"), min_value=1, max_value=20, initial=1)
    first_floor = forms.IntegerField(label=_("First floor"), min_value=1, max_value=99, initial=1)
    floors = forms.IntegerField(label=_("Floors"), min_value=1, max_value=99, initial=6)
    rooms = forms.IntegerField(label=_("Rooms on a floor"), min_value=1, max_value=30, initial=2)

    def clean_buildings(self) -> list[str]:
        """``1-3,5`` becomes 1, 2, 3, 5."""
        found: list[str] = []
        for part in str(self.cleaned_data["buildings"]).replace("，", ",").split(","):
            first, dash, last = part.strip().partition("-")
            if dash and first.isdecimal() and last.isdecimal():
                span = range(int(first), int(last) + 1)
                if len(span) > 100:
                    raise ValidationError(gettext("That is too many buildings at once."))
                found += [str(number) for number in span]
            elif part.strip():
                found.append(part.strip()[:20])
        if not found:
            raise ValidationError(gettext("Name at least one building."))
        return found

    def homes(self) -> list[Home]:
        """The households of the form."""
        found = self.cleaned_data
        number = len(found["buildings"]) * found["entrances"] * found["floors"] * found["rooms"]
        if number > MOST:
            raise ValidationError(
                gettext("A project holds at most {count} households.").format(count=MOST)
            )
        return grid(**found)


class PasteForm(forms.Form):
    """Lines pasted from a sheet: building, entrance, floor, room, name, phone, fee."""

    lines = forms.CharField(
        label=_("Lines"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "Building, entrance, floor, room, name, phone, fee; a line each, copied from a sheet."
        ),
    )

    def homes(self) -> list[Home]:
        """The households of the lines; ``ValidationError`` names the line that cannot be read."""
        rows = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            cells = [cell.strip() for cell in _split(line)]
            if len(cells) < 4 or len(cells) > COLUMNS:
                raise ValidationError(
                    gettext("Line {number}: give building, entrance, floor and room.").format(
                        number=number
                    )
                )
            cells += [""] * (COLUMNS - len(cells))
            building, entrance, floor, room, name, phone, fee = cells
            money = _money(fee, number)
            rows.append(Home(building, entrance, floor, room, name, phone, money))
        return rows


def _split(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else line.replace("，", ",").split(",")


def _money(text: str, number: int) -> Decimal:
    try:
        amount = Decimal(text or "0")
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValidationError(
            gettext("Line {number}: the fee is no amount in yuan.").format(number=number)
        )
    return amount


class HouseholdActForm(forms.Form):
    """What is done with the ticked households, and what it needs."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    booked_for = forms.DateTimeField(
        label=_("Time agreed with the customer"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    def values(self) -> dict[str, Any]:
        """What was understood."""
        return dict(self.cleaned_data)
