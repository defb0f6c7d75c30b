"""What an app reads beside the rules: its data files, or what a pack puts in their place."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from heqi.policies.packs import common_pack


def read_data(app: str, name: str) -> Any:
    """The file ``data/<name>.yaml`` of an app, or what the common pack puts in its place.

    ``FileNotFoundError`` where there is neither.
    """
    return _read(app, name, common_pack().sha256)


@lru_cache(maxsize=32)
def _read(app: str, name: str, _pack: str) -> Any:
    own = common_pack().data.get(f"{app}/{name}")
    if own is not None:
        _by, documents = own
        return documents[0] if len(documents) == 1 else documents
    text = files(f"heqi.{app}").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)
