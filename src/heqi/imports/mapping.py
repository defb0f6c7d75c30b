"""Which column is which field: by its name, by what was chosen the last time."""

from collections.abc import Mapping, Sequence

from heqi.imports.kinds import FIELDS
from heqi.imports.kinds.fields import folded


def propose(columns: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Field to column; what was remembered wins over the known names, each column once."""
    headings = [folded(heading) for heading in columns]
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = remembered.get(heading, "")
        if field in FIELDS and field not in found:
            found[field] = place
    known = _known()
    # A heading with one meaning first: “客户编号” is the account only where no other column is.
    for place in sorted(range(len(headings)), key=lambda at: len(known.get(headings[at], ()))):
        if headings[place] in remembered:
            continue  # taken, or left out on purpose
        field = next((name for name in known.get(headings[place], ()) if name not in found), "")
        if field:
            found[field] = place
    return found


def _known() -> dict[str, list[str]]:
    """The fields that a heading may mean, the likeliest first."""
    known: dict[str, list[str]] = {}
    for field in FIELDS.values():
        for heading in (*field.headings, str(field.label)):
            names = known.setdefault(folded(heading), [])
            if field.name not in names:
                names.append(field.name)
    return known


def unmapped(columns: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """Headings that no field takes."""
    used = set(mapping.values())
    return [heading for place, heading in enumerate(columns) if heading and place not in used]
