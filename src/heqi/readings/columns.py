"""The columns of files of meter data, under the names that collection systems give them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heqi.imports.kinds.fields import folded
from heqi.imports.reading import Table
from heqi.readings.states import FeedKind

# Rows of a file or a message: each card reading is held against the books.
MOST = {FeedKind.TELEGRAMS.value: 20_000, FeedKind.CARDS.value: 2_000}
NEEDED = {
    FeedKind.TELEGRAMS.value: ("meter", "at"),
    FeedKind.CARDS.value: ("meter", "at", "dial", "balance"),
}
HEADINGS = {
    "meter": "表号 表具编号 燃气表号 meter meterno meternumber",
    "at": "时间 上报时间 采集时间 抄表时间 日期 抄表日期 读卡时间 at time heardat",
    "dial": "读数 表读数 表盘读数 累计气量 dial reading",
    "balance": "余量 表内余量 剩余气量 balance",
    "bought": "累计购气量 总购气量 bought totalbought",
    "card_no": "卡号 card cardno cardnumber",
    "battery_low": "电池欠压 低电量 电池 batterylow",
    "valve_closed": "阀门关闭 阀门 阀门状态 valveclosed",
}
KNOWN = {heading: name for name, said in HEADINGS.items() for heading in said.split()}


def mapped(table: Table, kind: str) -> list[dict[str, str]]:
    """The rows by what their columns mean; ``ValidationError`` where a needed one is missing."""
    names = [KNOWN.get(folded(heading), "") for heading in table.columns]
    missing = [HEADINGS[name].split()[0] for name in NEEDED[kind] if name not in names]
    if missing:
        raise ValidationError(_("The file has no column {names}.").format(names="、".join(missing)))
    return [
        {name: cell for name, cell in zip(names, row, strict=False) if name} for row in table.rows
    ]
