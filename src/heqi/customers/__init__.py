"""Customers: parties, premises, service points, meters, appliances; search; look-up log."""
