"""Reviewing who looked at which customer, and why (data-entry/9.3)."""
