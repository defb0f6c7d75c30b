"""Which column is which field: by its name, by what was chosen the last time."""

from collections.abc import Mapping, Sequence

from heqi.imports.kinds import FIELDS
from heqi.imports.kinds.fields import folded


def propose(columns: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """Field to column; what was remembered wins over the known names, each column once."""
    names = {folded(heading): field.name for field in FIELDS.values() for heading in field.headings}
    names |= {folded(str(field.label)): field.name for field in FIELDS.values()}
    found: dict[str, int] = {}
    for source in (remembered, names):
        for place, heading in enumerate(columns):
            field = source.get(folded(heading), "")
            if field in FIELDS and field not in found and place not in found.values():
                if source is names and folded(heading) in remembered:
                    continue  # it was left out on purpose
                found[field] = place
    return found


def unmapped(columns: Sequence[str], mapping: Mapping[str, int]) -> list[str]:
    """Headings that no field takes."""
    used = set(mapping.values())
    return [heading for place, heading in enumerate(columns) if heading and place not in used]
