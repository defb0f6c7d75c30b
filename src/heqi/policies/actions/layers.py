"""Publishing rules: a layer is laid over the packs and never changes afterwards."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.models import Unit
from heqi.policies.layers import forget_layers, is_common, piled, stored_layers
from heqi.policies.models import PackLayer
from heqi.policies.packs import packs_with
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import PackErrors

# What a layer of a single company may not touch: the forms and lists of everybody.
COMMON = ("vocabulary", "questions", "data", "calendars")


@transaction.atomic
def lay_over(
    key: str, files: Mapping[str, str], *, unit: Unit, rank: int, by: Actor, now: datetime
) -> PackLayer:
    """Lay a pack over those in force: group (rank 0), company (1), local supplement (2).

    It holds where the unit reaches: in its company, or in all below it. The caller has checked the
    right. ``ValidationError`` where the packs of a company cannot be read together: what is laid
    over them must never stop it; and where one company of several would change what is common.
    """
    if any(name.partition("/")[0] in COMMON for name in files) and not is_common(unit):
        raise ValidationError(
            _(
                "Questions, words, lists and calendars are common to all companies here; a policy "
                "of one company sets rules and figures. Let the group publish the rest."
            )
        )
    row = PackLayer(
        unit=unit,
        key=key,
        rank=rank,
        files=dict(files),
        sha256=hashlib.sha256(
            json.dumps(dict(files), sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest(),
        published_at=now,
    )
    layers = sorted([*stored_layers(), row], key=lambda one: (one.rank, one.pk or 10**12))
    try:
        for pile in piled(layers).piles():
            packs_with(pile).reading.sound_pack()
    except PackErrors as errors:
        raise ValidationError([spoken(p.message) for p in errors.problems]) from errors
    row.save(force_insert=True)
    audit(row, "policies.lay_over", by=by, now=now, changes={"key": key, "sha256": row.sha256})
    forget_layers()
    transaction.on_commit(forget_layers)
    return row
