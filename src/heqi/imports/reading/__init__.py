"""Reading files that somebody sends: bounded and refused before anything is unpacked."""

from heqi.imports.reading.records import Head, Unreadable, read_head, records
from heqi.imports.reading.sniffing import Sniffed, sniff

__all__ = ["Head", "Sniffed", "Unreadable", "read_head", "records", "sniff"]
