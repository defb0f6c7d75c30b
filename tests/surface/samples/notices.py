"""Samples of bulk messages: one with a recipient, and a number that opted out."""

from typing import Any

from heqi.notices import recipients
from heqi.notices.actions import opt_out, write_campaign
from heqi.notices.recipients import Candidate
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture, Samples


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """The n-th bulk message, to somebody of an audience of its own."""
    one = Candidate("customers.party", f"8{n}", CANARY, f"1390777{n:04d}")
    recipients.register_recipients("sample", CANARY, lambda company, choice, by: [one])
    gas = cast.units["gas"]
    made = write_campaign(
        gas, unit=gas, title=CANARY, purpose="other", audience_code="sample", choice="",
        text=CANARY, by=cast.he, now=NOW,
    )  # fmt: skip
    recipients._audiences.pop("sample")
    refused = opt_out(gas, phone=f"1390888{n:04d}", reason=CANARY, by=cast.he, now=NOW)
    return {"campaign": made, "opt_out": refused}


def _campaign(samples: Samples) -> dict[str, Any]:
    return {"pk": samples.campaign.pk}


KWARGS = {
    "notices:campaign": _campaign,
    "notices:campaign_step": lambda samples: {"pk": samples.campaign.pk, "name": "cancel"},
    "notices:opt_in": lambda samples: {"pk": samples.opt_out.pk},
}
LISTS = [
    ("notices:campaigns", "", "he"),
    ("notices:opt_outs", "", "he"),
]
