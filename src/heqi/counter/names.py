"""What lines of sales orders are called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from heqi.policies.deciding import spoken
from heqi.policies.packs import common_pack

GAS = "gas"
PLAIN = gettext_noop("Gas purchase")
STEP = gettext_noop("Gas purchase, step {n}")
BY_READING = gettext_noop("Gas by reading of {day}, meter {meter}")
REFUND = gettext_noop("Refund: {name} ({number})")


def line_name(item: str, step: int | None) -> str:
    """Gas with its step, or an item of the price list, in the reader's language; else empty."""
    if item == GAS:
        return _(STEP).format(n=step) if step else _(PLAIN)
    words = common_pack().question("counter.price").facts["item"].words.get(item)
    return spoken(words) if words else ""


def kept_name(text: str, **values: object) -> str:
    """A name as it is kept with the record: Chinese, whatever the clerk reads."""
    with override("zh-hans"):
        return _(text).format(**values)
