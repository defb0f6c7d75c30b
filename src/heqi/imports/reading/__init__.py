"""Reading files that somebody sends: bounded and refused before anything is unpacked."""

from heqi.imports.reading.records import Head, Unreadable, read_head, records
from heqi.imports.reading.sniffing import Sniffed, sniff
from heqi.imports.reading.tables import Table, read_table

__all__ = [
    "Head",
    "Sniffed",
    "Table",
    "Unreadable",
    "read_head",
    "read_table",
    "records",
    "sniff",
]
