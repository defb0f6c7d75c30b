"""Samples of the counter: a till with a sale in each state."""

from typing import Any

from heqi.counter.actions import ask_reversal, open_order
from heqi.counter.models import Hall, Shift
from heqi.counter.tests.makers import clerk, make_bill, make_hall, make_sale, make_shift
from tests.cast import NOW, Cast
from tests.surface.samples.rows import CANARY, Capture

LISTS = [
    ("counter:sales", "", "han"),
    ("counter:shifts", "", "han"),
    ("counter:export_shifts", "", "han"),
    ("counter:till", "", "qian"),
    ("counter:halls", "", "han"),
    ("counter:bills", "", "qian"),
    ("counter:unheld", "", "qian"),
]


def make(cast: Cast, capture: Capture, n: int, rows: dict[str, Any]) -> dict[str, Any]:
    """One till of the clerk, and one more sale of each kind in it."""
    if not Hall.objects.exists():
        make_hall(cast, f"{CANARY}营业厅")
    shift = Shift.objects.filter(till="1", status="open").first() or make_shift(cast)
    open_sale = open_order(shift, by=clerk(cast, "qian"), now=NOW)
    with capture(execute=True):
        sold = make_sale(cast, shift, party=rows["party"], method="qr")
        disputed = make_sale(cast, shift)
        reversal = ask_reversal(disputed, reason=CANARY, by=clerk(cast, "qian"), now=NOW)
    bill = make_bill(cast, CANARY, n=n, compound=f"{CANARY}{n}")
    return {
        "till_shift": shift, "open_sale": open_sale, "sold": sold, "reversal": reversal,
        "bill": bill,
    }  # fmt: skip


KWARGS = {
    "counter:bill": lambda s: {"number": s.bill.number},
    "counter:take_back": lambda s: {"number": s.bill.number},
    "counter:sale": lambda s: {"pk": s.sold.pk},
    "counter:add": lambda s: {"pk": s.open_sale.pk, "what": "item"},
    "counter:remove": lambda s: {"pk": s.open_sale.pk},
    "counter:pay": lambda s: {"pk": s.open_sale.pk},
    "counter:cancel": lambda s: {"pk": s.open_sale.pk},
    "counter:hand_over": lambda s: {"pk": s.sold.pk},
    "counter:reverse": lambda s: {"pk": s.sold.pk},
    "counter:receipt": lambda s: {"pk": s.sold.pk},
    "counter:confirm": lambda s: {"pk": s.reversal.pk},
    "counter:refuse": lambda s: {"pk": s.reversal.pk},
    "counter:withdraw": lambda s: {"pk": s.reversal.pk},
    "counter:shift": lambda s: {"pk": s.till_shift.pk},
    "counter:close": lambda s: {"pk": s.till_shift.pk},
    "counter:void": lambda s: {"pk": s.till_shift.pk},
}
