"""Publishing rules: a layer is laid over the packs and never changes afterwards."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.people.models import Unit
from heqi.policies.layers import forget_layers, pack_of, stored_layers
from heqi.policies.models import PackLayer
from heqi.policies.packs import packs_with
from heqi.policies.speaking import spoken
from heqi.rulebook.pack import PackErrors


@transaction.atomic
def lay_over(
    key: str, files: Mapping[str, str], *, unit: Unit, rank: int, by: Actor, now: datetime
) -> PackLayer:
    """Lay a pack over those in force: group (rank 0), company (1), local supplement (2).

    The caller has checked the right. ``ValidationError`` where the packs together cannot be read:
    what is laid over the installation must never stop it.
    """
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
        packs_with(map(pack_of, layers)).reading.sound_pack()
    except PackErrors as errors:
        raise ValidationError([spoken(p.message) for p in errors.problems]) from errors
    row.save(force_insert=True)
    audit(row, "policies.lay_over", by=by, now=now, changes={"key": key, "sha256": row.sha256})
    forget_layers()
    transaction.on_commit(forget_layers)
    return row
