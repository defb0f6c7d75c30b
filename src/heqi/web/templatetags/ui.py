"""The components of every page; docs/reference/ui.md lists them with their parameters."""

from heqi.web.components import fields, labels, lists, panels, times
from heqi.web.components.library import register

__all__ = ["fields", "labels", "lists", "panels", "register", "times"]
