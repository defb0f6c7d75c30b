"""Tiers of service: criteria, assessments, the VIP ledger and its named contacts."""
