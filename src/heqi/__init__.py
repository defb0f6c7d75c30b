"""Heqi: customer-service management for city-gas companies; the policy is the program."""

__version__ = "0.1.0"
